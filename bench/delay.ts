// Delay of the software: recordings at ten times their rhythm in one process, and fleets of many stations in real time.
// `node bench/delay.ts [--stations N,N] [--embedded] [--brokers] [--no-recordings] [event …]`
import { parseArgs } from "node:util";
import { choiceFrom, numberFrom, runCommand } from "../simulators/cli.ts";
import { ring } from "../test/records/ring.ts";
import { noSharedData } from "../test/sharedData.ts";
import { type Brokers, startBrokers } from "./brokers.ts";
import { type FleetDelay, type FleetRun, fleetDelay } from "./delayFleet.ts";
import { progress, type Table, tell } from "./print.ts";
import { spreadOf } from "./quantile.ts";
import { CATALOGUE, type Catalogue, startRig } from "./rig.ts";

const EVENTS = ["mx20171215_m46", "mx20171225_m50", "mx20180129_m46", "mx20200130_m53", "us20190706_ridgecrest_m71"];
const SPEED = 10;

const USAGE = `npm run bench -- delay, or node bench/delay.ts [options] [event …]
From the last packet that was needed to the webhook's receipt.

  event …                 recordings (${EVENTS.join(", ")})
  --no-recordings         only the fleets
  --stations N,N          fleets of so many stations (100,1000); 0: none
  --embedded, --brokers   only this way to run them (both)
  --rounds N              earthquakes a fleet (3)
  --rate HZ               samples a second of each component (100)
  --catalogue WHAT        over brokers, beside the alarm path: none, events or waveforms (none); embedded it
                          always runs, and keeps waveforms unless this says events
  --quick                 one earthquake on 100 stations, embedded; no recordings
  --json                  one JSON object`;

/** From the receipt of the deciding packet to the webhook's. */
async function recordings(events: readonly string[]) {
  const all: number[] = [];
  const rows: Record<string, string | number>[] = [];
  for (const id of events) {
    const { lines, summary } = await ring(id, { speed: SPEED });
    const delays = lines.flatMap(({ delayMs }) => delayMs ?? []);
    all.push(...delays);
    const { p50, max } = spreadOf(delays);
    rows.push({
      event: id,
      webhooks: lines.length,
      "first ms": delays[0] ?? "-",
      "p50 ms": p50,
      "max ms": max,
      "first alert after the first P, s": summary.firstAlertSecondsAfterFirstP ?? "-",
    });
    progress(`${id}: ${lines.length} webhooks`);
  }
  return { rows, all: spreadOf(all) };
}

interface FleetsRun extends Omit<FleetRun, "stations"> {
  readonly catalogue: Catalogue;
}

async function fleets(sizes: readonly number[], { catalogue, ...run }: FleetsRun, brokers: Brokers | undefined) {
  const found: FleetDelay[] = [];
  for (const stations of sizes) {
    const rig = await startRig({ brokers, catalogue });
    try {
      found.push(await fleetDelay(rig, { ...run, stations }));
    } finally {
      await rig.stop();
    }
  }
  return found;
}

function tablesOf(found: readonly FleetDelay[]): Table[] {
  const spread = ({ p50, p95, p99, max, count }: FleetDelay["total"]) => ({
    webhooks: count,
    "p50 ms": p50.toFixed(0),
    "p95 ms": p95.toFixed(0),
    "p99 ms": p99.toFixed(0),
    "max ms": max.toFixed(0),
  });
  const whole = found.map(({ kind, stations, versions, total }) => ({ kind, stations, versions, ...spread(total) }));
  const stages = found.map(({ kind, stations, stages }) => ({
    kind,
    stations,
    ...Object.fromEntries(
      Object.entries(stages).map(([stage, { p50, p99 }]) => [stage, `${p50.toFixed(0)} / ${p99.toFixed(0)}`]),
    ),
  }));
  return [
    { title: "fleets: deciding packet published → webhook received", rows: whole },
    { title: "stage by stage, p50 / p99 ms", rows: stages },
  ];
}

async function main(): Promise<void> {
  const flag = { type: "boolean", default: false } as const;
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      embedded: flag,
      brokers: flag,
      quick: flag,
      json: flag,
      "no-recordings": flag,
      stations: text,
      rounds: text,
      rate: text,
      catalogue: text,
    },
  });
  const sizes = (values.stations ?? (values.quick ? "100" : "100,1000"))
    .split(",")
    .map((one) => Math.round(numberFrom("stations", one, { min: 0, max: 20_000 })))
    .filter((stations) => stations > 0);
  const run = {
    rounds: Math.round(numberFrom("rounds", values.rounds ?? (values.quick ? "1" : "3"), { min: 1, max: 1000 })),
    rateHz: numberFrom("rate", values.rate ?? "100", { min: 1, max: 1000 }),
    catalogue: choiceFrom("catalogue", values.catalogue ?? "none", CATALOGUE),
    warmUpS: 13,
    followS: values.quick ? 15 : 25,
  };
  const standard = values.quick || values["no-recordings"] || noSharedData ? [] : EVENTS;
  const events = positionals.length > 0 ? positionals : standard;
  const recorded = events.length === 0 ? undefined : await recordings(events);
  const found: FleetDelay[] = [];
  if (values.embedded || !values.brokers) found.push(...(await fleets(sizes, run, undefined)));
  if (values.brokers || !(values.embedded || values.quick)) {
    const brokers = await startBrokers();
    try {
      found.push(...(await fleets(sizes, run, brokers)));
    } finally {
      await brokers.stop();
    }
  }
  const title = `recordings: receipt of the deciding packet → webhook (${recorded?.all.count} webhooks: p50 ${recorded?.all.p50} ms, p95 ${recorded?.all.p95} ms)`;
  tell("delay", {
    results: { recordings: recorded, fleets: found },
    tables: [
      ...(recorded === undefined ? [] : [{ title, rows: recorded.rows }]),
      ...(found.length > 0 ? tablesOf(found) : []),
    ],
  });
}

runCommand(USAGE, main);
