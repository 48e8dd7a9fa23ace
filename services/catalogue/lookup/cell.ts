// What is near any point of a small cell: enough past earthquakes that the answer for each point is exact, or known not to be.
import type { PastEvent } from "../../../shared/contracts/context.ts";
import { distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import type { NearbyOptions } from "../nearby.ts";

const CELLS_PER_DEGREE = 20;
/** From a cell's middle to its corner, at the equator, where it is longest; and what rounded distances may be off. */
const CORNER_KM = 4.1;

/** Past earthquakes as seen from the middle of a cell. */
export interface CellContent {
  /** Nearest first. */
  readonly nearest: readonly PastEvent[];
  /** Within this all are in `nearest`. */
  readonly nearestWithinKm: number;
  /** Largest first. */
  readonly largest: readonly PastEvent[];
  /** Whether there are smaller ones, left out. */
  readonly hasSmaller: boolean;
}

export interface Cell {
  readonly key: string;
  readonly middle: Place;
}

export function cellAt({ latitudeDeg, longitudeDeg }: Place): Cell {
  const [row, column] = [latitudeDeg, longitudeDeg].map((degrees) => Math.floor(degrees * CELLS_PER_DEGREE));
  const middleOf = (index = 0) => (index + 0.5) / CELLS_PER_DEGREE;
  return { key: `${row}/${column}`, middle: { latitudeDeg: middleOf(row), longitudeDeg: middleOf(column) } };
}

/** What must be asked about a cell's middle, to answer about its points. */
export function aroundCell({ radiusKm, largestWithinKm }: NearbyOptions): {
  readonly radiusKm: number;
  readonly largestWithinKm: number;
} {
  return { radiusKm: radiusKm + CORNER_KM, largestWithinKm: largestWithinKm + CORNER_KM };
}

/** Each undefined where the cell's content is too little to be sure, as of the nearest in a swarm. */
export interface Remembered {
  readonly nearest?: PastEvent[];
  readonly largest?: PastEvent | null;
}

export function rememberedIn(content: CellContent, point: Place, options: NearbyOptions): Remembered {
  const { beforeMs = Number.POSITIVE_INFINITY, largestWithinKm } = options;
  const seen = (events: readonly PastEvent[]) =>
    events
      .filter(({ timeMs }) => timeMs < Math.floor(beforeMs))
      .map((event) => ({ ...event, distanceKm: Math.round(distanceKm(point, event) * 10) / 10 }));
  const nearest = nearestAmong(seen(content.nearest), content.nearestWithinKm, options);
  const largest = seen(content.largest).find((event) => event.distanceKm <= largestWithinKm);
  const isSure = largest !== undefined || !content.hasSmaller;
  return { ...(nearest === undefined ? {} : { nearest }), ...(isSure ? { largest: largest ?? null } : {}) };
}

function nearestAmong(
  events: readonly PastEvent[],
  completeWithinKm: number,
  { count, radiusKm }: NearbyOptions,
): PastEvent[] | undefined {
  const near = events.filter((event) => event.distanceKm <= radiusKm).sort((a, b) => a.distanceKm - b.distanceKm);
  const nearest = near.slice(0, count);
  const reachKm = nearest.length === count ? (nearest.at(-1)?.distanceKm ?? 0) : radiusKm;
  return reachKm + CORNER_KM > completeWithinKm ? undefined : nearest;
}
