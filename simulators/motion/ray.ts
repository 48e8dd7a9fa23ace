// How P and S come from a source to a place: time, slowness and the direction they leave in (iasp91).
import { azimuthDeg, distanceKm, EARTH_RADIUS_KM, type Place } from "../../shared/seismo/geodesy.ts";
import { IASP91 } from "../../shared/seismo/iasp91.ts";
import { type Phase, travelTimeS } from "../../shared/seismo/travelTime.ts";
import type { Direction } from "./mechanism.ts";
import { FIRST_DEG, P_TIMES_S, S_TIMES_S } from "./teleseismicTimes.ts";

export interface Ray extends Direction {
  readonly travelS: number;
  readonly epicentralKm: number;
  readonly hypocentralKm: number;
  /** Seconds a kilometre along the surface. */
  readonly slownessSKm: number;
  readonly isTeleseismic: boolean;
}

export interface Hypocentre extends Place {
  readonly depthKm: number;
}

/** Beyond this the waves have come through the mantle. */
export const TELESEISMIC_FROM_KM = 1000;
const KM_PER_DEG = (Math.PI / 180) * EARTH_RADIUS_KM;
/** Of the crust and the uppermost mantle, where the difference of two times is taken. */
const STEP_KM = 2;
/** Mean speed above a source, for what its depth saves a steep ray. */
const SPEED_ABOVE_KM_S = { P: 7, S: 3.9 } as const;

/** Undefined where the core throws its shadow. */
export function rayOf(phase: Phase, from: Hypocentre, to: Place): Ray | undefined {
  const epicentralKm = distanceKm(from, to);
  const common = {
    epicentralKm,
    hypocentralKm: Math.hypot(epicentralKm, from.depthKm),
    azimuthDeg: azimuthDeg(from, to),
  };
  return epicentralKm > TELESEISMIC_FROM_KM
    ? teleseismicRay(phase, from.depthKm, common)
    : regionalRay(phase, from.depthKm, common);
}

type Common = Pick<Ray, "epicentralKm" | "hypocentralKm" | "azimuthDeg">;

function regionalRay(phase: Phase, depthKm: number, common: Common): Ray {
  const timeS = (km: number, deepKm: number) => travelTimeS(phase, Math.max(0, km), deepKm, IASP91);
  const { epicentralKm } = common;
  const nearKm = Math.max(0, epicentralKm - STEP_KM);
  const slownessSKm =
    (timeS(epicentralKm + STEP_KM, depthKm) - timeS(nearKm, depthKm)) / (epicentralKm + STEP_KM - nearKm);
  const shallowKm = Math.max(0, depthKm - STEP_KM);
  const perDepth =
    (timeS(epicentralKm, depthKm + STEP_KM) - timeS(epicentralKm, shallowKm)) / (depthKm + STEP_KM - shallowKm);
  const takeoffDeg = (Math.atan2(slownessSKm, -perDepth) * 180) / Math.PI;
  return { ...common, travelS: timeS(epicentralKm, depthKm), slownessSKm, takeoffDeg, isTeleseismic: false };
}

function teleseismicRay(phase: Phase, depthKm: number, common: Common): Ray | undefined {
  const times = phase === "P" ? P_TIMES_S : S_TIMES_S;
  const at = common.epicentralKm / KM_PER_DEG - FIRST_DEG;
  const [near, far] = [times[Math.floor(at)], times[Math.floor(at) + 1]];
  if (near === undefined || far === undefined) return undefined;
  const slownessSKm = (far - near) / KM_PER_DEG;
  const steep = Math.sqrt(Math.max(0, 1 / SPEED_ABOVE_KM_S[phase] ** 2 - slownessSKm ** 2));
  const travelS = near + (far - near) * (at - Math.floor(at)) - depthKm * steep;
  const takeoffDeg = (Math.atan2(slownessSKm, steep) * 180) / Math.PI;
  return { ...common, travelS, slownessSKm, takeoffDeg, isTeleseismic: true };
}
