// A pick as the integrator keeps it: its newest update, where its station stands, and every window measured so far.
import type { Pick } from "../../shared/contracts/pick.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";
import type { TimedArrival } from "../../shared/seismo/locate.ts";
import type { PMeasure } from "../../shared/seismo/magnitude.ts";
import type { Phase } from "../../shared/seismo/travelTime.ts";

export interface HeldPick {
  readonly pick: Pick;
  readonly place: Place;
  /** One a length of window, in the order they came. */
  readonly measures: readonly PMeasure[];
}

export function heldPickOf(pick: Pick, place: Place, before: HeldPick | undefined): HeldPick {
  const measure = { windowS: pick.windowS, pdM: pick.pdM, pvMps: pick.pvMps, paMps2: pick.paMps2 };
  return { pick, place, measures: [...(before?.measures ?? []), measure].slice(-20) };
}

/** S is picked on top of P's coda: on real records its time is that much worse. */
const S_FACTOR = 3;

/** For the locator: the pick's own error and the model's together. */
export function timedArrivalOf({ pick, place }: HeldPick, phase: Phase, modelErrorS: number): TimedArrival {
  const factor = phase === "S" ? S_FACTOR : 1;
  const uncertaintyS = Math.hypot(pick.uncertaintyS, factor * modelErrorS);
  return { place, phase, timeMs: pick.timeMs, uncertaintyS };
}
