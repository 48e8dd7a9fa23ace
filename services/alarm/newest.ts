// Newest version wins: tells the delivery of an older version of the same news to the same subscriber to stop.
import type { Alert } from "../../shared/contracts/alert.ts";

interface Entry {
  version: number;
  readonly older: Map<number, AbortController>;
}

/** Pairs of event and subscriber that are remembered; the oldest are forgotten first. */
const MOST = 50_000;

export class Newest {
  readonly #entries = new Map<string, Entry>();

  /** A signal that aborts, or has already, when a newer version for this subscriber is known here. */
  push({ eventId, subscriptionId, version }: Pick<Alert, "eventId" | "subscriptionId" | "version">): AbortSignal {
    const key = `${eventId} ${subscriptionId}`;
    const entry = this.#entries.get(key) ?? { version: 0, older: new Map<number, AbortController>() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const superseded = new AbortController();
    if (version < entry.version) superseded.abort();
    else this.#supersede(entry, version, superseded);
    if (this.#entries.size > MOST) this.#entries.delete(this.#entries.keys().next().value ?? key);
    return superseded.signal;
  }

  #supersede(entry: Entry, version: number, controller: AbortController): void {
    for (const [known, older] of entry.older) {
      if (known < version) {
        older.abort();
        entry.older.delete(known);
      }
    }
    entry.version = version;
    entry.older.set(version, controller);
  }
}
