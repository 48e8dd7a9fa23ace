// event.v1 from what the integrator knows: rounded where more digits would mean nothing, so that equal pictures are equal bytes.
import type { Contour, Evidence, SeismicEvent } from "../../shared/contracts/event.ts";
import type { World } from "../../shared/contracts/mode.ts";
import { circle, holdsPole } from "../../shared/seismo/contour.ts";
import { azimuthDeg, type Place } from "../../shared/seismo/geodesy.ts";
import { radiusOfIntensityKm } from "../../shared/seismo/ipe.ts";
import type { NetworkMagnitude } from "../../shared/seismo/magnitude.ts";
import type { Assembly, Associated } from "./associate.ts";
import type { Observed } from "./openEvent.ts";

export interface DraftOf {
  readonly world: World;
  readonly eventId: string;
  readonly assembly: Assembly;
  readonly magnitude: NetworkMagnitude;
  readonly evidence: readonly Evidence[];
  readonly likelihood: number;
  readonly observed: ReadonlyMap<string, Observed>;
  readonly asOfMs: number;
}

const CONTOURS = [3, 4, 5, 6, 7, 8, 9];
/** Of a contour's ring: 16 and three decimals (100 m) keep a version with all seven contours below 3 kB more. */
const VERTICES = 16;
const MOST_ARRIVALS = 100;
const MOST_OBSERVED = 50;

/** Version, status and reason are set by who decides. */
export type Draft = Omit<SeismicEvent, "version" | "status" | "reason">;

export function draftOf(picture: DraftOf): Draft {
  const { world, assembly, magnitude } = picture;
  const { location, arrivals } = assembly;
  const value = rounded(magnitude.value, 2);
  const depthKm = rounded(location.depthKm, 1);
  const { latitudeDeg, longitudeDeg } = location.place;
  const epicentre = { latitudeDeg: rounded(latitudeDeg, 4), longitudeDeg: rounded(longitudeDeg, 4) };
  const covariance = location.covarianceKm2;
  return {
    mode: world.mode,
    run: world.run,
    eventId: picture.eventId,
    asOfMs: picture.asOfMs,
    origin: {
      timeMs: Math.round(location.timeMs),
      ...epicentre,
      depthKm,
      timeUncertaintyS: rounded(location.timeUncertaintyS, 2),
      horizontalUncertaintyKm: rounded(location.horizontalUncertaintyKm, 1),
      depthUncertaintyKm: rounded(location.depthUncertaintyKm, 1),
      covarianceKm2: [rounded(covariance[0], 1), rounded(covariance[1], 1), rounded(covariance[2], 1)],
      azimuthalGapDeg: rounded(location.azimuthalGapDeg, 0),
      rmsS: rounded(location.rmsS, 2),
    },
    magnitude: {
      value,
      type: magnitude.type,
      uncertainty: rounded(magnitude.uncertainty, 2),
      stationCount: magnitude.stationCount,
    },
    likelihood: rounded(picture.likelihood, 4),
    arrivals: arrivals.slice(0, MOST_ARRIVALS).map((arrival) => arrivalOf(arrival, assembly)),
    observed: [...picture.observed.values()]
      .sort((a, b) => b.intensity - a.intensity)
      .slice(0, MOST_OBSERVED)
      .map(({ pgvMps, ...told }) => told),
    contours: contoursOf(epicentre, { magnitude: value, depthKm }),
    evidence: picture.evidence.map((rule) => ({
      ...rule,
      value: rounded(rule.value, rule.rule === "likelihood" ? 4 : 2),
      limit: rounded(rule.limit, 4),
    })),
  };
}

function contoursOf(epicentre: Place, source: { magnitude: number; depthKm: number }): Contour[] {
  return CONTOURS.flatMap((intensity) => {
    const radiusKm = rounded(radiusOfIntensityKm({ ...source, intensity }), 1);
    if (radiusKm === 0) return [];
    if (holdsPole(epicentre, radiusKm)) return [{ intensity, radiusKm }];
    const ring = circle(epicentre, radiusKm, VERTICES);
    return [{ intensity, radiusKm, polygon: ring.map(([x, y]) => [rounded(x, 3), rounded(y, 3)]) }];
  });
}

function arrivalOf(
  { held, phase, residualS, distanceKm }: Associated,
  { location }: Assembly,
): SeismicEvent["arrivals"][number] {
  const { pickId, stationId, timeMs, uncertaintyS } = held.pick;
  return {
    pickId,
    stationId,
    phase,
    timeMs,
    residualS: rounded(residualS, 3),
    distanceKm: rounded(distanceKm, 1),
    azimuthDeg: rounded(azimuthDeg(location.place, held.place), 0) % 360,
    weight: rounded(1 / (1 + (residualS / Math.max(0.5, uncertaintyS)) ** 2), 2),
  };
}

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  // Plus zero: −0 would not survive JSON.
  return Math.round(value * scale) / scale + 0;
}

/** An event whose every pick was taken back. */
export function withdrawn(before: SeismicEvent, asOfMs: number): SeismicEvent {
  const reason = "retracted: its picks were withdrawn";
  return { ...before, version: before.version + 1, status: "cancelled", asOfMs, arrivals: [], reason };
}
