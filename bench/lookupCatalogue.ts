// A synthetic catalogue: earthquakes clustered along winding boundaries, one dense swarm, magnitudes by Gutenberg and Richter.
import type { SeismicEvent } from "../shared/contracts/event.ts";
import type { PastEventTable } from "../shared/runtime/schema.ts";
import { destination, type Place } from "../shared/seismo/geodesy.ts";
import { type Random, randomOf } from "../simulators/random.ts";

export interface Catalogue {
  readonly rows: number;
  readonly random: Random;
}

export const SWARM: Place = { latitudeDeg: 35.7, longitudeDeg: -117.5 };
const SWARM_ROWS = 20_000;
const SWARM_KM = 12;
const BOUNDARIES = 40;
const STEPS = 60;
const STEP_KM = 110;
/** Half the width of a boundary's seismic belt. */
const BELT_KM = 60;
const NOW_MS = Date.UTC(2026, 0, 1);
const SPAN_MS = 50 * 365.25 * 86_400_000;

let known: readonly Place[] | undefined;

/** Knots of all boundaries, the same in every run. */
function knots(): readonly Place[] {
  known ??= Array.from({ length: BOUNDARIES }, (_, n) => boundary(n)).flat();
  return known;
}

function boundary(n: number): Place[] {
  const random = randomOf("boundary", n);
  let at: Place = { latitudeDeg: (Math.asin(2 * random() - 1) * 180) / Math.PI, longitudeDeg: 360 * random() - 180 };
  let headingDeg = 360 * random();
  return Array.from({ length: STEPS }, () => {
    headingDeg += 30 * (random() - 0.5);
    at = destination(at, headingDeg, STEP_KM);
    return at;
  });
}

/** On a boundary, busier ones more often. */
function somewhere(random: Random): Place {
  const all = knots();
  const knot = all[Math.floor(all.length * random() ** 2)] ?? SWARM;
  return destination(knot, 360 * random(), (STEP_KM / 2) * random() + BELT_KM * random() ** 2);
}

function inSwarm(random: Random): Place {
  return destination(SWARM, 360 * random(), SWARM_KM * Math.sqrt(-2 * Math.log(1 - random())));
}

/** b = 1, from M 2.5 to 9. */
function aMagnitude(random: Random): number {
  return Math.min(9, Math.round((2.5 - Math.log10(1 - random())) * 10) / 10);
}

export function* pastEvents(rows: number, batch: number): Generator<readonly PastEventTable[]> {
  const random = randomOf("past events", rows);
  let rest: PastEventTable[] = [];
  for (let n = 0; n < rows; n += 1) {
    rest.push(pastEvent(n, n < SWARM_ROWS ? inSwarm(random) : somewhere(random), random));
    if (rest.length < batch) continue;
    yield rest;
    rest = [];
  }
  if (rest.length > 0) yield rest;
}

function pastEvent(n: number, { latitudeDeg, longitudeDeg }: Place, random: Random): PastEventTable {
  const digits = (degrees: number) => Math.round(degrees * 1e4) / 1e4;
  return {
    ...{ source: "synthetic", id: `s${n}`, time_ms: Math.round(NOW_MS - SPAN_MS * random()) },
    ...{ latitude_deg: digits(latitudeDeg), longitude_deg: digits(((longitudeDeg + 540) % 360) - 180) },
    ...{ depth_km: Math.round(300 * random() ** 3) / 10, magnitude: aMagnitude(random), magnitude_type: "Mw" },
    ...{ place: "a synthetic place", updated_ms: NOW_MS },
  };
}

/** Eight of ten on a boundary, one in the swarm, one anywhere. */
export function eventAt({ random }: Catalogue, n: number): SeismicEvent {
  const anywhere = { latitudeDeg: (Math.asin(2 * random() - 1) * 180) / Math.PI, longitudeDeg: 360 * random() - 180 };
  const at = n % 10 === 0 ? inSwarm(random) : n % 10 === 1 ? anywhere : somewhere(random);
  return {
    ...{ mode: "live", run: "", eventId: `live-${n}`, version: 1, status: "confirmed", asOfMs: NOW_MS + 10_000 },
    origin: {
      ...{ timeMs: NOW_MS, latitudeDeg: at.latitudeDeg, longitudeDeg: at.longitudeDeg, depthKm: 10 },
      ...{ timeUncertaintyS: 1, horizontalUncertaintyKm: 5, depthUncertaintyKm: 5, covarianceKm2: [1, 0, 1] },
      ...{ azimuthalGapDeg: 90, rmsS: 0.3 },
    },
    magnitude: { value: aMagnitude(random) + 1, type: "Mpd", uncertainty: 0.3, stationCount: 6 },
    ...{ likelihood: 0.9, arrivals: [], observed: [], contours: [], evidence: [], reason: "new" },
  };
}
