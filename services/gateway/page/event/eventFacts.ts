// All that is asked for about one event: itself, its versions in full, its receipts, its waveforms; again when there is news.
import type { Receipts } from "../../past/receipts.ts";
import type { RecordSection } from "../../section/recordSection.ts";
import type { EventView, VersionView } from "../../view.ts";
import { ask } from "../app/ask.ts";
import { newestOf } from "../app/state.ts";
import type { ViewContext } from "../app/viewContext.ts";
import type { Component, Sectioned } from "./sectionBlock.ts";

const RECEIPTS_EVERY_MS = 3000;
const SECTION_EVERY_MS = 10_000;
const NO_RECEIPTS: Receipts = { total: 0, outcomes: {}, medianSecondsLeft: null, receipts: [], cap: [] };

export type Found =
  | { readonly kind: "event"; readonly event: EventView }
  | { readonly kind: "loading" }
  | { readonly kind: "missing"; readonly words: string };

export class EventFacts {
  readonly eventId: string;
  readonly #context: ViewContext;
  readonly #ending = new AbortController();
  #found: Found = { kind: "loading" };
  readonly #versions = new Map<number, VersionView>();
  readonly #asked = new Set<number>();
  #component: Component = "Z";
  #section: Sectioned;
  #sectionVersion = 0;
  #sectionMs = 0;
  #isSectionWaiting = false;
  receipts: Receipts = NO_RECEIPTS;
  #told = "";
  #toldMs = 0;

  constructor(eventId: string, context: ViewContext) {
    this.eventId = eventId;
    this.#context = context;
    this.#section = { kind: "words", words: context.texts.events.loading };
    void this.#askEvent();
    void this.#askReceipts();
    void this.#askSection();
  }

  close(): void {
    this.#ending.abort();
  }

  /** As the stream tells it, or as it was when it was asked for. */
  found(): Found {
    const live = this.#context.state.events.get(this.eventId);
    return live === undefined ? this.#found : { kind: "event", event: live };
  }

  /** In full where it is here already; it is asked for otherwise, and drawn again then. */
  version(event: EventView, version: number): VersionView {
    const brief = event.versions.find((one) => one.version === version) ?? newestOf(event);
    if (brief.arrivals.length > 0) return brief;
    if (!this.#asked.has(version)) void this.#askVersion(version);
    return this.#versions.get(version) ?? brief;
  }

  section(): Sectioned {
    return this.#section;
  }

  span(): { readonly fromMs: number; readonly toMs: number } | undefined {
    return this.#section.kind === "section" ? this.#section.section : undefined;
  }

  choose(component: Component): void {
    this.#component = component;
    void this.#askSection();
  }

  /** Asks again for what news may have changed, not more often than is good. */
  update(nowMs: number): void {
    const found = this.found();
    if (found.kind !== "event") return;
    const { event } = found;
    const told = `${event.alertCount} ${JSON.stringify(event.outcomes)} ${event.deliveries.length}`;
    if (told !== this.#told && nowMs - this.#toldMs > RECEIPTS_EVERY_MS) {
      [this.#told, this.#toldMs] = [told, nowMs];
      void this.#askReceipts();
    }
    const isStale = newestOf(event).version > this.#sectionVersion && this.#sectionVersion > 0;
    if (isStale && !this.#isSectionWaiting && nowMs - this.#sectionMs > SECTION_EVERY_MS) void this.#askSection();
  }

  get #path(): string {
    return `/api/events/${encodeURIComponent(this.eventId)}`;
  }

  async #askEvent(): Promise<void> {
    const answer = await this.#ask<EventView>("");
    const { texts, drawSoon } = this.#context;
    if (answer === undefined) return;
    if (answer.kind === "told") this.#found = { kind: "event", event: answer.value };
    else if (answer.status === 404) this.#found = { kind: "missing", words: texts.events.unknown(this.eventId) };
    else {
      this.#found = { kind: "missing", words: texts.events.notNow };
      this.#later(5, () => this.#askEvent());
    }
    drawSoon();
  }

  async #askVersion(version: number): Promise<void> {
    this.#asked.add(version);
    const answer = await this.#ask<VersionView>(`/versions/${version}`);
    if (answer?.kind !== "told") return;
    this.#versions.set(version, answer.value);
    this.#context.drawSoon();
  }

  async #askReceipts(): Promise<void> {
    const answer = await this.#ask<Receipts>("/receipts");
    if (answer?.kind !== "told") return;
    this.receipts = answer.value;
    this.#context.drawSoon();
  }

  async #askSection(): Promise<void> {
    const component = this.#component;
    this.#isSectionWaiting = true;
    const answer = await this.#ask<RecordSection>(`/waveforms?component=${component}`);
    this.#isSectionWaiting = false;
    this.#sectionMs = Date.now();
    if (answer === undefined || component !== this.#component) return;
    const { section: words } = this.#context.texts.events;
    if (answer.kind === "told") {
      this.#section = { kind: "section", section: answer.value };
      this.#sectionVersion = answer.value.version;
    } else if (answer.againInS !== undefined) {
      this.#section = { kind: "words", words: words.waiting(String(answer.againInS)) };
      this.#isSectionWaiting = true;
      this.#later(Math.min(10, answer.againInS), () => this.#askSection());
    } else this.#section = { kind: "words", words: words.none };
    this.#context.drawSoon();
  }

  #later(seconds: number, work: () => Promise<void>): void {
    setTimeout(() => this.#ending.signal.aborted || void work(), seconds * 1000);
  }

  /** Undefined: nobody wants to know any more. */
  #ask<T>(of: string) {
    return ask<T>(this.#path + of, { signal: this.#ending.signal }).catch(() => undefined);
  }
}
