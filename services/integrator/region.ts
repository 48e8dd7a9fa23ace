// One world's picks and shaking, put together into events: associate, locate, measure, decide. Data time only.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { contagiousMode, type World, worldKey } from "../../shared/contracts/mode.ts";
import type { Motion } from "../../shared/contracts/motion.ts";
import type { Pick } from "../../shared/contracts/pick.ts";
import type { Outgoing } from "../../shared/contracts/topic.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";
import {
  type Assembly,
  associatedWith,
  coincide,
  fitsPrediction,
  isRefined,
  isSameArrival,
  MOST_LOCATED,
  mostApartMs,
  settle,
  worthOf,
} from "./associate.ts";
import type { Settings } from "./config.ts";
import { changeOf, verdictOf } from "./decide.ts";
import { eventIdOf } from "./eventId.ts";
import { withdrawn } from "./eventMessage.ts";
import { isConfirmed, mayBeShown } from "./evidence.ts";
import { FoundingBudget } from "./foundingBudget.ts";
import type { HeldPick } from "./heldPick.ts";
import { isContradicted, silentAround } from "./neighbourhood.ts";
import { NoiseRates } from "./noiseRates.ts";
import { explains, isClosed, isPartOf, isSplitOf, type Observed, type OpenEvent } from "./openEvent.ts";
import { PickBook } from "./pickBook.ts";
import { pictureOf } from "./picture.ts";
import { parseSnapshot, snapshotOf } from "./snapshot.ts";
import { StationBook } from "./stationBook.ts";
import { Surroundings } from "./surroundings.ts";
import { TrustTold } from "./trust.ts";

export type Outcome = "associated" | "held" | "repeat" | "unknown_station";

export interface RegionOptions {
  readonly world: World;
  readonly settings: Settings;
  readonly placeOf: (stationId: string) => Place | undefined;
  /** Told what became of each pick. */
  readonly onOutcome?: (outcome: Outcome) => void;
  /** For sensors that send times and no amplitudes: what their events are taken for. Without it they make none. */
  readonly assumedMagnitude?: number;
  /** What `snapshot()` gave before another replica died. */
  readonly snapshot?: string;
}

/** Open and closed events are kept this long after their origin. */
const KEEP_EVENTS_MS = 600_000;
const VERSION_EVERY_MS = 1000;
/** An event with few arrivals is looked at again this soon, others after the second in which no version may follow. */
const RECHECK_MS = 400;
/** In a swarm of picks a confirmed event is not thought over at each of them. */
const CONSIDER_EVERY_MS = 250;
/** An event with this many arrivals is where it is: silence does not move it any more. */
const WELL_LOCATED = 8;
const RELOCATE_UNTIL_MS = 30_000;
/** Another explanation must be this much better, natural log, before it takes the place of the one that was told. */
const LEAST_GAIN = 1;
/** Picks that found an event together, those nearest in time: the others join it. */
const MOST_FOUNDING = 14;
/** A window that grew founds an event no more often than this, in data time; a new pick always may. */
const FOUND_EVERY_MS = 500;
const TRY_AGAIN = new Set([1, 2, 4, 8]);
/** A station with a pick since this long before the first one is not silent. */
const QUIET_BEFORE_MS = 10_000;

export class Region {
  readonly #options: RegionOptions;
  readonly #stations = new StationBook();
  readonly #picks = new PickBook();
  readonly #noise = new NoiseRates();
  readonly #around: Surroundings;
  readonly #events = new Map<string, OpenEvent>();
  readonly #founding = new FoundingBudget();
  readonly #trust = new TrustTold();
  #clockMs = Number.NEGATIVE_INFINITY;
  #foundingMs = Number.NEGATIVE_INFINITY;

  constructor(options: RegionOptions) {
    this.#options = options;
    const { placeOf } = options;
    this.#around = new Surroundings({ stations: this.#stations, picks: this.#picks, noise: this.#noise, placeOf });
    const saved = options.snapshot === undefined ? undefined : parseSnapshot(options.snapshot);
    if (saved === undefined) return;
    this.#clockMs = saved.clockMs;
    for (const held of saved.picks) this.#picks.restore(held);
    for (const event of saved.events) this.#events.set(event.eventId, event);
  }

  /** Newest data time seen; −∞ before anything came. */
  clockMs(): number {
    return this.#clockMs;
  }

  /** Versions that this pick, or this update of one, gave rise to. */
  pushPick(pick: Pick): SeismicEvent[] {
    this.#mustBeOurs(pick);
    const place = this.#options.placeOf(pick.stationId);
    if (place === undefined) return this.#outcome("unknown_station");
    const held = this.#picks.accept(pick, place, Math.max(this.#clockMs, pick.receivedMs));
    if (held === undefined) return this.#outcome("repeat");
    this.#clockMs = Math.max(this.#clockMs, pick.receivedMs);
    const found = this.#update(held) ?? this.#join(held) ?? this.#found(held);
    if (found === undefined && pick.update === 0 && this.#isFree(held)) this.#noise.note(pick.stationId, pick.timeMs);
    this.#options.onOutcome?.(found === undefined ? "held" : "associated");
    return [...(found ?? []), ...this.#lookAgain()];
  }

  /** Versions that the passing of time, shaking or silence gave rise to. Entries may come batched in any way. */
  pushMotion(motion: Motion): SeismicEvent[] {
    this.#mustBeOurs(motion);
    return motion.stations.flatMap((entry) => {
      this.#stations.hear(entry);
      this.#clockMs = Math.max(this.#clockMs, this.#stations.clockMs());
      return this.#lookAgain();
    });
  }

  /** What picks of the message's stations are worth, for those it is time to tell it of. */
  trustOf(motion: Motion): readonly Outgoing[] {
    return this.#trust.due(motion, (stationId, timeMs) => {
      const noiseRate = this.#around.noiseRateOf(stationId, timeMs);
      return { noiseRate, isRestless: this.#stations.quietMps2(stationId) > this.#options.settings.restlessMps2 };
    });
  }

  /** Everything another replica needs to go on with the same events and version numbers. */
  snapshot(): string {
    return this.snapshotLater()();
  }

  /** The same of this moment, written out when it is asked for. */
  snapshotLater(): () => string {
    const of = { clockMs: this.#clockMs, picks: [...this.#picks.all()], events: [...this.#events.values()] };
    return () => snapshotOf(of);
  }

  #mustBeOurs(message: World): void {
    const [ours, theirs] = [worldKey(this.#options.world), worldKey(message)];
    if (ours !== theirs) throw new Error(`region of "${ours}": got a message of "${theirs}"`);
  }

  #outcome(outcome: Outcome): SeismicEvent[] {
    this.#options.onOutcome?.(outcome);
    return [];
  }

  /** A longer window of a pick that an event has already. */
  #update(held: HeldPick): SeismicEvent[] | undefined {
    const { pickId, phaseProbability } = held.pick;
    const has = ({ assembly }: OpenEvent) => assembly.arrivals.some((arrival) => arrival.held.pick.pickId === pickId);
    const event = this.#followed().find(has);
    if (event === undefined) return undefined;
    const { arrivals, location } = event.assembly;
    const isWithdrawn = phaseProbability < this.#options.settings.minProbability / 2;
    const renewed = arrivals.flatMap((arrival) => {
      if (arrival.held.pick.pickId !== pickId) return [arrival];
      return isWithdrawn ? [] : [associatedWith(location, held, arrival.phase)];
    });
    return this.#revise(event, { arrivals: renewed, location });
  }

  /** A pick that an open event predicts, or that makes a better event together with what that one has. */
  #join(held: HeldPick): SeismicEvent[] | undefined {
    if (!this.#isUsable(held)) return undefined;
    for (const event of this.#followed()) {
      const assembly = this.#joined(event, held);
      if (assembly !== undefined) return this.#revise(event, assembly);
    }
    return undefined;
  }

  #joined(event: OpenEvent, held: HeldPick): Assembly | undefined {
    const { settings } = this.#options;
    const { arrivals, location } = event.assembly;
    const fits = fitsPrediction(location, held, settings.modelErrorS);
    const unsure = arrivals.length < WELL_LOCATED && held.pick.phase === "P";
    if (!fits && !(unsure && arrivals.some((other) => coincide(other.held, held, settings.maxDistanceKm)))) return;
    const others = arrivals.map((arrival) => arrival.held);
    if (arrivals.length >= MOST_LOCATED) {
      const added = associatedWith(location, held, held.pick.phase);
      const isNew = fits && !others.some((other) => isSameArrival(other, held));
      return isNew ? { arrivals: [...arrivals, added], location } : undefined;
    }
    const isTaken = others.some((other) => isSameArrival(other, held));
    if (isTaken && !unsure) return undefined;
    const free = unsure ? this.#partnersOf(held).filter((other) => !others.includes(other)) : [];
    const assembly = this.#settled([...others, held, ...free], location.place);
    if (assembly === undefined || worthOf(assembly) <= worthOf(event.assembly) + LEAST_GAIN) return undefined;
    if (held.pick.phase === "S" && !isRefined(location, assembly.location)) return undefined;
    return assembly.arrivals.some((arrival) => arrival.held === held) ? assembly : undefined;
  }

  /** A new event from this pick and free ones that coincide with it. */
  #found(held: HeldPick): SeismicEvent[] | undefined {
    const { settings } = this.#options;
    const { update } = held.pick;
    if (update > 0 && (!TRY_AGAIN.has(update) || this.#clockMs < this.#foundingMs + FOUND_EVERY_MS)) return undefined;
    if (!this.#isFree(held)) return undefined;
    const candidates = [held, ...this.#partnersOf(held)];
    if (new Set(candidates.map((other) => other.pick.stationId)).size < settings.preliminaryStations) return undefined;
    if (!this.#founding.takes(held.pick.snr, this.#clockMs)) return undefined;
    this.#foundingMs = this.#clockMs;
    const assembly = this.#settled(candidates);
    if (!assembly?.arrivals.some((arrival) => arrival.held === held)) return undefined;
    const eventId = eventIdOf(this.#options.world, assembly);
    const { picture } = this.#pictureOf(eventId, assembly, new Map());
    if (picture === undefined || !mayBeShown(picture.draft.evidence, settings)) return undefined;
    const confirmed = isConfirmed(picture.draft.evidence);
    const blocks = (event: OpenEvent) =>
      isSplitOf(event, assembly, picture.draft.magnitude.value) &&
      !(confirmed && event.published.status === "cancelled");
    if (this.#events.has(eventId) || [...this.#events.values()].some(blocks)) return undefined;
    const status = confirmed ? "confirmed" : "preliminary";
    return [this.#publish({ ...picture.draft, version: 1, status, reason: "new" }, assembly, new Map())];
  }

  /** Free P picks that may be of the same earthquake. */
  #partnersOf(held: HeldPick): HeldPick[] {
    const { maxDistanceKm } = this.#options.settings;
    const near = [...this.#picks.around(held.pick.timeMs, mostApartMs(maxDistanceKm))]
      .filter((other) => other !== held && coincide(held, other, maxDistanceKm) && this.#isFree(other))
      .sort((a, b) => Math.abs(a.pick.timeMs - held.pick.timeMs) - Math.abs(b.pick.timeMs - held.pick.timeMs));
    if (near.length === 0) return near;
    const active = this.#around.activeAround(held.place, this.#clockMs);
    const onsetOf = ({ place, pick }: HeldPick) => ({ place, timeMs: pick.timeMs });
    const partners: HeldPick[] = [];
    for (const other of near) {
      if (partners.length === MOST_FOUNDING) break;
      if (!isContradicted(onsetOf(held), onsetOf(other), active)) partners.push(other);
    }
    return partners;
  }

  #isUsable({ pick }: HeldPick): boolean {
    const { minProbability, restlessMps2 } = this.#options.settings;
    return pick.phaseProbability >= minProbability && this.#stations.quietMps2(pick.stationId) <= restlessMps2;
  }

  #isFree(held: HeldPick): boolean {
    if (held.pick.phase !== "P" || !this.#isUsable(held)) return false;
    return [...this.#events.values()].every(
      (event) =>
        event.published.status === "cancelled" ||
        !(
          explains(event, held) ||
          event.assembly.arrivals.some((arrival) => arrival.held.pick.pickId === held.pick.pickId)
        ),
    );
  }

  /** @param told where the event of these picks was said to be. */
  #settled(candidates: readonly HeldPick[], told?: Place): Assembly | undefined {
    const first = candidates.reduce((a, b) => (b.pick.timeMs < a.pick.timeMs ? b : a));
    const active = this.#around.activeAround(first.place, this.#clockMs);
    const silent = silentAround(active, first.pick.timeMs - QUIET_BEFORE_MS);
    return settle(candidates, { modelErrorS: this.#options.settings.modelErrorS, silent, told });
  }

  /** Looks at events again whose second has passed: silence, shaking, pending changes, the end. */
  #lookAgain(): SeismicEvent[] {
    const versions: SeismicEvent[] = [];
    for (const event of this.#events.values()) {
      if (this.#clockMs < event.checkMs) continue;
      if (event.published.origin.timeMs < this.#clockMs - KEEP_EVENTS_MS) this.#events.delete(event.eventId);
      else if (!isClosed(event)) versions.push(...(this.#merged(event) ?? this.#revise(event, this.#relocated(event))));
    }
    this.#stations.forgetStale(this.#clockMs);
    return versions;
  }

  /** An event that turns out to be waves of another one is withdrawn. */
  #merged(event: OpenEvent): SeismicEvent[] | undefined {
    const { modelErrorS } = this.#options.settings;
    const owner = this.#followed().find((other) => other !== event && isPartOf(event, other, modelErrorS));
    if (owner === undefined) return undefined;
    const { assembly, observed, published } = event;
    const reason = `retracted: merged into ${owner.eventId}`;
    const version = { ...withdrawn(published, this.#clockMs), arrivals: published.arrivals, reason };
    return [this.#publish(version, assembly, observed)];
  }

  #relocated({ assembly, published }: OpenEvent): Assembly {
    const young = this.#clockMs < published.origin.timeMs + RELOCATE_UNTIL_MS;
    const count = assembly.arrivals.length;
    if (!young || count < 2 || count >= WELL_LOCATED) return assembly;
    const again = this.#settled(
      assembly.arrivals.map((arrival) => arrival.held),
      assembly.location.place,
    );
    return again !== undefined && again.arrivals.length === count ? again : assembly;
  }

  /** Takes a new picture of an event and publishes it if it is worth it. */
  #revise(event: OpenEvent, assembly: Assembly): SeismicEvent[] {
    const before = event.published;
    const soonMs = event.consideredMs + CONSIDER_EVERY_MS;
    if (before.status === "confirmed" && this.#clockMs < soonMs) {
      this.#events.set(event.eventId, { ...event, assembly, checkMs: Math.min(event.checkMs, soonMs) });
      return [];
    }
    const { picture, observed } = this.#pictureOf(event.eventId, assembly, event.observed);
    if (picture === undefined) return [this.#publish(withdrawn(before, this.#clockMs), assembly, observed)];
    const { draft, against } = picture;
    const verdict = verdictOf(
      {
        status: before.status,
        evidence: draft.evidence,
        arrivals: assembly.arrivals.length,
        against,
        quietMs: this.#clockMs - before.asOfMs,
        ageMs: this.#clockMs - draft.origin.timeMs,
      },
      this.#options.settings,
    );
    const after = { ...draft, version: before.version + 1, status: verdict.status };
    const reason = verdict.reason || changeOf(before, { ...after, reason: "" });
    const due = verdict.status !== before.status || this.#clockMs >= before.asOfMs + VERSION_EVERY_MS;
    if (reason !== undefined && due) return [this.#publish({ ...after, reason }, assembly, observed)];
    const dueMs = before.asOfMs + VERSION_EVERY_MS;
    const isPending = assembly.arrivals.length >= WELL_LOCATED && this.#clockMs < dueMs;
    const checkMs = isPending ? dueMs : this.#nextCheckMs(assembly);
    this.#events.set(event.eventId, { ...event, assembly, observed, checkMs, consideredMs: this.#clockMs });
    return [];
  }

  #publish(published: SeismicEvent, assembly: Assembly, observed: ReadonlyMap<string, Observed>): SeismicEvent {
    const mode = contagiousMode([...assembly.arrivals.map(({ held }) => held.pick.mode), published.mode]);
    if (mode !== published.mode) throw new Error(`event.v1.mode: got "${published.mode}" from picks that are ${mode}`);
    const { eventId } = published;
    const [consideredMs, checkMs] = [this.#clockMs, this.#nextCheckMs(assembly)];
    this.#events.set(eventId, { eventId, assembly, published, observed, consideredMs, checkMs });
    return published;
  }

  /** Few arrivals: silence may turn the evidence any moment, and whoever was told must hear it. */
  #nextCheckMs({ arrivals }: Assembly): number {
    return this.#clockMs + (arrivals.length < WELL_LOCATED ? RECHECK_MS : VERSION_EVERY_MS);
  }

  /** @param before what was observed of it so far. */
  #pictureOf(eventId: string, assembly: Assembly, before: ReadonlyMap<string, Observed>) {
    const { world, settings, assumedMagnitude } = this.#options;
    const [around, nowMs, events] = [this.#around, this.#clockMs, [...this.#events.values()]];
    const active = around.activeAround(assembly.location.place, nowMs);
    const observed = around.observedOf(assembly.location, { before, active, events, nowMs });
    const common = { world, settings, assumedMagnitude, around, events, nowMs, active };
    return { observed, picture: pictureOf({ ...common, eventId, assembly, observed }) };
  }

  #followed(): OpenEvent[] {
    return [...this.#events.values()].filter((event) => !isClosed(event));
  }
}
