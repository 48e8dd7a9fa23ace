// A pick as the integrator keeps it: its newest update, where its station stands, and every window measured so far.
import type { Pick } from "../../shared/contracts/pick.ts";
import type { AmplitudeDecay } from "../../shared/seismo/amplitudeDecay.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";
import type { TimedArrival } from "../../shared/seismo/locate.ts";
import { type PMeasure, stationMagnitude } from "../../shared/seismo/magnitude.ts";
import type { Phase } from "../../shared/seismo/travelTime.ts";

export interface HeldPick {
  readonly pick: Pick;
  readonly place: Place;
  /** One a length of window, in the order they came. */
  readonly measures: readonly PMeasure[];
}

export function heldPickOf(pick: Pick, place: Place, before: HeldPick | undefined): HeldPick {
  const { windowS, pdM, pvMps, paMps2, clipped = false } = pick;
  const measure = { windowS, pdM, pvMps, paMps2, clipped };
  return { pick, place, measures: [...(before?.measures ?? []), measure].slice(-20) };
}

/** S is picked on top of P's coda: on real records its time is that much worse. */
const S_FACTOR = 3;

/** For the locator: the pick's own error and the model's together. */
export function timedArrivalOf(held: HeldPick, phase: Phase, modelErrorS: number): TimedArrival {
  const { pick, place } = held;
  const factor = phase === "S" ? S_FACTOR : 1;
  const uncertaintyS = Math.hypot(pick.uncertaintyS, factor * modelErrorS);
  return { place, phase, timeMs: pick.timeMs, uncertaintyS, decay: phase === "P" ? decayOf(held) : undefined };
}

/** Station magnitudes are nearly straight in log R; these two distances fix the line. */
const [NEAR_KM, FAR_KM] = [20, 100];
/** A station about the event (Pd: 0.3 to 0.4), more while its window is short and P still grows. */
const STATION_SIGMA = 0.4;
const SHORT_WINDOW_SIGMA = 0.5;

/** No S is in so short a window but right above the source. */
const DECAY_WINDOW_S = 2.5;

function decayOf({ pick, measures }: HeldPick): AmplitudeDecay | undefined {
  const of = { secondsToS: DECAY_WINDOW_S, noisePdM: pick.noisePdM };
  const near = stationMagnitude(measures, { ...of, epicentralKm: NEAR_KM });
  const far = stationMagnitude(measures, { ...of, epicentralKm: FAR_KM });
  if (near === undefined || far === undefined || pick.clipped === true) return undefined;
  const perDecade = (far.value - near.value) / Math.log10(FAR_KM / NEAR_KM);
  const sigma = Math.hypot(STATION_SIGMA, SHORT_WINDOW_SIGMA / (1 + pick.windowS));
  return { atOneKm: near.value - perDecade * Math.log10(NEAR_KM), perDecade, sigma, saturatesAt: near.saturatesAt };
}
