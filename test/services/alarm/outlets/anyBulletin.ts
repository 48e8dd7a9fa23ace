// Any bulletin, for property tests: every kind, mode and language, made of any event as the alarm makes it.
import fc from "fast-check";
import { decideBulletin, type Issued, type Kind } from "../../../../services/alarm/bulletin.ts";
import { BULLETIN_KINDS, type Bulletin } from "../../../../shared/contracts/bulletin.ts";
import type { SeismicEvent } from "../../../../shared/contracts/event.ts";
import { MODES } from "../../../../shared/contracts/mode.ts";
import { IPE } from "../../../../shared/seismo/shakingModel.ts";
import { anyEvent } from "../../../anyEvent.ts";

/** The usual minimum, and one that everything passes. */
const [USUAL, ANYTHING] = [
  { publicIntensity: 4, model: IPE },
  { publicIntensity: 1, model: IPE },
];

const STATUS_OF = { issued: "confirmed", updated: "confirmed", cancelled: "cancelled", final: "final" } as const;

/** Earlier bulletins of an event, all of them about something far smaller. */
export function earlierOf({ asOfMs }: SeismicEvent, count: number): Issued[] {
  return Array.from({ length: count }, (_, index) => ({
    version: index + 1,
    kind: index === 0 ? ("issued" as const) : ("updated" as const),
    sentMs: asOfMs - 1000 * (count - index),
    magnitude: -9,
    latitudeDeg: 0,
    longitudeDeg: 0,
    radiusKm: 1,
  }));
}

export function bulletinFrom(event: SeismicEvent, kind: Kind, before: readonly Issued[]): Bulletin {
  const version = Math.max(event.version, before.length + 1);
  const told = { ...event, version, status: STATUS_OF[kind] };
  const decisions = [USUAL, ANYTHING].map((settings) => decideBulletin(told, before, settings));
  const decision = decisions.find((one) => one.kind === "notify") ?? decisions[0];
  if (decision?.kind !== "notify") throw new Error(`the fixture was held: ${decision?.code}`);
  return decision.bulletin;
}

export const anyBulletin: fc.Arbitrary<Bulletin> = fc
  .record({
    event: anyEvent,
    mode: fc.constantFrom(...MODES),
    kind: fc.constantFrom(...BULLETIN_KINDS),
    earlier: fc.integer({ min: 1, max: 4 }),
    /** In place of what is really said. */
    words: fc.option(fc.string({ maxLength: 40, unit: "grapheme" }).map((text) => `x${text}`)),
  })
  .map(({ event, mode, kind, earlier, words }) => {
    const world = { mode, run: mode === "live" ? "" : event.run };
    const bulletin = bulletinFrom({ ...event, ...world }, kind, kind === "issued" ? [] : earlierOf(event, earlier));
    if (words === null) return bulletin;
    const said = { headline: words, detail: words, instruction: words };
    return { ...bulletin, texts: bulletin.texts.map((text) => ({ ...text, ...said })) };
  });
