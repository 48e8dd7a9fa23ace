// False alarms of a simulated month of noise: `node bench/noiseMonth.ts [--stations N] [--days D] [--rate R] [--seed S]`.
import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import { numberFrom, runCommand } from "../simulators/cli.ts";
import { noiseMonth } from "../test/services/integrator/scenarios/noiseMonth.ts";
import { confirmedOf, eventsOf, summaryOf, type Told } from "../test/services/integrator/scenarios/tell.ts";

const USAGE = `npm run bench -- noiseMonth, or node bench/noiseMonth.ts [options]
Sensors that trigger at random, each on its own, and what the integrator makes of them.

  --stations N   sensors on a jittered grid of 20 km (50)
  --days D       days of data, from noon on, fractions too (30)
  --rate R       triggers a station-hour, more by day than by night (1)
  --seed S       another seed is another month (1)
  -v             prints the versions of every event`;

const MONTH_DAYS = 30;

runCommand(USAGE, async () => {
  const text = { type: "string" } as const;
  const options = { stations: text, days: text, rate: text, seed: text, v: { type: "boolean", short: "v" } } as const;
  const { values } = parseArgs({ options });
  const stations = numberFrom("stations", values.stations ?? "50", { min: 3, max: 5000 });
  const days = numberFrom("days", values.days ?? String(MONTH_DAYS), { min: 0.01, max: 400 });
  const perHour = numberFrom("rate", values.rate ?? "1", { min: 0.01, max: 60 });
  const seed = numberFrom("seed", values.seed ?? "1", { min: 0, max: 1e9 });
  const bar = new SingleBar({ format: "{bar} {value}/{total} days, {eta_formatted} left", clearOnComplete: true });
  const startMs = performance.now();
  bar.start(days, 0);
  const { told, triggers } = noiseMonth({ stations, days, perHour, seed, onDay: (day) => bar.update(day) });
  bar.stop();
  const tookS = (performance.now() - startMs) / 1000;
  if (values.v === true) console.log(`${summaryOf(told)}\n`);
  console.log(`${stations} stations, ${days} days, ${perHour} a station-hour, seed ${seed}: ${triggers} triggers`);
  console.log(linesOf(told, days).join("\n"));
  console.log(
    `run time     ${tookS.toFixed(1)} s, ${((1000 * tookS) / Math.max(1, triggers)).toFixed(2)} ms a trigger`,
  );
});

function linesOf(told: readonly Told[], days: number): string[] {
  const events = eventsOf(told);
  const countOf = (status: string) =>
    events.filter((versions) => versions.some(({ version }) => version.status === status)).length;
  const alarms = confirmedOf(told).length;
  const largest = Math.max(0, ...confirmedOf(told).flatMap((v) => v.map(({ version }) => version.magnitude.value)));
  return [
    `preliminary  ${countOf("preliminary")}`,
    `confirmed    ${alarms}${alarms > 0 ? `, the largest M${largest.toFixed(1)}` : ""}`,
    `cancelled    ${countOf("cancelled")}`,
    `alarms       ${((alarms * MONTH_DAYS) / days).toFixed(1)} a month`,
  ];
}
