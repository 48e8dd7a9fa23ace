// What the inner loops cost: filters, detectors, whole decoders, packet frames, location, association of a storm of picks.
// `node bench/kernels.ts [--repetitions N]`
import { parseArgs } from "node:util";
import { numberFrom, runCommand } from "../simulators/cli.ts";
import { locateKernels, type StormOptions, storm } from "./kernels/associating.ts";
import { decoderKernels, filterKernels, frameKernels } from "./kernels/decoding.ts";
import { timed } from "./kernels/time.ts";
import { progress, tell } from "./print.ts";

const USAGE = `npm run bench -- kernels, or node bench/kernels.ts [options]
Units a second of processor time, each repeated: the median, and what 10 % and 90 % of the repetitions stay below.

  --repetitions N   (15)
  --quick           5 short repetitions, a shorter storm
  --json            one JSON object`;

const STORMS = [
  { stations: 500, picksPerMinute: 500, spacingKm: 20 },
  { stations: 2000, picksPerMinute: 2000, spacingKm: 20 },
  { stations: 2000, picksPerMinute: 10_000, spacingKm: 20 },
] as const;

async function main(): Promise<void> {
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({ options: { quick: flag, json: flag, repetitions: { type: "string" } } });
  const { quick } = values;
  const patience = {
    repetitions: Math.round(
      numberFrom("repetitions", values.repetitions ?? (quick ? "5" : "15"), { min: 1, max: 1000 }),
    ),
    leastMs: quick ? 60 : 250,
  };
  const kernels = [...filterKernels(), ...decoderKernels(), ...frameKernels(), ...locateKernels()].map((kernel) => {
    progress(kernel.name);
    return timed(kernel, patience);
  });
  const bounds: Pick<StormOptions, "dataS" | "mostS"> = { dataS: 60, mostS: quick ? 4 : 25 };
  const storms = (quick ? STORMS.slice(1) : STORMS).map((one) => {
    progress(`storm: ${one.picksPerMinute} picks a minute on ${one.stations} stations`);
    return storm({ ...one, ...bounds });
  });
  tell("kernels", {
    results: { kernels, storms },
    tables: [
      {
        title: "kernels, a second of processor time",
        rows: kernels.map(({ kernel, unit, perS, lowPerS, highPerS }) => ({
          kernel,
          "a second": `${countOf(perS)} ${unit}`,
          "10 % to 90 %": `${countOf(lowPerS)} to ${countOf(highPerS)}`,
        })),
      },
      {
        title: "association of noise picks",
        rows: storms.map((one) => ({
          stations: one.stations,
          "picks a minute": one.picksPerMinute,
          "picks done": one.picks,
          "of data, s": one.dataS.toFixed(1),
          "mean ms": one.meanMs.toFixed(2),
          "p50 ms": one.p50Ms.toFixed(2),
          "p99 ms": one.p99Ms.toFixed(1),
          "max ms": one.maxMs.toFixed(0),
          "share of a core, heartbeats too": one.coreShare.toFixed(2),
          versions: one.versions,
        })),
      },
    ],
  });
}

function countOf(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  return value >= 1e4 ? `${(value / 1e3).toFixed(1)} k` : value.toFixed(0);
}

runCommand(USAGE, main);
