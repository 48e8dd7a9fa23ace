// What can be known of a station at one glance: the columns of the list, for the page and for `/api/stations`.
import type { StationView } from "../../view.ts";

/** What a station is shown as: how the ground moves, whether it is believed, whether it is there. What concerns most first. */
export const CONDITIONS = ["triggered", "shaking", "quarantined", "offline", "silent", "warming", "idle"] as const;
export type Condition = (typeof CONDITIONS)[number];

export function conditionOf({ state, health, connection }: StationView): Condition {
  if (state === "silent") return connection === "offline" ? "offline" : "silent";
  if (health?.state === "quarantined") return "quarantined";
  return state === "idle" && health?.state === "warming" ? "warming" : state;
}

export type Value = string | number | null;

export const COLUMNS = {
  key: ({ key }) => key,
  stationId: ({ stationId }) => stationId,
  name: ({ name }) => name,
  condition: conditionOf,
  intensity: ({ state, intensity }) => (state === "silent" ? null : intensity),
  pgaMps2: ({ state, pgaMps2 }) => (state === "silent" ? null : pgaMps2),
  lastSeenMs: ({ lastSeenMs }) => lastSeenMs,
  lastSampleMs: ({ health }) => health && (health.lastSampleMs || null),
  latencyS: ({ health }) => health && rounded(health.latencyS, 2),
  clockOffsetS: ({ health }) => health && rounded(health.clockOffsetS, 3),
  fittedRateHz: ({ health }) => health && rounded(health.fittedRateHz, 3),
  noiseMps2: ({ health }) => health && Number(health.noiseMps2.toPrecision(3)),
  packets: ({ health }) => health?.packets ?? null,
  gaps: ({ health }) => health?.gaps ?? null,
  duplicates: ({ health }) => health?.duplicates ?? null,
  late: ({ health }) => health?.late ?? null,
  malformed: ({ health }) => health?.malformed ?? null,
  trusted: ({ health }) => health?.state ?? null,
  reason: ({ health }) => health?.reason ?? null,
  weight: ({ trust }) => trust?.weight ?? null,
  falsePicksPerHour: ({ trust }) => trust?.falsePicksPerHour ?? null,
  connection: ({ connection }) => connection,
  vs30Mps: ({ vs30Mps }) => vs30Mps,
  sampleRateHz: ({ sampleRateHz }) => sampleRateHz,
  latitudeDeg: ({ latitudeDeg }) => latitudeDeg,
  longitudeDeg: ({ longitudeDeg }) => longitudeDeg,
} as const satisfies Readonly<Record<string, (station: StationView) => Value>>;

export type ColumnName = keyof typeof COLUMNS;

export function isColumn(name: string): name is ColumnName {
  return Object.hasOwn(COLUMNS, name);
}

export interface Wanted {
  /** Of these conditions; empty: of all. */
  readonly conditions: readonly Condition[];
  /** In the id, the name or the reason, in capitals or not; every word of it. */
  readonly text: string;
  readonly sort: ColumnName;
  readonly isReversed: boolean;
}

/** Those that are wanted, in order; what has no value stands last either way. */
export function listOf(stations: readonly StationView[], wanted: Wanted): readonly StationView[] {
  const words = wanted.text.toUpperCase().split(/\s+/).filter(Boolean);
  const kept = stations.filter((station) => isWanted(station, wanted.conditions, words));
  const column = COLUMNS[wanted.sort];
  const order = kept.map((station) => ({ station, value: rankOf(column(station)) }));
  const sign = wanted.isReversed ? -1 : 1;
  order.sort((a, b) => compared(a.value, b.value, sign) || byId(a.station, b.station));
  return order.map(({ station }) => station);
}

function isWanted(station: StationView, conditions: readonly Condition[], words: readonly string[]): boolean {
  if (conditions.length > 0 && !conditions.includes(conditionOf(station))) return false;
  if (words.length === 0) return true;
  const text = `${station.key} ${station.name} ${conditionOf(station)} ${station.health?.reason ?? ""}`.toUpperCase();
  return words.every((word) => text.includes(word));
}

const RANKS: ReadonlyMap<string, number> = new Map(CONDITIONS.map((condition, rank) => [condition, rank]));

/** Conditions in the order of what concerns an operator most; everything else as it is. */
function rankOf(value: Value): Value {
  return typeof value === "string" ? (RANKS.get(value) ?? value) : value;
}

function compared(a: Value, b: Value, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (a === b) return 0;
  return a < b ? -sign : sign;
}

function byId(a: StationView, b: StationView): number {
  return a.stationId < b.stationId ? -1 : a.stationId > b.stationId ? 1 : 0;
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
