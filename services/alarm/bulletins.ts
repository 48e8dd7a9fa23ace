// What the public has been told about each event: one version after another, over standbys and repeats. It goes by the rules
// of Dispatcher beside it, so that it answers at once where that does, and asks the hot state only where that asks too.
import { bulletins } from "../../shared/contracts/bulletin.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import type { Metrics } from "../../shared/runtime/metrics.ts";
import { type Effect, out, save } from "../../shared/runtime/service.ts";
import type { Store } from "../../shared/runtime/store.ts";
import { type BulletinSettings, decideBulletin, type Issued, issuedOf } from "./bulletin.ts";

export interface BulletinsDeps extends BulletinSettings {
  readonly store: Store;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

interface Memory {
  readonly version: number;
  /** Before the newest version decided here, and after it: a repeat of it is decided from `before`, to the same end. */
  readonly before: readonly Issued[];
  readonly after: readonly Issued[];
  /** False while the hot state could not be asked what other replicas issued. */
  readonly complete: boolean;
  readonly touchedMs: number;
}

const MOST_EVENTS = 500;
const TTL_MS = 3_600_000;

export class Bulletins {
  readonly #deps: BulletinsDeps;
  readonly #events = new Map<string, Memory>();
  /** Versions of one event that had to wait for the outside stay in order. */
  readonly #waiting = new Map<string, Promise<unknown>>();

  constructor(deps: BulletinsDeps) {
    this.#deps = deps;
  }

  /** Answers at once, except when this replica takes over in the middle of an event. */
  push(event: SeismicEvent): readonly Effect[] | Promise<readonly Effect[]> {
    const { eventId } = event;
    const before = this.#waiting.get(eventId);
    if (before === undefined && this.#knows(event)) return this.#decide(event);
    const turn = (before ?? Promise.resolve()).catch(() => undefined).then(() => this.#recallAndDecide(event));
    this.#waiting.set(eventId, turn);
    const done = () => {
      if (this.#waiting.get(eventId) === turn) this.#waiting.delete(eventId);
    };
    turn.then(done, done);
    return turn;
  }

  #knows({ eventId, version }: SeismicEvent): boolean {
    const memory = this.#events.get(eventId);
    if (memory === undefined) return version === 1;
    return version <= memory.version + 1 && memory.complete;
  }

  async #recallAndDecide(event: SeismicEvent): Promise<readonly Effect[]> {
    if (!this.#knows(event)) await this.#recall(event);
    return this.#decide(event);
  }

  async #recall({ eventId, version, status }: SeismicEvent): Promise<void> {
    const memory = this.#events.get(eventId);
    const stored = await this.#stored(eventId);
    // Without the hot state nobody knows whether there is anything to withdraw; an alarm goes out even so.
    const isClosing = status === "cancelled" || status === "final";
    if (stored === undefined && isClosing && memory === undefined) {
      throw new Unavailable(`bulletins: the hot state does not say what was issued about ${eventId}`);
    }
    const known = merged(memory?.after ?? [], stored ?? []);
    // What was issued of this very version or a later one has been decided: a repeat is decided from what was before.
    const before = known.filter((issued) => issued.version < version);
    const decided = Math.max(memory?.version ?? version - 1, ...known.map((issued) => issued.version));
    this.#remember(eventId, { version: decided, before, after: known, complete: stored !== undefined });
  }

  /** Undefined when the hot state does not answer. */
  async #stored(eventId: string): Promise<readonly Issued[] | undefined> {
    try {
      const text = await this.#deps.store.get(keyOf(eventId));
      return text === undefined ? [] : parseIssued(text);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return undefined;
    }
  }

  #decide(event: SeismicEvent): readonly Effect[] {
    const { eventId, version } = event;
    const memory = this.#events.get(eventId);
    if (memory !== undefined && version < memory.version) {
      this.#count("hold", "olderVersion");
      return [];
    }
    const before = (memory?.version === version ? memory.before : memory?.after) ?? [];
    const decision = decideBulletin(event, before, this.#deps);
    const after = decision.kind === "notify" ? [...before, issuedOf(decision.bulletin)] : before;
    const complete = memory?.complete ?? true;
    this.#remember(eventId, { version, before, after, complete });
    this.#count(decision.kind, decision.kind === "notify" ? decision.bulletin.kind : decision.code);
    if (decision.kind === "hold") return [];
    const effects: Effect[] = [out(bulletins, decision.bulletin)];
    // An incomplete account must not overwrite the complete one of another replica.
    if (complete) effects.push(save(keyOf(eventId), JSON.stringify(after), TTL_MS));
    return effects;
  }

  #remember(eventId: string, memory: Omit<Memory, "touchedMs">): void {
    const nowMs = this.#deps.clock.monotonicMs();
    this.#events.delete(eventId);
    this.#events.set(eventId, { ...memory, touchedMs: nowMs });
    for (const [id, { touchedMs }] of this.#events) {
      if (this.#events.size <= MOST_EVENTS && nowMs - touchedMs < TTL_MS) break;
      this.#events.delete(id);
    }
  }

  #count(kind: string, reason: string): void {
    const help = "Decisions whether the public is told about one version of an event";
    this.#deps.metrics.count("eew_bulletin_decisions_total", help, { kind, reason });
  }
}

function keyOf(eventId: string): string {
  return `alarm:bulletins:${eventId}`;
}

/** Written by `JSON.stringify` above, never by anybody else. */
function parseIssued(text: string): readonly Issued[] {
  return JSON.parse(text) as readonly Issued[];
}

/** Of two accounts of the same event all that is in either, in order. */
function merged(one: readonly Issued[], other: readonly Issued[]): readonly Issued[] {
  const byVersion = new Map([...one, ...other].map((issued) => [issued.version, issued]));
  return [...byVersion.values()].sort((a, b) => a.version - b.version);
}
