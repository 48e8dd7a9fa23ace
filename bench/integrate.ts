// How long an integrator thinks about a pick of an earthquake among 1,000 stations: the first ones of a process, with and
// without the rehearsal at its start, and later ones. Each trial in a process of its own: `node bench/integrate.ts`.
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { integratorTable } from "../services/integrator/config.ts";
import { warmUp } from "../services/integrator/warmUp.ts";
import { readConfig } from "../shared/runtime/config.ts";
import { median } from "../shared/seismo/robust.ts";
import { travelTimeS } from "../shared/seismo/travelTime.ts";
import { numberFrom, runCommand } from "../simulators/cli.ts";
import { gridNetwork, motionOf, picksOf, regionOf, START_MS, WORLD } from "../test/services/integrator/network.ts";
import { progress, tell } from "./print.ts";

const USAGE = `npm run bench -- integrate, or node bench/integrate.ts [options]
Wall time of pushPick where it made a version, and processor time of whole earthquakes.

  --trials N   processes of each kind (5)
  --quick      one of each
  --json       one JSON object`;

const CENTRE = { latitudeDeg: 17.5, longitudeDeg: -99 };
const [QUIET_S, FOLLOWED_S] = [5, 20];
const EVENTS = 4;

interface Trial {
  /** Of each earthquake in turn: the pick of the first version, and of the slowest other one. */
  readonly firstMs: readonly number[];
  readonly slowestMs: readonly number[];
  /** Processor time of each earthquake, shaking and silence too. */
  readonly cpuMs: readonly number[];
}

/** What happens to one process. */
function trial(isRehearsed: boolean): Trial {
  for (const phase of ["P", "S"] as const) travelTimeS(phase, 0, 0);
  const network = gridNetwork({ centre: CENTRE, columns: 32, rows: 32, spacingKm: 10 });
  const quake = { ...CENTRE, depthKm: 12, magnitude: 6, originMs: START_MS };
  const steps = [
    ...picksOf(quake, network, { reachKm: 60 }),
    ...motionOf(network, { fromS: -QUIET_S, toS: FOLLOWED_S, quakes: [quake] }),
  ].sort((a, b) => a.atMs - b.atMs);
  if (isRehearsed) warmUp(readConfig(integratorTable, {}));
  const [firstMs, slowestMs, cpuMs]: [number[], number[], number[]] = [[], [], []];
  for (let event = 0; event < EVENTS; event += 1) {
    const region = regionOf(network);
    const tookMs: number[] = [];
    const before = process.cpuUsage();
    for (const step of steps) {
      const startMs = performance.now();
      const isPick = "pick" in step;
      const versions = isPick ? region.pushPick(step.pick) : region.pushMotion({ ...WORLD, stations: [step.entry] });
      if (isPick && versions.length > 0) tookMs.push(performance.now() - startMs);
    }
    const { user, system } = process.cpuUsage(before);
    firstMs.push(tookMs[0] ?? Number.NaN);
    slowestMs.push(Math.max(...tookMs.slice(1)));
    cpuMs.push((user + system) / 1000);
  }
  return { firstMs, slowestMs, cpuMs };
}

function inProcessOfItsOwn(kind: "cold" | "rehearsed"): Trial {
  progress(kind);
  const args = ["--disable-warning=ExperimentalWarning", import.meta.filename, "--one", kind];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`trial: ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Trial;
}

async function main(): Promise<void> {
  const flag = { type: "boolean", default: false } as const;
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { quick: flag, json: flag, trials: text, one: text } });
  if (values.one !== undefined) {
    process.stdout.write(JSON.stringify(trial(values.one === "rehearsed")));
    return;
  }
  const count = Math.round(numberFrom("trials", values.trials ?? (values.quick ? "1" : "5"), { min: 1, max: 100 }));
  const kinds = (["cold", "rehearsed"] as const).map((kind) => {
    const trials = Array.from({ length: count }, () => inProcessOfItsOwn(kind));
    return { kind, trials };
  });
  const of = (trials: readonly Trial[], what: keyof Trial, event: number) =>
    median(trials.map((one) => one[what].at(event) ?? Number.NaN)).toFixed(1);
  const rows = kinds.map(({ kind, trials }) => ({
    process: kind,
    "first version of its first earthquake, ms": of(trials, "firstMs", 0),
    "slowest later one, ms": of(trials, "slowestMs", 0),
    [`first version of its ${EVENTS}th, ms`]: of(trials, "firstMs", -1),
    "slowest later one of it, ms": of(trials, "slowestMs", -1),
    "processor ms, first and last earthquake": `${of(trials, "cpuMs", 0)}, ${of(trials, "cpuMs", -1)}`,
  }));
  tell("integrate", { results: { kinds }, tables: [{ title: `medians of ${count} processes`, rows }] });
}

runCommand(USAGE, main);
