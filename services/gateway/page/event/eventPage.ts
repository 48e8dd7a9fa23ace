// All about one event, arranged: what it was, how it was found out version by version, what shook, who was told.
import type { EventView, VersionView } from "../../view.ts";
import { formatRoute } from "../app/router.ts";
import { newestOf } from "../app/state.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { h, replace } from "../parts/dom.ts";
import { evidenceBlock, ledger } from "../parts/eventVersions.ts";
import { EpicentreMap } from "./epicentreMap.ts";
import { EventFacts } from "./eventFacts.ts";
import { eventHead } from "./eventHead.ts";
import { eventLinks } from "./eventLinks.ts";
import { ReceiptsBlock } from "./receiptsBlock.ts";
import { ReplayPanel } from "./replayPanel.ts";
import { ResidualBlock } from "./residualBlock.ts";
import { SectionBlock } from "./sectionBlock.ts";
import { TownsBlock } from "./townsBlock.ts";
import { marksOf, versionPoints } from "./versionAxis.ts";
import { VersionCharts } from "./versionCharts.ts";
import { VersionTable } from "./versionTable.ts";

export class EventPage {
  readonly element = h("article", { class: "event-page" });
  readonly #context: ViewContext;
  readonly #missing = h("p", { class: "hint" });
  readonly #head = h("header", { class: "event-head" });
  readonly #evidence = h("div", { class: "card tile evidence-tile" });
  readonly #follow = h("button", { type: "button", hidden: true });
  readonly #parts: ReturnType<typeof partsOf>;
  readonly #grid: HTMLElement;
  #facts: EventFacts | undefined;
  /** Undefined: the newest one, whichever that is. */
  #selected: number | undefined;

  constructor(context: ViewContext) {
    this.#context = context;
    const select = (version: number) => this.#select(version);
    this.#parts = partsOf(context, { select, component: (component) => this.#facts?.choose(component) });
    this.#follow.addEventListener("click", () => this.#select(undefined));
    const { versions, table, map, residuals, section, towns, receipts, replay } = this.#parts;
    const { events } = context.texts;
    this.#follow.textContent = events.chart.follow;
    const title = h("h2", {}, events.versions, h("span", { class: "tools" }, this.#follow));
    const back = h("a", { class: "back", href: formatRoute({ view: "events" }) }, `← ${events.back}`);
    this.#grid = h(
      "div",
      { class: "event-grid" },
      h("section", { class: "card head-tile" }, this.#head, replay.element),
      h(
        "div",
        { class: "event-column wide" },
        h("section", { class: "card tile versions" }, title, versions.element, table.element),
        residuals.element,
      ),
      h("div", { class: "event-column" }, map.element, this.#evidence),
      section.element,
      towns.element,
      receipts.element,
    );
    this.element.append(back, this.#missing, this.#grid);
  }

  show(eventId: string): void {
    if (this.#facts?.eventId !== eventId) {
      this.#facts?.close();
      this.#facts = new EventFacts(eventId, this.#context);
      this.#selected = undefined;
      this.element.scrollTop = 0;
    }
    this.update();
  }

  update(): void {
    const found = this.#facts?.found() ?? { kind: "loading" as const };
    this.#missing.hidden = found.kind === "event";
    this.#grid.hidden = found.kind !== "event";
    if (found.kind === "loading") this.#missing.textContent = this.#context.texts.events.loading;
    if (found.kind === "missing") this.#missing.textContent = found.words;
    if (found.kind !== "event" || this.#facts === undefined) return;
    this.#facts.update(Date.now());
    this.#draw(found.event, this.#facts);
  }

  tick(): void {
    this.#parts.replay.tick();
  }

  close(): void {
    this.#facts?.close();
    const { versions, map, residuals, section } = this.#parts;
    for (const part of [versions, map, residuals, section]) part.close();
  }

  #select(version: number | undefined): void {
    this.#selected = version;
    this.update();
  }

  #draw(event: EventView, facts: EventFacts): void {
    const { texts, choices } = this.#context;
    const { place } = choices.now;
    const newest = newestOf(event);
    const selected = event.versions.some(({ version }) => version === this.#selected) ? this.#selected : undefined;
    const version = facts.version(event, selected ?? newest.version);
    this.element.dataset.mode = event.mode;
    this.#follow.hidden = version.version === newest.version;
    const links = eventLinks(event, texts.events, { span: facts.span(), cap: facts.receipts.cap });
    replace(this.#head, headSignature(event, version, links), () => eventHead({ event, version, links }, texts));
    this.#head.dataset.status = newest.status;
    const points = versionPoints(event);
    const { versions, table, map, residuals, section, towns, receipts, replay } = this.#parts;
    const likelihoodLimit = version.evidence.find(({ rule }) => rule === "likelihood")?.limit;
    const marks = marksOf(event, firstTold(event, facts), place);
    versions.show({ points, marks, selected: version.version, likelihoodLimit });
    table.show(event, version.version);
    map.show(event, version, place);
    residuals.show(version);
    this.#showEvidence(version);
    section.show(facts.section());
    towns.show(event);
    receipts.show(facts.receipts);
    replay.show(event.eventId);
  }

  /** What failed stands first: it is what one looks for. */
  #showEvidence(version: VersionView): void {
    const { texts } = this.#context;
    const evidence = version.evidence.toSorted((a, b) => Number(a.passed) - Number(b.passed));
    replace(
      this.#evidence,
      `${texts.language} ${version.version} ${version.evidence.length} ${version.arrivedMs}`,
      () => [evidenceBlock({ ...version, evidence }, texts), ledger(version, texts)],
    );
  }
}

function partsOf(
  context: ViewContext,
  on: {
    readonly select: (version: number) => void;
    readonly component: ConstructorParameters<typeof SectionBlock>[0]["onComponent"];
  },
) {
  const { texts } = context;
  return {
    versions: new VersionCharts(texts, on.select),
    table: new VersionTable({ texts, onSelect: on.select }),
    map: new EpicentreMap(texts),
    residuals: new ResidualBlock(texts),
    section: new SectionBlock({ texts, onComponent: on.component }),
    towns: new TownsBlock(texts),
    receipts: new ReceiptsBlock(texts),
    replay: new ReplayPanel(context),
  };
}

function firstTold({ alerts }: EventView, { receipts }: EventFacts): number | undefined {
  const versions = [...alerts, ...receipts.receipts].map(({ version }) => version);
  return versions.length === 0 ? undefined : Math.min(...versions);
}

function headSignature(event: EventView, { version, status }: VersionView, links: HTMLElement): string {
  const hrefs = [...links.querySelectorAll("a")].map(({ href }) => href).join();
  return [event.eventId, event.title, version, status, event.versions.length, event.alertCount, hrefs].join("|");
}
