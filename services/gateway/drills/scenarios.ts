// The scenarios that a drill can play: what stands in their files, for who has to choose one.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

export interface ScenarioView {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly durationS: number;
  /** Undefined where it depends on the room there is, or on a file. */
  readonly stations: number | undefined;
  /** Seconds of data before the first earthquake; 0 where there is none. */
  readonly leadS: number;
  readonly largestMagnitude: number | undefined;
}

const FOLDER = join(import.meta.dirname, "../../../simulators/scenarios");

/** The part that is shown; whoever plays it checks the whole. */
const fileSchema = z.looseObject({
  title: z.string(),
  about: z.string(),
  durationS: z.number(),
  network: z.looseObject({ stations: z.number().optional() }),
  earthquakes: z.array(z.looseObject({ atS: z.number(), magnitude: z.number() })).default([]),
});

/** Sorted by name. */
export function readScenarios(): readonly ScenarioView[] {
  const names = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
  return names.sort().map((file) => {
    const { title, about, durationS, network, earthquakes } = fileSchema.parse(
      JSON.parse(readFileSync(join(FOLDER, file), "utf8")),
    );
    return {
      name: file.slice(0, -".json".length),
      ...{ title, about, durationS, stations: network.stations },
      leadS: earthquakes.length === 0 ? 0 : Math.min(...earthquakes.map(({ atS }) => atS)),
      largestMagnitude: earthquakes.length === 0 ? undefined : Math.max(...earthquakes.map((one) => one.magnitude)),
    };
  });
}
