// How many stations a machine carries: more and more of them until the backlog grows, a packet takes longer than a second
// or one is lost. `node bench/capacity.ts [--embedded] [--brokers] [--stations N,N,…]`
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { choiceFrom, numberFrom, runCommand } from "../simulators/cli.ts";
import { type Brokers, startBrokers } from "./brokers.ts";
import { progress, type Table, tell } from "./print.ts";
import { CATALOGUE } from "./rig.ts";
import { lossOf, type Step, type StepOptions, step } from "./step.ts";

const STATIONS = [500, 1000, 2000, 4000, 7000, 10_000, 14_000];
const QUICK = { embedded: [1000, 4000], brokers: [1000] } as const;
/** Steps between the last good and the first bad number; the limit is then known within this share. */
const MOST_BISECTIONS = 3;
const CLOSE_ENOUGH = 0.12;

const USAGE = `npm run bench -- capacity, or node bench/capacity.ts [options]
Raises the number of stations (three components, one packet a second each) until the system cannot follow.

  --embedded, --brokers   only this way to run it (both)
  --stations N,N,…        numbers to try, upwards (${STATIONS.join(",")})
  --rate HZ               samples a second of each component (100)
  --settle S              before measuring, per step (6)
  --seconds S             measured, per step (8)
  --no-bisect             stop at the first number that is too many
  --catalogue WHAT        over brokers beside the others: none, events or waveforms (none)
  --profile FOLDER        processor profiles of the services, one step
  --quick                 few steps, short
  --json                  one JSON object`;

type Kind = "embedded" | "brokers";

interface Options extends Omit<StepOptions, "stations" | "brokers"> {
  readonly stations: readonly number[];
  readonly bisects: boolean;
}

/** Upwards until it fails, then between the two. */
async function search(options: Options, brokers: Brokers | undefined): Promise<Step[]> {
  const steps: Step[] = [];
  const tried = async (stations: number) => {
    const made = await step({ ...options, stations, brokers });
    steps.push(made);
    progress(`${brokers ? "brokers" : "embedded"} ${stations} stations: ${made.verdict}`);
    return made.verdict === "held";
  };
  let [good, bad] = [0, 0];
  for (const stations of options.stations) {
    if (await tried(stations)) good = stations;
    else {
      bad = stations;
      break;
    }
  }
  for (let i = 0; options.bisects && bad > 0 && i < MOST_BISECTIONS && bad - good > CLOSE_ENOUGH * bad; i += 1) {
    const between = Math.round((good + bad) / 200) * 100;
    if (await tried(between)) good = between;
    else bad = between;
    await sleep(1000);
  }
  return steps;
}

function tableOf(kind: Kind, steps: readonly Step[]): Table {
  const rows = steps.map((one) => ({
    stations: one.stations,
    "sent/s": Math.round(one.sentPerS),
    "accepted/s": Math.round(one.acceptedPerS),
    "decoded/s": Math.round(one.decodedPerS),
    "backlog packets": `${one.backlogFrom} → ${one.backlogTo}`,
    lost: lossOf(one.lost),
    "p50 ms": one.ageP50Ms.toFixed(0),
    "p99 ms": one.ageP99Ms.toFixed(0),
    "edge→decoded p99 ms": one.delayP99Ms.toFixed(0),
    "cores (MB)": Object.entries(one.processes)
      .map(([name, { cores, rssMb }]) => `${name} ${cores.toFixed(2)} (${Math.round(rssMb)})`)
      .join(", "),
    "others' cores": one.othersCores.toFixed(2),
    load: one.loadAverage.toFixed(1),
    verdict: one.verdict,
  }));
  return { title: `${kind}: capacity`, rows };
}

export function limitOf(steps: readonly Step[]): number {
  return Math.max(0, ...steps.filter(({ verdict }) => verdict === "held").map(({ stations }) => stations));
}

async function main(): Promise<void> {
  const flag = { type: "boolean", default: false } as const;
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      embedded: flag,
      brokers: flag,
      "no-bisect": flag,
      quick: flag,
      json: flag,
      stations: text,
      rate: text,
      settle: text,
      seconds: text,
      profile: text,
      catalogue: text,
    },
  });
  const seconds = (name: "settle" | "seconds", standard: number, quick: number) =>
    numberFrom(name, values[name] ?? String(values.quick ? quick : standard), { min: 1, max: 3600 });
  const asked = values.stations
    ?.split(",")
    .map((one) => Math.round(numberFrom("stations", one, { min: 1, max: 50_000 })));
  const options = {
    rateHz: numberFrom("rate", values.rate ?? "100", { min: 1, max: 1000 }),
    settleS: seconds("settle", 6, 3),
    seconds: seconds("seconds", 8, 4),
    bisects: !values["no-bisect"] && !values.quick,
    profileTo: values.profile,
    catalogue: choiceFrom("catalogue", values.catalogue ?? "none", CATALOGUE),
  };
  const stationsFor = (kind: Kind) => asked ?? (values.quick ? QUICK[kind] : STATIONS);
  const found: Partial<Record<Kind, Step[]>> = {};
  if (values.embedded || !values.brokers) {
    found.embedded = await search({ ...options, stations: stationsFor("embedded") }, undefined);
  }
  if (values.brokers || !values.embedded) {
    const brokers = await startBrokers();
    try {
      found.brokers = await search({ ...options, stations: stationsFor("brokers") }, brokers);
    } finally {
      await brokers.stop();
    }
  }
  const kinds = (["embedded", "brokers"] as const).flatMap((kind) => {
    const steps = found[kind];
    return steps === undefined ? [] : [{ kind, steps }];
  });
  tell("capacity", {
    results: Object.fromEntries(kinds.map(({ kind, steps }) => [kind, { limit: limitOf(steps), steps }])),
    tables: [
      ...kinds.map(({ kind, steps }) => tableOf(kind, steps)),
      { title: "limit", rows: kinds.map(({ kind, steps }) => ({ kind, "stations held": limitOf(steps) })) },
    ],
  });
}

if (import.meta.main) runCommand(USAGE, main);
