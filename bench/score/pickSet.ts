// A set of picks as its folder holds it: stations.csv, picks.csv[.gz], events.csv; and its picks as the integrator takes them.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Pick } from "../../shared/contracts/pick.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";
import { linesOf, numberOf, readText, timeMsOf } from "../../simulators/fields.ts";
import { WORLD } from "./stream.ts";

export interface SetPick {
  /** Empty where nobody has associated it. */
  readonly eventId: string;
  readonly stationId: string;
  readonly phase: "P" | "S";
  readonly timeMs: number;
  readonly uncertaintyS: number;
  readonly probability: number;
  readonly snr: number;
}

export interface CataloguedEvent extends Place {
  readonly id: string;
  readonly timeMs: number;
  readonly depthKm: number;
}

export interface PickSet {
  readonly stations: ReadonlyMap<string, Place>;
  /** In the order of time. */
  readonly picks: readonly SetPick[];
  /** Undefined where the set has no catalogue. */
  readonly events: readonly CataloguedEvent[] | undefined;
  readonly isLabelled: boolean;
  /** Rows left out, a line a reason. */
  readonly skipped: readonly string[];
}

/** Automatic pickers' times are about this good where they do not say. */
const USUAL_UNCERTAINTY_S = 0.3;
const USUAL_PROBABILITY = 0.9;
const USUAL_SNR = 6;

/** Where the catalogue gives no depth: the middle of the crust. */
const UNKNOWN_DEPTH_KM = 10;

/** @throws Error that names the file where stations or picks are missing, or none of the picks is at a known station. */
export function readPickSet(folder: string): PickSet {
  const skipped: string[] = [];
  const stations = new Map(
    rowsOf(folder, "stations.csv", skipped).flatMap((row): [string, Place][] => {
      const place = placeOf(row);
      return place === undefined || row.station === undefined || row.station === ""
        ? []
        : [[stationIdOf(row.station), place]];
    }),
  );
  const rows = rowsOf(folder, "picks.csv", skipped);
  const readable = rows.flatMap((row) => pickOf(row) ?? []);
  const picks = readable.filter(({ stationId }) => stations.has(stationId)).sort((a, b) => a.timeMs - b.timeMs);
  if (picks.length === 0)
    throw new Error(`${folder}: none of ${rows.length} picks is at one of ${stations.size} stations`);
  if (readable.length < rows.length)
    skipped.push(`picks.csv: ${rows.length - readable.length} rows without a time and a phase P or S`);
  if (picks.length < readable.length)
    skipped.push(`picks.csv: ${readable.length - picks.length} picks at stations of unknown place`);
  const isLabelled = picks.some(({ eventId }) => eventId !== "");
  return { stations, picks, events: eventsIn(folder, skipped), isLabelled, skipped };
}

function eventsIn(folder: string, skipped: string[]): CataloguedEvent[] | undefined {
  if (pathOf(folder, "events.csv") === undefined) return undefined;
  const rows = rowsOf(folder, "events.csv", skipped);
  const events = rows.flatMap((row): CataloguedEvent[] => {
    const [timeMs, place] = [timeMsOf(row.origin_time), placeOf(row)];
    const depthKm = Math.max(0, numberOf(row.depth_km) ?? UNKNOWN_DEPTH_KM);
    return timeMs === undefined || place === undefined ? [] : [{ id: row.event_id ?? "", timeMs, depthKm, ...place }];
  });
  if (events.length < rows.length)
    skipped.push(`events.csv: ${rows.length - events.length} rows without origin_time, lat and lon`);
  // An earthquake that is listed twice is one.
  return [...new Map(events.map((event) => [`${event.id}/${event.timeMs}`, event])).values()];
}

type Row = Readonly<Record<string, string>>;

function placeOf(row: Row): Place | undefined {
  const [latitudeDeg, longitudeDeg] = [numberOf(row.lat), numberOf(row.lon)];
  if (latitudeDeg === undefined || longitudeDeg === undefined || Math.abs(latitudeDeg) > 90) return undefined;
  return { latitudeDeg, longitudeDeg };
}

function pathOf(folder: string, name: string): string | undefined {
  return [join(folder, name), join(folder, `${name}.gz`)].find(existsSync);
}

/** Values hold no commas in these files. */
function rowsOf(folder: string, name: string, skipped: string[]): Row[] {
  const path = pathOf(folder, name);
  if (path === undefined) throw new Error(`${folder}: no ${name} and no ${name}.gz`);
  const { text, isCut } = readText(path);
  const [head = "", ...whole] = linesOf(text.replace(/^\uFEFF/, ""));
  // The last line of what was cut short may be half a line.
  const lines = isCut ? whole.slice(0, -1) : whole;
  if (isCut) skipped.push(`${name}: the archive is cut short after ${lines.length} rows`);
  const cellsOf = (line: string) => line.split(",").map((cell) => cell.trim().replaceAll(/^"|"$/g, ""));
  const names = cellsOf(head).map((column) => column.toLowerCase());
  return lines.map((line) => {
    const cells = cellsOf(line);
    return Object.fromEntries(names.map((column, i) => [column, cells[i] ?? ""]));
  });
}

/** The first arrivals by their names: Pn, Pg, Pb, Sn, Sg, Sb. */
function phaseOf(name: string | undefined): SetPick["phase"] | undefined {
  const [, phase] = /^([PS])[NGB1]?$/i.exec(name ?? "") ?? [];
  return phase === undefined ? undefined : phase.toUpperCase() === "P" ? "P" : "S";
}

function pickOf(row: Row): SetPick | undefined {
  const [timeMs, phase] = [timeMsOf(row.time), phaseOf(row.phase)];
  if (timeMs === undefined || phase === undefined) return undefined;
  const weight = numberOf(row.weight) ?? 0;
  const [probability = USUAL_PROBABILITY, eventId = ""] = [numberOf(row.probability), row.event_id];
  return {
    eventId,
    stationId: stationIdOf(row.station ?? ""),
    phase,
    timeMs,
    uncertaintyS: Math.max(0.05, numberOf(row.uncertainty_s) || USUAL_UNCERTAINTY_S),
    probability: Math.min(1, Math.max(0, probability)) || USUAL_PROBABILITY,
    // Where picks are automatic and carry no probability, their weight is their signal to noise.
    snr: (row.probability ?? "") === "" && eventId === "" && weight > 0 ? weight : USUAL_SNR,
  };
}

/** Any name becomes one a station can have: letters, digits and one underscore. */
function stationIdOf(name: string): string {
  const plain = name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  return `XX_${plain}`;
}

export function pickAt({ stationId, phase, timeMs, uncertaintyS, probability, snr }: SetPick): Pick {
  const none = { windowS: 0, pdM: 0, pvMps: 0, paMps2: 0, pgaMps2: 0, pgvMps: 0, noisePdM: 0 };
  const known = { update: 0, stationId, phase, timeMs, uncertaintyS, phaseProbability: probability, snr };
  return {
    ...WORLD,
    ...none,
    ...known,
    pickId: `replay:score/${stationId}/${phase}/${timeMs}`,
    knownMs: timeMs,
    receivedMs: timeMs,
  };
}
