// A scenario, as a JSON file tells it: a network, what its sensors are like, what shakes the ground, and what a system
// that hears all this must say in the end.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { latitudeDeg, longitudeDeg } from "../shared/contracts/units.ts";
import { UsageError } from "./cli.ts";
import { networkSpecSchema } from "./network/networkSpec.ts";
import { sensorTraitsSchema } from "./sensor/sensorTraits.ts";

const groupName = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,39}$/);

/** A place on the map, or so far from the middle of the network. */
const placeSchema = z.union([
  z.strictObject({ latitudeDeg, longitudeDeg }),
  z.strictObject({ eastKm: z.number().min(-20_000).max(20_000), northKm: z.number().min(-20_000).max(20_000) }),
]);

/** Which sensors belong to a group. */
const whoSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("share"), share: z.number().gt(0).max(1) }),
  z.strictObject({ kind: z.literal("count"), count: z.int().min(1) }),
  z.strictObject({ kind: z.literal("within"), of: placeSchema, radiusKm: z.number().gt(0) }),
  z.strictObject({ kind: z.literal("stations"), stationIds: z.array(z.string()).min(1) }),
]);

const groupSchema = z.strictObject({ who: whoSchema, sensors: sensorTraitsSchema });

const earthquakeSchema = z.strictObject({
  /** Seconds after the start at which the ground breaks. */
  atS: z.number().min(0).max(86_400),
  at: placeSchema,
  depthKm: z.number().min(0).max(700),
  magnitude: z.number().min(0).max(9.5),
  kind: z.enum(["earthquake", "blast"]).optional(),
  rupture: z
    .strictObject({
      lengthKm: z.number().gt(0).max(1500),
      strikeDeg: z.number().min(0).lt(360),
      speedKmS: z.number().gt(0).max(6),
    })
    .optional(),
  /** Only these sensors feel it: an attack with perfect travel times. */
  feltBy: groupName.optional(),
});

/** What is known of the truth, and how near to it what is told must come. */
const wantedSchema = z.strictObject({
  /** Index of the earthquake in the list. */
  of: z.int().min(0),
  confirmedWithinS: z.number().gt(0),
  withinKm: z.number().gt(0),
  /** Of the last version. */
  magnitudeWithin: z.number().gt(0),
});

const expectSchema = z.strictObject({
  /** Events that are confirmed at any time, exactly so many, or from so many to so many. */
  confirmed: z.union([z.int().min(0), z.strictObject({ least: z.int().min(0), most: z.int().min(0) })]),
  /** Largest magnitude that any confirmed version may tell. */
  largest: z.number().optional(),
  /** Confirmed events that are still so at the end; absent: as many as were confirmed. */
  standing: z.int().min(0).optional(),
  events: z.array(wantedSchema).default([]),
});

export const scenarioSchema = z
  .strictObject({
    $schema: z.string().optional(),
    title: z.string().min(1).max(120),
    about: z.string().min(1).max(2000),
    /** Data that is sent, seconds. */
    durationS: z.number().min(10).max(86_400),
    network: networkSpecSchema,
    sensors: sensorTraitsSchema.default({}),
    groups: z.record(groupName, groupSchema).default({}),
    earthquakes: z.array(earthquakeSchema).max(2000).default([]),
    expect: expectSchema,
  })
  .superRefine(({ groups, earthquakes, expect, durationS }, fault) => {
    for (const [i, { feltBy, atS }] of earthquakes.entries()) {
      const path = ["earthquakes", i];
      if (feltBy !== undefined && !Object.hasOwn(groups, feltBy)) {
        fault.addIssue({
          code: "custom",
          path: [...path, "feltBy"],
          message: `got "${feltBy}", want a group: ${Object.keys(groups).join(", ")}`,
        });
      }
      if (atS > durationS)
        fault.addIssue({ code: "custom", path: [...path, "atS"], message: `got ${atS}, want at most durationS` });
    }
    for (const [i, { of }] of expect.events.entries()) {
      if (of >= earthquakes.length) {
        const message = `got ${of}, want an index of ${earthquakes.length} earthquakes`;
        fault.addIssue({ code: "custom", path: ["expect", "events", i, "of"], message });
      }
    }
  });

export type Scenario = z.output<typeof scenarioSchema>;
export type Earthquake = Scenario["earthquakes"][number];
export type Who = z.output<typeof whoSchema>;
export type ScenarioPlace = z.output<typeof placeSchema>;
export type Wanted = z.output<typeof wantedSchema>;

export const SCENARIO_FOLDER = join(import.meta.dirname, "scenarios");

/** @throws Error that names the file and each field that is wrong. */
export function parseScenario(text: string, name: string): Scenario {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${name}: not JSON: ${cause instanceof Error ? cause.message : ""}`, { cause });
  }
  const parsed = scenarioSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join(".") || "(file)"}: ${message}`);
  throw new Error(
    `${name}: ${faults.length === 1 ? "a field is" : `${faults.length} fields are`} wrong\n${faults.join("\n")}`,
  );
}

/** Names of the scenarios that come with the simulators. */
export function scenarioNames(): string[] {
  const files = readdirSync(SCENARIO_FOLDER).filter((file) => file.endsWith(".json"));
  return files.map((file) => file.slice(0, -".json".length)).sort();
}

/** @param nameOrPath one of `scenarioNames()`, or a file. @throws UsageError naming what there is. */
export function readScenario(nameOrPath: string): Scenario {
  const isPath = nameOrPath.endsWith(".json") || nameOrPath.includes("/");
  if (!isPath && !scenarioNames().includes(nameOrPath)) {
    throw new UsageError(`--scenario: got "${nameOrPath}", want a file or one of ${scenarioNames().join(", ")}`);
  }
  const path = isPath ? nameOrPath : join(SCENARIO_FOLDER, `${nameOrPath}.json`);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new UsageError(`--scenario: ${path} cannot be read`, { cause });
  }
  return parseScenario(text, path);
}
