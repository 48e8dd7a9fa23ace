// The picture of now, in memory: what came over the bus goes in, what a page must be told comes out.
import { type Alert, alerts } from "../../shared/contracts/alert.ts";
import { type Context, contexts } from "../../shared/contracts/context.ts";
import { type Delivery, deliveries } from "../../shared/contracts/delivery.ts";
import { type EdgeNews, edges } from "../../shared/contracts/edge.ts";
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import { type Health, healths } from "../../shared/contracts/health.ts";
import { type World, worldKey } from "../../shared/contracts/mode.ts";
import { type Motion, motions } from "../../shared/contracts/motion.ts";
import { type Pick, picks } from "../../shared/contracts/pick.ts";
import type { Station } from "../../shared/contracts/station.ts";
import type { Stamps } from "../../shared/contracts/topic.ts";
import { type Trust, trusts } from "../../shared/contracts/trust.ts";
import { EventBoard } from "./eventBoard.ts";
import { StationBoard } from "./stationBoard.ts";
import {
  type AlertView,
  type DeliveryView,
  type EventView,
  type PickView,
  pickView,
  type StationView,
  type WorldView,
} from "./view.ts";
import { WorldClocks } from "./worldClocks.ts";

/** Something that came over the bus. */
export type News =
  | { readonly kind: "motion"; readonly motion: Motion }
  | { readonly kind: "health"; readonly health: Health }
  | { readonly kind: "trust"; readonly trust: Trust }
  | { readonly kind: "edge"; readonly edge: EdgeNews }
  | { readonly kind: "pick"; readonly pick: Pick }
  | { readonly kind: "event"; readonly event: SeismicEvent; readonly stamps: Stamps }
  | { readonly kind: "context"; readonly context: Context }
  | { readonly kind: "alert"; readonly alert: Alert; readonly stamps: Stamps }
  | { readonly kind: "delivery"; readonly delivery: Delivery; readonly stamps: Stamps };

/** Something for the page: the name and the data of one message of the live stream. */
export interface Update {
  readonly name:
    | "stations"
    | "motion"
    | "picks"
    | "event"
    | "version"
    | "alerts"
    | "deliveries"
    | "worlds"
    | "status"
    | "path";
  readonly data: object;
}

interface Counter {
  readonly messages: number;
  readonly lastMs: number;
}

const MAX_PICKS = 200;
/** An edge that leaves stations out says so every second. */
const SHED_FOR_MS = 5000;
/** Of 10,000 alerts of one version the page is told the first ones and how many there were. */
const MAX_TOLD = 50;

const TOPICS: Readonly<Record<News["kind"], string>> = {
  motion: motions.name,
  health: healths.name,
  trust: trusts.name,
  edge: edges.name,
  pick: picks.name,
  event: events.name,
  context: contexts.name,
  alert: alerts.name,
  delivery: deliveries.name,
};

export class Live {
  readonly #stations: StationBoard;
  readonly #events = new EventBoard();
  readonly #worlds = new WorldClocks();
  #picks: PickView[] = [];
  // Collected until the next tick: they come in bursts.
  readonly #newPicks = new Map<string, PickView>();
  readonly #newAlerts = new Map<string, AlertView[]>();
  readonly #newDeliveries = new Map<string, DeliveryView[]>();
  readonly #shed = new Map<string, { readonly share: number; readonly heardMs: number }>();
  readonly #counts = new Map<string, Counter>();

  constructor(options: { readonly silentAfterMs: number }) {
    this.#stations = new StationBoard(options.silentAfterMs);
  }

  /** A station that appeared, changed or was removed; the same again changes nothing. */
  register(station: Station, nowMs: number): void {
    if (station.removedMs !== undefined) {
      this.#stations.unregister(station);
      return;
    }
    this.#see(station, nowMs);
    this.#stations.register(station);
  }

  /** @returns what must be told at once; the rest comes with the next tick. */
  push(news: News, nowMs: number): readonly Update[] {
    this.#count(TOPICS[news.kind], nowMs);
    switch (news.kind) {
      case "motion":
        this.#see(news.motion, nowMs, newestOf(news.motion));
        this.#stations.motion(news.motion, nowMs);
        return [];
      case "health":
        this.#stations.health(news.health);
        return [];
      case "trust":
        this.#stations.trust(news.trust);
        return [];
      case "edge":
        this.#stations.edge(news.edge);
        this.#shed.set(worldKey(news.edge), { share: news.edge.shedShare, heardMs: nowMs });
        return [];
      case "pick":
        this.#see(news.pick, nowMs, news.pick.knownMs);
        this.#pick(news.pick, nowMs);
        return [];
      case "event":
        this.#see(news.event, nowMs, news.event.asOfMs);
        return this.#event(news.event, nowMs, news.stamps);
      case "context":
        return toldOf(this.#events.context(news.context, nowMs));
      case "alert":
        this.#alert(news.alert, nowMs, news.stamps);
        return [];
      case "delivery":
        this.#delivery(news.delivery, nowMs, news.stamps);
        return [];
    }
  }

  /** What the database remembers of before this gateway started: no news, no clock, no alarm. */
  remember(event: SeismicEvent, context: Context | null): void {
    this.#events.version(event, event.asOfMs);
    if (context !== null) this.#events.context(context, event.asOfMs);
  }

  /** To be called a few times a second. @returns what collected since the last call. */
  tick(nowMs: number): readonly Update[] {
    const { renewed, moved } = this.#stations.tick(nowMs);
    const updates: Update[] = [];
    if (renewed.length > 0) updates.push({ name: "stations", data: { stations: renewed } });
    if (moved.length > 0) updates.push({ name: "motion", data: { changes: moved.map(changeOf) } });
    if (this.#newPicks.size > 0) updates.push({ name: "picks", data: { picks: [...this.#newPicks.values()] } });
    for (const [eventId, alerts] of this.#newAlerts) updates.push(...this.#alertsOf(eventId, alerts));
    for (const [eventId, deliveries] of this.#newDeliveries) updates.push(...this.#deliveriesOf(eventId, deliveries));
    if (this.#worlds.changed()) updates.push({ name: "worlds", data: { worlds: this.#worlds.all() } });
    this.#newPicks.clear();
    this.#newAlerts.clear();
    this.#newDeliveries.clear();
    return updates;
  }

  /** Everything, for a page that opens. */
  snapshot(): object {
    const [stations, events, worlds] = [this.#stations.all(), this.#events.all(), this.#worlds.all()];
    return { worlds, stations, picks: this.#picks, events, counters: this.counters() };
  }

  stations(): readonly StationView[] {
    return this.#stations.all();
  }

  stationOf(key: string): StationView | undefined {
    return this.#stations.stationOf(key);
  }

  /** Of one station, newest first. */
  picksOf(world: string, stationId: string): readonly PickView[] {
    return this.#picks.filter((pick) => pick.world === world && pick.stationId === stationId);
  }

  events(): readonly EventView[] {
    return this.#events.all();
  }

  eventOf(eventId: string): EventView | undefined {
    return this.#events.eventOf(eventId);
  }

  worlds(): readonly WorldView[] {
    return this.#worlds.all();
  }

  /** By world: the share of its stations that the edge leaves out now, because more comes than can be decoded. */
  shed(nowMs: number): Readonly<Record<string, number>> {
    const now = [...this.#shed].filter(([, { share, heardMs }]) => share > 0 && nowMs - heardMs < SHED_FOR_MS);
    return Object.fromEntries(now.map(([world, { share }]) => [world, share]));
  }

  /** Messages a topic brought since the start, and when the last one came (wall clock). */
  counters(): Readonly<Record<string, Counter>> {
    return Object.fromEntries(this.#counts);
  }

  #count(topic: string, nowMs: number): void {
    this.#counts.set(topic, { messages: (this.#counts.get(topic)?.messages ?? 0) + 1, lastMs: nowMs });
  }

  #see(world: World, nowMs: number, dataMs?: number): void {
    const sighting = dataMs === undefined ? { nowMs } : { nowMs, dataMs };
    for (const forgotten of this.#worlds.see(world, sighting)) this.#stations.forgetWorld(forgotten);
  }

  #pick(pick: Pick, nowMs: number): void {
    this.#stations.pick(pick, nowMs);
    const view = pickView(pick, worldKey(pick));
    // A later measurement of the same onset takes the place of the earlier one.
    const known = this.#picks.find((candidate) => candidate.pickId === view.pickId);
    if (known !== undefined && known.windowS > view.windowS) return;
    this.#picks = [view, ...this.#picks.filter((candidate) => candidate !== known)].slice(0, MAX_PICKS);
    this.#newPicks.set(view.pickId, view);
  }

  #event(event: SeismicEvent, nowMs: number, stamps: Stamps): readonly Update[] {
    const told = this.#events.version(event, nowMs, stamps);
    if (told === undefined) return [];
    // With its first version an event shows, together with what overtook it.
    if (told.event.versions.length === 1) return [{ name: "event", data: { ...told.event } }];
    return [{ name: "version", data: { ...headOf(told.event), version: told.version } }];
  }

  #alert(alert: Alert, nowMs: number, stamps: Stamps): void {
    const told = this.#events.alert({ ...alert, stamps }, nowMs);
    if (told !== undefined) addTo(this.#newAlerts, alert.eventId, told.alert);
  }

  #delivery(delivery: Delivery, nowMs: number, stamps: Stamps): void {
    const told = this.#events.delivery({ ...delivery, stamps }, nowMs);
    if (told !== undefined) addTo(this.#newDeliveries, delivery.eventId, told.delivery);
  }

  #alertsOf(eventId: string, alerts: readonly AlertView[]): readonly Update[] {
    const event = this.#events.eventOf(eventId);
    return event === undefined ? [] : [{ name: "alerts", data: { eventId, alertCount: event.alertCount, alerts } }];
  }

  #deliveriesOf(eventId: string, deliveries: readonly DeliveryView[]): readonly Update[] {
    const event = this.#events.eventOf(eventId);
    if (event === undefined) return [];
    return [{ name: "deliveries", data: { eventId, outcomes: { ...event.outcomes }, deliveries } }];
  }
}

/** The newest first, and only so many: the totals tell the rest. */
function addTo<T>(byEvent: Map<string, T[]>, eventId: string, view: T): void {
  byEvent.set(eventId, [view, ...(byEvent.get(eventId) ?? [])].slice(0, MAX_TOLD));
}

function newestOf(motion: Motion): number {
  return motion.stations.reduce((newest, station) => Math.max(newest, station.watermarkMs), Number.NEGATIVE_INFINITY);
}

function changeOf({ key, state, intensity, pgaMps2, lastSeenMs }: StationView): readonly unknown[] {
  return [key, state, intensity, pgaMps2, lastSeenMs];
}

/** An event without its lists: what of it may change with a version or a context. */
function headOf({ eventId, world, mode, run, title, place, context, verdict, fronts }: EventView): object {
  return { eventId, world, mode, run, title, place, context, verdict, fronts };
}

function toldOf(view: EventView | undefined): readonly Update[] {
  return view === undefined ? [] : [{ name: "event", data: headOf(view) }];
}
