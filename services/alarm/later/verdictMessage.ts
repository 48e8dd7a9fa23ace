// `event.verdict`: whether the earthquake we alarmed for was one, by what agencies list; told afterwards, as information.
import type { AgencyEvent, Context, Verdict } from "../../../shared/contracts/context.ts";
import { modePrefix } from "../../../shared/contracts/mode.ts";

export const VERDICT_TYPE = "event.verdict";

/** A context that has one. */
export type Judged = Context & { readonly verdict: Verdict };

export function hasVerdict(context: Context): context is Judged {
  return context.verdict !== undefined;
}

/** The `webhook-id`: the same from every replica and at every repeat, another one when the verdict changes. */
export function verdictId({ eventId, verdict }: Judged, subscriptionId: string): string {
  return `${eventId}.verdict.${verdict.revision}-${verdict.value}.${subscriptionId}`;
}

export function verdictMessage(context: Judged): string {
  const { mode, run, eventId, version, verdict } = context;
  // A "false" may come after an agency's event was near once.
  const agency = verdict.value === "false" ? undefined : context.agency;
  return JSON.stringify({
    type: VERDICT_TYPE,
    timestamp: iso(verdict.decidedMs),
    data: {
      ...{ mode, run, eventId, version, verdict: verdict.value, revision: verdict.revision },
      ...{ headline: verdictHeadline(context), reason: verdict.reason, language: "en", direction: "ltr" },
      agency: agency === undefined ? null : agencyOf(agency),
      said: saidOf(verdict),
      differences: agency === undefined ? null : differencesOf(agency),
    },
  });
}

const MEANINGS = {
  true: "an earthquake, as we said",
  qualified: "an earthquake, but not as we said",
  false: "no agency lists such an earthquake",
} as const;

export function verdictHeadline({ mode, verdict }: Pick<Judged, "mode" | "verdict">): string {
  const at = iso(verdict.said.timeMs);
  return `${modePrefix(mode)}Afterwards, on ${at.slice(0, 10)} ${at.slice(11, 16)} UTC: ${MEANINGS[verdict.value]}.`;
}

function agencyOf({ source, id, timeMs, latitudeDeg, longitudeDeg, depthKm, magnitude, place }: AgencyEvent): object {
  return { source, id, time: iso(timeMs), latitudeDeg, longitudeDeg, depthKm, magnitude, place };
}

function saidOf({ said: { timeMs, status, latitudeDeg, longitudeDeg, depthKm, magnitude } }: Verdict): object {
  return { status, time: iso(timeMs), latitudeDeg, longitudeDeg, depthKm, magnitude };
}

function differencesOf({ distanceKm, timeDifferenceS, magnitudeDifference }: AgencyEvent): object {
  return { distanceKm, timeS: timeDifferenceS, magnitude: magnitudeDifference };
}

function iso(epochMs: number): string {
  return new Date(Math.round(epochMs)).toISOString();
}
