// Was it one? True, qualified or false by what agencies list, as in ShakeAlert's follow-up messages (schema 10). Pure.
import type { AgencyEvent, VerdictValue } from "../../../shared/contracts/context.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { modePrefix } from "../../../shared/contracts/mode.ts";

export interface VerdictSettings {
  /** So long after the origin a listing is waited for. */
  readonly waitMs: number;
  /** Beyond these a match is qualified. */
  readonly magnitudeDifference: number;
  readonly distanceKm: number;
}

export interface Known {
  /** Data clock where it is not live. */
  readonly nowMs: number;
  readonly agency: AgencyEvent | undefined;
  /** When an agency answered last; null: never. */
  readonly askedMs: number | null;
}

export interface Judged {
  readonly value: VerdictValue | "pending";
  readonly reason: string;
}

/** Of what still changes from second to second no verdict is given. */
const SETTLED_MS = 300_000;
/** What we withdrew ourselves is waited for no longer than agencies commonly take to list an earthquake. */
const WITHDRAWN_WAIT_MS = 300_000;

/** Undefined: such a version gets no verdict. Nobody's silence is taken for a "no" who was not asked, and answered. */
export function judge(event: SeismicEvent, known: Known, settings: VerdictSettings): Judged | undefined {
  if (event.status === "preliminary") return undefined;
  const { value, reason } =
    known.agency === undefined ? unlisted(event, known, settings) : listed(event, known, settings);
  return { value, reason: modePrefix(event.mode) + reason };
}

function unlisted({ status, origin }: SeismicEvent, { askedMs }: Known, settings: VerdictSettings): Judged {
  const waitMs = status === "cancelled" ? Math.min(settings.waitMs, WITHDRAWN_WAIT_MS) : settings.waitMs;
  if (askedMs === null) return { value: "pending", reason: "no agency has answered yet" };
  const minutes = Math.max(0, Math.round((askedMs - origin.timeMs) / 60_000));
  const reason = `no agency listed it within 100 km and 30 s when asked ${minutes} min after the origin`;
  if (askedMs - origin.timeMs < waitMs) return { value: "pending", reason };
  return { value: "false", reason: status === "cancelled" ? `withdrawn by us, and ${reason}` : reason };
}

function listed(event: SeismicEvent, { agency, nowMs }: Known, settings: VerdictSettings): Judged {
  if (agency === undefined) return { value: "pending", reason: "" };
  const isOver = event.status === "final" || event.status === "cancelled";
  const { source, id, distanceKm, magnitude, magnitudeDifference } = agency;
  const said = magnitude === null ? "without a magnitude" : `as M ${magnitude.toFixed(1)}`;
  const where = `${distanceKm.toFixed(0)} km and ${Math.abs(agency.timeDifferenceS).toFixed(1)} s from our origin`;
  const match = `${source} lists it ${said} (${id}), ${where}`;
  if (!isOver && nowMs - event.origin.timeMs < SETTLED_MS) return { value: "pending", reason: match };
  const against = [
    ...(event.status === "cancelled" ? ["but we withdrew it"] : []),
    ...(Math.abs(magnitudeDifference ?? 0) > settings.magnitudeDifference
      ? [`but our magnitude was ${event.magnitude.value.toFixed(1)}`]
      : []),
    ...(distanceKm > settings.distanceKm ? [`farther than ${settings.distanceKm} km`] : []),
  ];
  if (against.length === 0) return { value: "true", reason: match };
  return { value: "qualified", reason: `${match}; ${against.join("; ")}` };
}
