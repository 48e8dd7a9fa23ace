// Why a station near an event took no part in it, in words: from its picks, its health and the predicted arrivals. Pure.
import type { Pick } from "../../../shared/contracts/pick.ts";
import type { StandingStation } from "../record/stationRows.ts";
import type { IgnoredStation } from "./schema.ts";

export type Reason = { readonly code: IgnoredStation["code"]; readonly reason: string };

/** What is known of one station and one event. */
export interface Absence {
  readonly station: StandingStation;
  readonly predictedPMs: number;
  readonly predictedSMs: number;
  /** Of this station, about the time. */
  readonly picks: readonly Pick[];
  /** The last version that used it, 0 if none did. */
  readonly usedUntil: number;
  /** Where another event has one of its picks. */
  readonly otherEventOf: (pickId: string) => string | undefined;
  /** Data clock of the last version. */
  readonly asOfMs: number;
}

/** A pick this near to a predicted arrival could be it. */
const NEAR_S = 2;
/** Health comes every ten seconds: a last sample this old may still be one of a station that is well. */
const HEARD_WITHIN_MS = 15_000;

export function reasonOf(absence: Absence): Reason {
  const { usedUntil, station } = absence;
  const pick = nearestPick(absence);
  const fit = pick === undefined ? "" : `; ${fitOf(pick, absence)}`;
  if (usedUntil > 0) return { code: "removed", reason: `used up to version ${usedUntil}, then left out${fit}` };
  if (pick === undefined) return reasonOfSilence(absence);
  const { health } = station;
  const doubt = health?.state === "quarantined" ? `; the station is in quarantine: ${health.reason}` : "";
  const reason = reasonOfPick(pick, absence);
  return { ...reason, reason: reason.reason + doubt };
}

function nearestPick({ picks, predictedPMs, predictedSMs }: Absence): Pick | undefined {
  const misfitMs = ({ timeMs }: Pick) => Math.min(Math.abs(timeMs - predictedPMs), Math.abs(timeMs - predictedSMs));
  return picks.toSorted((a, b) => misfitMs(a) - misfitMs(b))[0];
}

function reasonOfPick(pick: Pick, absence: Absence): Reason {
  const other = absence.picks
    .map(({ pickId }) => absence.otherEventOf(pickId))
    .find((eventId) => eventId !== undefined);
  const fit = fitOf(pick, absence);
  if (other !== undefined) return { code: "otherEvent", reason: `its pick belongs to event ${other}; ${fit}` };
  const nearS = Math.max(NEAR_S, 3 * pick.uncertaintyS);
  const [afterPS, afterSS] = [residualS(pick, absence.predictedPMs), residualS(pick, absence.predictedSMs)];
  if (Math.min(Math.abs(afterPS), Math.abs(afterSS)) > nearS)
    return { code: "misfit", reason: `${fit}: it fits neither` };
  if (pick.knownMs > absence.asOfMs) {
    return {
      code: "tooLate",
      reason: `its pick was known ${apart(pick.knownMs - absence.asOfMs)} after the last version`,
    };
  }
  const quality = `SNR ${pick.snr.toFixed(1)}, ${pick.phase} with a probability of ${pick.phaseProbability.toFixed(2)}`;
  return { code: "notAssociated", reason: `${fit}, and yet not associated (${quality})` };
}

/** "picked P 3.2 s after the predicted P and 8.1 s before the predicted S" */
function fitOf(pick: Pick, { predictedPMs, predictedSMs }: Absence): string {
  const [afterP, afterS] = [beside(residualS(pick, predictedPMs)), beside(residualS(pick, predictedSMs))];
  return `picked ${pick.phase} ${afterP} the predicted P and ${afterS} the predicted S`;
}

function residualS({ timeMs }: Pick, predictedMs: number): number {
  return (timeMs - predictedMs) / 1000;
}

function beside(seconds: number): string {
  return `${Math.abs(seconds).toFixed(1)} s ${seconds < 0 ? "before" : "after"}`;
}

function apart(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function reasonOfSilence({ station, predictedPMs, asOfMs }: Absence): Reason {
  const { health } = station;
  if (health === null) return { code: "unknown", reason: "no pick, and nothing was heard of its health" };
  const { lastSampleMs, state, reason } = health;
  if (
    lastSampleMs < predictedPMs - HEARD_WITHIN_MS ||
    (lastSampleMs < predictedPMs && asOfMs - lastSampleMs > HEARD_WITHIN_MS)
  ) {
    const silentFor = apart(predictedPMs - lastSampleMs);
    return { code: "silent", reason: `silent: its last sample came from ${silentFor} before the predicted P` };
  }
  if (state === "quarantined") return { code: "quarantined", reason: `no pick; in quarantine: ${reason}` };
  if (state === "warming") return { code: "warming", reason: "no pick; it had just come, its filters were settling" };
  if (asOfMs < predictedPMs)
    return { code: "notTriggered", reason: "no pick: P was not there yet at the last version" };
  const noise = `its noise was ${health.noiseMps2.toPrecision(2)} m/s²`;
  return { code: "notTriggered", reason: `no pick: heard throughout, and nothing rose above its noise (${noise})` };
}
