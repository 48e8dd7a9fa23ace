// The public alerts that hold now, for the stream of alerts: an event's newest bulletin, until it is over or has expired.
import type { Bulletin } from "../../shared/contracts/bulletin.ts";
import type { Update } from "./stream.ts";

interface Held {
  readonly bulletin: Bulletin;
  readonly untilMs: number;
}

const MOST_EVENTS = 1000;

export class AlertBoard {
  readonly #byEvent = new Map<string, Held>();

  /**
   * What to tell listeners; nothing for a repeat or an older version. A live alert is an `alarm`; every other mode has a name
   * of its own, so that whoever listens to alarms never hears a drill.
   */
  push(bulletin: Bulletin, nowMs: number): readonly Update[] {
    const { eventId, version, mode, sentMs, expiresMs } = bulletin;
    if ((this.#byEvent.get(eventId)?.bulletin.version ?? 0) >= version) return [];
    this.#byEvent.delete(eventId);
    this.#byEvent.set(eventId, { bulletin, untilMs: nowMs + Math.max(0, expiresMs - sentMs) });
    if (this.#byEvent.size > MOST_EVENTS) this.#byEvent.delete(this.#byEvent.keys().next().value ?? "");
    return [{ name: mode === "live" ? "alarm" : mode, data: { alert: shownOf(bulletin) } }];
  }

  /** What a listener that joins must know. */
  snapshot(nowMs: number): { readonly alerts: readonly object[] } {
    const held = [...this.#byEvent.values()];
    const open = held.filter(
      ({ bulletin: { kind }, untilMs }) => untilMs > nowMs && kind !== "cancelled" && kind !== "final",
    );
    return { alerts: open.map(({ bulletin }) => shownOf(bulletin)) };
  }
}

/** Without what only machines that draw need. */
function shownOf({ contours: _1, observed: _2, references: _3, ...shown }: Bulletin): object {
  return shown;
}
