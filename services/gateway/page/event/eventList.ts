// Past events: filtered by the gateway, page by page as one scrolls; those that go on are shown as the stream tells them.
import type { EventPage as Page } from "../../past/pastEvents.ts";
import type { EventView } from "../../view.ts";
import { ask } from "../app/ask.ts";
import { formatRoute } from "../app/router.ts";
import { newestOf } from "../app/state.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { h, setText } from "../parts/dom.ts";
import { firstWord, placeWords } from "../parts/eventWords.ts";
import { Rows } from "../parts/rows.ts";
import { startDrill } from "../parts/startDrill.ts";
import { toldIn } from "../parts/told.ts";
import { clockTime, count, day } from "../parts/words.ts";
import { FilterForm } from "./filterForm.ts";
import { statusGlyph } from "./statusMark.ts";

const PAGE = 60;
/** The next page is asked for when so little is left below. */
const NEAR_END_PX = 600;
const AGAIN_MS = 1500;

const noneYet = ({ texts }: ViewContext) => h("div", {}, texts.events.filters.none, startDrill(texts));

export class EventList {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #filter: FilterForm;
  readonly #rows: Rows<EventView>;
  readonly #note = h("span", { class: "count" });
  readonly #warning = h("p", { class: "hint fault", hidden: true });
  #events = new Map<string, EventView>();
  #next: string | null = null;
  #asked = 0;
  #isAsking = false;
  #known = "";
  #askedMs = 0;
  #shownId = "";

  constructor(context: ViewContext) {
    this.#context = context;
    const { events } = context.texts;
    this.#filter = new FilterForm(context, () => void this.#ask());
    this.#rows = new Rows<EventView>({
      ...{ id: "events", label: events.list, columns: columnsIn(context, () => this.#shownId) },
      signatureOf: (event) => `${signatureOf(event)} ${event.eventId === this.#shownId}`,
      classOf: ({ eventId }) => (eventId === this.#shownId ? "current" : ""),
      none: () => (this.#filter.isWide() ? noneYet(context) : events.filters.noneMatches),
    });
    this.#rows.element.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.element = h(
      "nav",
      { class: "card event-list", "aria-label": events.list },
      h("h1", {}, events.title, this.#note),
      this.#filter.element,
      this.#warning,
      this.#rows.element,
      h("a", { class: "event-reports", href: "/reports/", target: "_blank", rel: "noopener" }, events.links.reports),
    );
    void this.#ask();
  }

  /** @param shownId the one that is open beside it */
  update(shownId: string): void {
    this.#shownId = shownId;
    const known = [...this.#context.state.events.values()].map((event) => signatureOf(event)).join();
    const isDue = known !== this.#known && Date.now() - this.#askedMs > AGAIN_MS && !this.#isAsking;
    if (isDue && this.#rows.element.scrollTop < NEAR_END_PX) void this.#ask();
    else this.#draw();
  }

  #scrolled(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.#rows.element;
    if (this.#next === null || this.#isAsking || scrollHeight - scrollTop - clientHeight > NEAR_END_PX) return;
    void this.#ask(this.#next);
  }

  /** @param before of the next page; absent: anew */
  async #ask(before?: string): Promise<void> {
    this.#asked += 1;
    const [asked, known] = [this.#asked, signaturesIn(this.#context)];
    this.#isAsking = true;
    this.#askedMs = Date.now();
    const query = this.#filter.query();
    query.set("limit", String(PAGE));
    if (before !== undefined) query.set("before", before);
    const answer = await ask<Page>(`/api/events?${query}`);
    if (asked !== this.#asked) return;
    this.#isAsking = false;
    const { texts } = this.#context;
    const { filters, notNow } = texts.events;
    if (answer.kind === "told") {
      const { events, next, complete } = answer.value;
      if (before === undefined) this.#events = new Map();
      for (const event of events) this.#events.set(event.eventId, event);
      [this.#next, this.#known] = [next, known];
      setText(this.#warning, complete ? "" : filters.incomplete);
    } else this.#warning.replaceChildren(...toldIn(answer.message || notNow, texts));
    this.#warning.hidden = this.#warning.textContent === "";
    this.#draw();
    // Where few of very many are meant a page may be short, and not the last.
    if (answer.kind === "told" && this.#next !== null && this.#events.size < PAGE / 2) void this.#ask(this.#next);
  }

  #draw(): void {
    const { state, texts } = this.#context;
    // What the stream says of an event is newer than what was asked for.
    const events = [...this.#events.values()].map((event) => state.events.get(event.eventId) ?? event);
    this.#rows.show(events);
    setText(this.#note, texts.events.filters.shown(count(events.length), this.#next === null));
  }
}

function signaturesIn({ state }: ViewContext): string {
  return [...state.events.values()].map((event) => signatureOf(event)).join();
}

function signatureOf(event: EventView): string {
  const { version, status } = newestOf(event);
  return `${event.eventId} ${version} ${status} ${event.title} ${event.alertCount}`;
}

function columnsIn({ texts }: ViewContext, shownId: () => string) {
  return [
    {
      title: "M",
      className: "size",
      cell: (event: EventView) => {
        const { magnitude, status } = newestOf(event);
        const size = magnitude.value.toFixed(1);
        return status === "cancelled" ? h("s", {}, size) : h("b", {}, size);
      },
    },
    {
      title: texts.events.title,
      className: "what",
      cell: (event: EventView) => {
        const { origin, status } = newestOf(event);
        const href = formatRoute({ view: "events", id: event.eventId });
        const current = event.eventId === shownId() ? "true" : undefined;
        const word = firstWord(event, texts);
        return h(
          "a",
          { href, id: `event-${event.eventId}`, "aria-current": current, "data-mode": event.mode },
          h("span", { class: "place" }, word !== "" && h("em", {}, word), placeWords(event, texts)),
          h(
            "small",
            {},
            statusGlyph(status),
            ` ${texts.status[status]} · ${day(origin.timeMs)} ${clockTime(origin.timeMs)}`,
          ),
        );
      },
    },
  ];
}
