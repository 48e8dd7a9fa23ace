// The newest version of the events that came by lately: what is told of an event does not wait for the catalogue.
import type { SeismicEvent } from "../../../shared/contracts/event.ts";

const MOST = 200;

export class RecentEvents {
  readonly #events = new Map<string, SeismicEvent>();

  push(event: SeismicEvent): void {
    const { eventId, version } = event;
    const known = this.#events.get(eventId);
    if (known !== undefined && known.version > version) return;
    this.#events.delete(eventId);
    this.#events.set(eventId, event);
    if (this.#events.size > MOST) this.#events.delete(this.#events.keys().next().value ?? eventId);
  }

  of(eventId: string): SeismicEvent | undefined {
    return this.#events.get(eventId);
  }
}
