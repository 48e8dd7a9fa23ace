// Open and recent events with all versions, context, alerts and deliveries: merged by (event, version), bounded.
import type { Alert } from "../../shared/contracts/alert.ts";
import type { Context } from "../../shared/contracts/context.ts";
import type { Delivery } from "../../shared/contracts/delivery.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { type World, worldKey } from "../../shared/contracts/mode.ts";
import type { Stamps } from "../../shared/contracts/topic.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import {
  type AlertView,
  type DeliveryView,
  type EventView,
  type Fronts,
  inWords,
  placeOf,
  titleOf,
  type VersionView,
  verdictView,
  versionView,
} from "./view.ts";

export const MAX_EVENTS = 50;
const MAX_VERSIONS = 100;
const MAX_ALERTS = 100;
const FRONT_STEP_KM = 20;
const FRONT_STEPS = 50;

interface Stamped {
  readonly stamps: Stamps;
}

interface Entry {
  readonly view: EventView;
  /** Wall clock of the last news about it. */
  heardMs: number;
}

/** An event shows once it has a version; news that overtook its first version waits here unseen. */
export class EventBoard {
  readonly #entries = new Map<string, Entry>();

  /** @returns the event and the version as they are shown now; undefined when it is known already. */
  version(
    event: SeismicEvent,
    arrivedMs: number,
    stamps: Stamps = {},
  ): { readonly event: EventView; readonly version: VersionView } | undefined {
    const view = this.#of(event, arrivedMs);
    if (view.versions.some((known) => known.version === event.version)) return undefined;
    const version = versionView(event, arrivedMs, stamps);
    const versions = [...view.versions, version].sort((a, b) => a.version - b.version);
    // The first one stays: it tells how early we were.
    versions.splice(1, Math.max(0, versions.length - MAX_VERSIONS));
    view.versions = versions.map((known, at) => (at === versions.length - 1 ? known : slim(known)));
    retell(view);
    return { event: view, version };
  }

  context(context: Context, heardMs: number): EventView | undefined {
    const view = this.#of(context, heardMs);
    view.verdict = verdictView(view.verdict, context);
    // Contexts come in no order: an older place must not replace a newer one.
    if ((view.context?.version ?? 0) > context.version) return context.verdict && shown(view);
    view.context = context;
    retell(view);
    return shown(view);
  }

  /** @returns undefined when it is known already. */
  alert(
    alert: Alert & Stamped,
    arrivedMs: number,
  ): { readonly event: EventView; readonly alert: AlertView } | undefined {
    const event = this.#of(alert, arrivedMs);
    if (event.alerts.some((known) => known.alertId === alert.alertId)) return undefined;
    const { origin: _origin, magnitude: _magnitude, ...rest } = alert;
    const view = { ...rest, headline: inWords(alert.mode, alert.headline), arrivedMs };
    event.alertCount += 1;
    event.alerts = [view, ...event.alerts].slice(0, MAX_ALERTS);
    return { event, alert: view };
  }

  delivery(
    delivery: Delivery & Stamped,
    arrivedMs: number,
  ): { readonly event: EventView; readonly delivery: DeliveryView } | undefined {
    const event = this.#of(delivery, arrivedMs);
    if (event.deliveries.some((known) => known.alertId === delivery.alertId)) return undefined;
    // Pages ask what became of it, not for its body.
    const { message: _, ...rest } = delivery;
    const view = { ...rest, arrivedMs };
    event.outcomes[delivery.outcome] = (event.outcomes[delivery.outcome] ?? 0) + 1;
    event.deliveries = [view, ...event.deliveries].slice(0, MAX_ALERTS);
    return { event, delivery: view };
  }

  eventOf(eventId: string): EventView | undefined {
    const view = this.#entries.get(eventId)?.view;
    return view && shown(view);
  }

  /** Newest origin first. */
  all(): readonly EventView[] {
    const views = [...this.#entries.values()].flatMap(({ view }) => shown(view) ?? []);
    return views.sort((a, b) => originMsOf(b) - originMsOf(a));
  }

  #of({ eventId, mode, run }: World & { readonly eventId: string }, heardMs: number): EventView {
    const known = this.#entries.get(eventId);
    if (known !== undefined) {
      known.heardMs = Math.max(known.heardMs, heardMs);
      return known.view;
    }
    const view: EventView = {
      ...{
        eventId,
        world: worldKey({ mode, run }),
        mode,
        run,
        title: "",
        place: "",
        versions: [],
        context: null,
        verdict: null,
      },
      ...{ fronts: null, alerts: [], deliveries: [], alertCount: 0, outcomes: {} },
    };
    this.#entries.set(eventId, { view, heardMs });
    this.#forgetOldest(eventId);
    return view;
  }

  #forgetOldest(but: string): void {
    if (this.#entries.size <= MAX_EVENTS) return;
    const others = [...this.#entries].filter(([eventId]) => eventId !== but);
    const [oldest] = others.sort(([, a], [, b]) => a.heardMs - b.heardMs);
    if (oldest !== undefined) this.#entries.delete(oldest[0]);
  }
}

function shown(view: EventView): EventView | undefined {
  return view.versions.length > 0 ? view : undefined;
}

function originMsOf(view: EventView): number {
  return view.versions.at(-1)?.origin.timeMs ?? 0;
}

/** Older versions keep what tells why they were published; who picked and shook is in the catalogue. */
function slim(version: VersionView): VersionView {
  return version.arrivals.length + version.observed.length === 0 ? version : { ...version, arrivals: [], observed: [] };
}

function retell(view: EventView): void {
  const newest = view.versions.at(-1);
  if (newest === undefined) return;
  const place = placeOf(newest, view.context);
  view.place = inWords(view.mode, place);
  view.title = titleOf(view.mode, newest, place);
  view.fronts = frontsFrom(newest.origin.depthKm);
}

function frontsFrom(depthKm: number): Fronts {
  const times = (phase: "P" | "S") =>
    Array.from({ length: FRONT_STEPS + 1 }, (_, step) => {
      const seconds = travelTimeS(phase, step * FRONT_STEP_KM, Math.max(0, depthKm));
      return Math.round(seconds * 100) / 100;
    });
  return { stepKm: FRONT_STEP_KM, pS: times("P"), sS: times("S") };
}
