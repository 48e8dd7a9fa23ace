// What the catalogue knows of past earthquakes near an epicentre, in two sentences.
import type { Context } from "../../../../shared/contracts/context.ts";
import type { Texts } from "../i18n/language.ts";
import { placeSaid } from "../parts/eventWords.ts";
import { day, km } from "../parts/words.ts";

const MOST = 3;

export function knownWords({ nearest, largest }: Context, texts: Texts): string {
  const { events } = texts;
  const line = (past: Context["nearest"][number]) =>
    events.past(past.magnitude?.toFixed(1) ?? "?", day(past.timeMs), km(past.distanceKm));
  const known = nearest.length === 0 ? events.noneNear : events.nearest(nearest.slice(0, MOST).map(line).join("; "));
  const most =
    largest === null ? "" : events.largest([line(largest), placeSaid(largest.place, texts)].filter(Boolean).join(", "));
  return `${known} ${most}`.trim();
}
