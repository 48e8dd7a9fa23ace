// Newest version wins: tells the delivery of an older version of the same news to the same subscriber to stop.
import type { Alert } from "../../shared/contracts/alert.ts";

interface Entry {
  version: number;
  /** What to tell each delivery under way, by version. */
  readonly onOlder: Map<number, () => void>;
}

/** Pairs of event and subscriber that are remembered; the oldest are forgotten first. */
const MOST = 50_000;

export class Newest {
  readonly #entries = new Map<string, Entry>();

  /** @param supersede called as soon as a newer version for this subscriber is known here: perhaps at once. */
  push({ eventId, subscriptionId, version }: Alert, supersede: () => void): void {
    const key = `${eventId} ${subscriptionId}`;
    const entry = this.#entries.get(key) ?? { version: 0, onOlder: new Map<number, () => void>() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (version < entry.version) supersede();
    else {
      for (const [known, tell] of entry.onOlder) if (known < version) tell();
      entry.onOlder.clear();
      entry.onOlder.set(version, supersede);
      entry.version = version;
    }
    if (this.#entries.size > MOST) this.#entries.delete(this.#entries.keys().next().value ?? key);
  }
}
