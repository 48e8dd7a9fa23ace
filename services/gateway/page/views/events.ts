// The event view: recent events, and all about one of them.

import type { EventView } from "../../view.ts";
import { formatRoute } from "../app/router.ts";
import { newestOf } from "../app/state.ts";
import type { View, ViewContext } from "../app/viewContext.ts";
import { h, replace } from "../parts/dom.ts";
import { showEvent, tickEvent } from "../parts/eventPanel.ts";
import { placeWords, titleOf } from "../parts/eventWords.ts";
import { clockTime, day } from "../parts/words.ts";

export class EventsView implements View {
  #context: ViewContext | undefined;
  readonly #list = h("nav", { class: "card event-list" });
  readonly #panel = h("article", { class: "card grow event" });

  mount(root: HTMLElement, context: ViewContext): void {
    this.#context = context;
    this.#list.setAttribute("aria-label", context.texts.events.list);
    root.append(this.#list, this.#panel);
  }

  update(): void {
    if (this.#context === undefined) return;
    const { state, texts } = this.#context;
    const world = state.shownWorld();
    const event = this.#shown(world);
    const events = state.eventsOf(world);
    const signature = events.map((one) => `${titleOf(one, texts)} ${one.versions.length}`).join("|");
    replace(this.#list, `${event?.eventId} ${signature}`, () => [
      h("h1", {}, texts.events.title),
      events.length === 0 ? h("p", { class: "hint" }, texts.events.none) : null,
      ...events.map((one) => this.#item(one, one === event)),
    ]);
    showEvent(this.#panel, this.#context, event);
    this.tick();
  }

  /** The one the address names, else the one the map shows. */
  #shown(world: string): EventView | undefined {
    const { state, route } = this.#context ?? {};
    const id = route?.().id ?? "";
    return id === "" ? state?.shownEvent(world) : state?.events.get(id);
  }

  #item(event: EventView, isShown: boolean): HTMLElement {
    const { texts } = this.#context ?? {};
    const { magnitude, origin, status } = newestOf(event);
    const size = magnitude.value.toFixed(1);
    const attributes = { href: formatRoute({ view: "events", id: event.eventId }), id: `event-${event.eventId}` };
    return h(
      "a",
      { ...attributes, "aria-current": isShown ? "true" : undefined },
      status === "cancelled" ? h("s", {}, size) : h("b", {}, size),
      h(
        "span",
        {},
        texts === undefined ? "" : placeWords(event, texts),
        h("small", {}, `${day(origin.timeMs)} ${clockTime(origin.timeMs)}`),
      ),
    );
  }

  tick(): void {
    if (this.#context === undefined) return;
    const { state, texts } = this.#context;
    tickEvent(this.#panel, state.dataNowMs(state.shownWorld()), texts);
  }

  unmount(): void {
    this.#context = undefined;
  }
}
