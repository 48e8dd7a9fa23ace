// Stations from a file: a JSON list of live stations, each checked by itself, so that a bad one does not cost the good ones.
import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { type Station, stationSchema } from "../../shared/contracts/station.ts";

export interface StationFault {
  /** Its stationId, or "entry 3" when it has none. */
  readonly station: string;
  readonly field: string;
  readonly reason: string;
}

export interface StationList {
  readonly stations: readonly Station[];
  readonly faults: readonly StationFault[];
}

/** @param text JSON: a list of stations without mode, run and updatedMs @throws Error when it is no list */
export function parseStations(text: string, updatedMs: number): StationList {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error("stations file: want a JSON list of stations");
  const stations = new Map<string, Station>();
  const faults: StationFault[] = [];
  for (const [index, entry] of list.entries()) {
    const parsed = stationSchema.safeParse({ ...Object(entry), mode: "live", run: "", updatedMs });
    const name = nameOf(entry, index);
    if (!parsed.success) faults.push(...parsed.error.issues.map((issue) => faultOf(name, entry, issue)));
    else if (stations.has(parsed.data.stationId)) {
      faults.push({ station: name, field: "stationId", reason: "the same station twice; the first one is taken" });
    } else stations.set(parsed.data.stationId, parsed.data);
  }
  return { stations: [...stations.values()], faults };
}

export async function readStations(file: string, updatedMs: number): Promise<StationList> {
  return parseStations(await readFile(file, "utf8"), updatedMs);
}

function nameOf(entry: unknown, index: number): string {
  const id: unknown = Reflect.get(Object(entry), "stationId");
  return typeof id === "string" && id !== "" ? id : `entry ${index + 1}`;
}

function faultOf(station: string, entry: unknown, issue: z.core.$ZodIssue): StationFault {
  const field = issue.path.join(".");
  const got = issue.path.reduce<unknown>((at, key) => Reflect.get(Object(at), key), entry);
  return { station, field, reason: `got ${JSON.stringify(got)?.slice(0, 80) ?? "nothing"}, ${issue.message}` };
}
