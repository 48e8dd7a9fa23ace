// A set of picks as its folder holds it: stations.csv, picks.csv[.gz], events.csv; and its picks as the integrator takes them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Pick } from "../../shared/contracts/pick.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";
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
  readonly events: readonly CataloguedEvent[];
  readonly isLabelled: boolean;
}

/** Automatic pickers' times are about this good where they do not say. */
const USUAL_UNCERTAINTY_S = 0.3;
const USUAL_PROBABILITY = 0.9;
const USUAL_SNR = 6;

/** @throws Error that names the file where one is missing. */
export function readPickSet(folder: string): PickSet {
  const stations = new Map(
    rowsOf(folder, "stations.csv").flatMap((row): [string, Place][] => {
      const place = { latitudeDeg: Number(row.lat), longitudeDeg: Number(row.lon) };
      return row.station === undefined || row.lat === "" || !Number.isFinite(place.latitudeDeg + place.longitudeDeg)
        ? []
        : [[stationIdOf(row.station), place]];
    }),
  );
  const picks = rowsOf(folder, "picks.csv")
    .flatMap((row) => pickOf(row) ?? [])
    .filter(({ stationId }) => stations.has(stationId))
    .sort((a, b) => a.timeMs - b.timeMs);
  const events = rowsOf(folder, "events.csv").flatMap((row): CataloguedEvent[] => {
    const timeMs = timeOf(row.origin_time);
    const depthKm = Math.max(0, Number(row.depth_km || 10));
    const place = { latitudeDeg: Number(row.lat), longitudeDeg: Number(row.lon) };
    return Number.isFinite(timeMs + place.latitudeDeg + place.longitudeDeg + depthKm)
      ? [{ id: row.event_id ?? "", timeMs, depthKm, ...place }]
      : [];
  });
  return { stations, picks, events, isLabelled: picks.some(({ eventId }) => eventId !== "") };
}

type Row = Readonly<Record<string, string>>;

/** Values hold no quotes and no commas in these files. */
function rowsOf(folder: string, name: string): Row[] {
  const path = [join(folder, name), join(folder, `${name}.gz`)].find(existsSync);
  if (path === undefined) throw new Error(`${folder}: no ${name} and no ${name}.gz`);
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const [head = "", ...lines] = text.split(/\r?\n/).filter((line) => line !== "");
  const names = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((column, i) => [column, cells[i] ?? ""]));
  });
}

function pickOf(row: Row): SetPick | undefined {
  const timeMs = timeOf(row.time);
  if (Number.isNaN(timeMs) || (row.phase !== "P" && row.phase !== "S")) return undefined;
  const weight = Number(row.weight);
  return {
    eventId: row.event_id ?? "",
    stationId: stationIdOf(row.station ?? ""),
    phase: row.phase,
    timeMs,
    uncertaintyS: Math.max(0.05, Number(row.uncertainty_s) || USUAL_UNCERTAINTY_S),
    probability: Number(row.probability) || USUAL_PROBABILITY,
    // Where picks are automatic and carry no probability, their weight is their signal to noise.
    snr: row.probability === "" && row.event_id === "" && weight > 0 ? weight : USUAL_SNR,
  };
}

function timeOf(text: string | undefined): number {
  return Date.parse(text ?? "");
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
