// The event beside the map: how big, where, how sure, how it came about; and the ones before it.

import { distanceKm } from "../../../../shared/seismo/geodesy.ts";
import type { EventView } from "../../view.ts";
import { formatRoute } from "../app/router.ts";
import { newestOf } from "../app/state.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { chip, fact } from "../parts/blocks.ts";
import { h, replace, setText } from "../parts/dom.ts";
import { firstWord, placeWords } from "../parts/eventWords.ts";
import { mmi } from "../parts/mmi.ts";
import { startDrill } from "../parts/startDrill.ts";
import { clockTenths, clockTime, count, km, span } from "../parts/words.ts";

const SHOWN_VERSIONS = 4;
const SHOWN_EVENTS = 6;

export class EventCard {
  readonly element = h("section", { class: "event-card" });
  readonly #context: ViewContext;
  readonly #choose: (eventId: string) => void;

  constructor(context: ViewContext, choose: (eventId: string) => void) {
    this.#context = context;
    this.#choose = choose;
  }

  update(event: EventView | undefined): void {
    const { state, texts } = this.#context;
    const events = state.eventsOf(state.shownWorld());
    const list = events.map((one) => `${one.eventId} ${one.versions.length}`).join("|");
    const shown = `${event?.eventId} ${event?.versions.length} ${event?.alertCount} ${event?.context?.place}`;
    replace(this.element, `${texts.language} ${shown} ${list}`, () => {
      if (event === undefined) return this.#quiet();
      return [
        this.#head(event),
        this.#facts(event),
        this.#versions(event),
        this.#more(event),
        this.#recent(event, events),
      ];
    });
    this.tick(event);
  }

  tick(event: EventView | undefined): void {
    const age = this.element.querySelector("[data-age]");
    if (age === null || event === undefined) return;
    const { state, texts } = this.#context;
    const sinceMs = state.dataNowMs(event.world) - newestOf(event).origin.timeMs;
    setText(age, texts.events.ago(span(sinceMs)));
  }

  #quiet(): HTMLElement {
    const { map } = this.#context.texts;
    return h(
      "div",
      { class: "quiet-card" },
      h("h2", {}, map.quietTitle),
      h("p", { class: "quiet" }, map.quietText),
      startDrill(this.#context.texts),
    );
  }

  #head(event: EventView): HTMLElement {
    const { texts } = this.#context;
    const { status, magnitude, likelihood, version } = newestOf(event);
    const isWithdrawn = status === "cancelled";
    const sure = chip(texts.map.likelihood(`${Math.round(likelihood * 100)} %`));
    return h(
      "header",
      { class: "event-head", "data-status": status },
      h("p", { class: "magnitude" }, h("small", {}, "M"), magnitude.value.toFixed(1)),
      h(
        "div",
        {},
        h(
          "h2",
          {},
          `${firstWord(event, texts)}${isWithdrawn ? `${texts.cancelled}: ` : ""}${placeWords(event, texts)}`,
        ),
        h(
          "div",
          { class: "chips" },
          chip(texts.status[status], status),
          chip(texts.map.version(String(version))),
          isWithdrawn ? null : sure,
        ),
      ),
    );
  }

  #facts(event: EventView): HTMLElement {
    const { texts } = this.#context;
    const { origin, magnitude, arrivals, observed } = newestOf(event);
    const stations = new Set(arrivals.map(({ stationId }) => stationId)).size || magnitude.stationCount;
    const strongest = Math.max(0, ...observed.map(({ intensity }) => intensity));
    const age = h("span", { "data-age": "" });
    return h(
      "dl",
      { class: "facts" },
      h("div", {}, h("dt", {}, clockTenths(origin.timeMs)), h("dd", {}, age)),
      fact(texts.map.depth, km(origin.depthKm), `±${Math.round(origin.depthUncertaintyKm)}`),
      fact(texts.map.stationsUsed, count(stations)),
      fact(texts.map.strongest, strongest > 0 ? mmi(strongest) : "–"),
    );
  }

  /** How sure it became, and how its place moved. */
  #versions(event: EventView): HTMLElement {
    const { texts } = this.#context;
    const originMs = newestOf(event).origin.timeMs;
    const rows = event.versions.map((version, at) => {
      const before = event.versions[at - 1];
      const movedKm = before === undefined ? 0 : distanceKm(before.origin, version.origin);
      return h(
        "li",
        {},
        h("b", {}, `M ${version.magnitude.value.toFixed(1)}`),
        h("span", {}, texts.status[version.status]),
        h("span", { class: "quiet" }, movedKm >= 1 ? texts.map.moved(km(movedKm)) : ""),
        h("span", { class: "number" }, `+${((version.asOfMs - originMs) / 1000).toFixed(1)} s`),
      );
    });
    const [first, ...others] = rows;
    return h(
      "ol",
      { class: "version-list", "aria-label": texts.events.versions },
      ...others.slice(1 - SHOWN_VERSIONS).toReversed(),
      first,
    );
  }

  #more(event: EventView): HTMLElement {
    const { texts } = this.#context;
    const href = formatRoute({ view: "events", id: event.eventId });
    const told = event.alertCount === 0 ? texts.map.toldNobody : texts.map.told(count(event.alertCount));
    return h("p", { class: "more" }, h("span", { class: "quiet" }, told), h("a", { href }, texts.map.details));
  }

  #recent(shown: EventView, events: readonly EventView[]): HTMLElement | null {
    const { texts } = this.#context;
    const others = events.filter((event) => event !== shown).slice(0, SHOWN_EVENTS);
    if (others.length === 0) return null;
    const items = others.map((event) => {
      const { magnitude, origin, status } = newestOf(event);
      const size = magnitude.value.toFixed(1);
      const onclick = () => this.#choose(event.eventId);
      const attributes = { type: "button", id: `recent-${event.eventId}`, onclick };
      const what = status === "cancelled" ? h("s", {}, size) : h("b", {}, size);
      return h(
        "li",
        {},
        h("button", attributes, what, h("span", {}, placeWords(event, texts)), clockTime(origin.timeMs)),
      );
    });
    return h("section", { class: "recent" }, h("h3", {}, texts.map.recent), h("ul", {}, ...items));
  }
}
