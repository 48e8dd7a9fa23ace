// The list of all stations of a world: by words, by condition, in any order, ten thousand of them.
import type { StationView } from "../../view.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { h, replace, setText } from "../parts/dom.ts";
import { Rows } from "../parts/rows.ts";
import { startDrill } from "../parts/startDrill.ts";
import { count } from "../parts/words.ts";
import { CONDITIONS, type Condition, conditionOf } from "./columns.ts";
import { conditionGlyph } from "./conditionMark.ts";
import { HealthRefresh } from "./healthRefresh.ts";
import { listColumns } from "./listColumns.ts";
import { remarkOn } from "./remark.ts";

/** Ten thousand rows are put in order no more often than this, but for what a person does. */
const RENEW_MS = 1000;
const STATE_COLUMN = 2;

const noneYet = ({ texts }: ViewContext) =>
  h("div", {}, texts.stations.none, startDrill(texts), h("p", {}, texts.map.noStations.own));

export class StationList {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #rows: Rows<StationView>;
  readonly #refresh: HealthRefresh;
  readonly #chips = h("div", { class: "chips filters" });
  readonly #shown = h("span", { class: "count" });
  readonly #field: HTMLInputElement;
  #condition: Condition | undefined;
  #drawnMs = Number.NEGATIVE_INFINITY;

  constructor(context: ViewContext) {
    const { texts, state, drawSoon } = context;
    const { stations } = texts;
    this.#context = context;
    this.#refresh = new HealthRefresh(state, drawSoon);
    const attributes = { type: "search", placeholder: stations.filter, "aria-label": stations.filterLabel };
    this.#field = h("input", { ...attributes, id: "station-filter", autocomplete: "off" });
    this.#field.addEventListener("input", () => this.#changed());
    this.#rows = new Rows({
      id: "stations",
      label: stations.title,
      columns: listColumns(texts, (world) => state.dataNowMs(world)),
      sortedBy: STATE_COLUMN,
      signatureOf,
      none: () => (this.#isFiltered() ? stations.noneMatches : noneYet(context)),
    });
    const head = h("h1", {}, stations.title, this.#shown, this.#field);
    this.element = h("section", { class: "card grow station-list" }, head, this.#chips, this.#rows.element);
    this.#rows.element.title = stations.keys;
  }

  update(): void {
    if (Date.now() - this.#drawnMs >= RENEW_MS) this.#draw();
  }

  tick(): void {
    this.#refresh.tick();
    this.update();
  }

  #changed(): void {
    this.#rows.element.scrollTop = 0;
    this.#draw();
  }

  #isFiltered(): boolean {
    return this.#condition !== undefined || this.#field.value.trim() !== "";
  }

  #draw(): void {
    const { state, texts } = this.#context;
    this.#drawnMs = Date.now();
    const all = state.stationsOf(state.shownWorld());
    const words = this.#field.value.toUpperCase().split(/\s+/).filter(Boolean);
    const found = words.length === 0 ? all : all.filter((station) => words.every((word) => this.#has(station, word)));
    this.#drawChips(found);
    const shown = this.#condition === undefined ? found : found.filter((one) => conditionOf(one) === this.#condition);
    this.#rows.show(shown);
    const [part, total] = [count(shown.length), count(all.length)];
    setText(this.#shown, part === total ? total : texts.stations.shown(part, total));
  }

  #has(station: StationView, word: string): boolean {
    const { texts } = this.#context;
    const condition = texts.stations.condition[conditionOf(station)];
    const text = `${station.stationId} ${station.name} ${condition} ${remarkOn(station, texts)}`;
    return text.toUpperCase().includes(word);
  }

  #drawChips(found: readonly StationView[]): void {
    const totals = new Map<Condition, number>();
    for (const station of found) totals.set(conditionOf(station), (totals.get(conditionOf(station)) ?? 0) + 1);
    const present = CONDITIONS.filter((condition) => totals.has(condition) || condition === this.#condition);
    const signature = `${this.#condition} ${present.map((condition) => `${condition} ${totals.get(condition)}`)}`;
    replace(this.#chips, signature, () => [
      this.#chip(undefined, found.length),
      ...present.map((condition) => this.#chip(condition, totals.get(condition) ?? 0)),
    ]);
  }

  #chip(condition: Condition | undefined, total: number): HTMLElement {
    const { everything, condition: words } = this.#context.texts.stations;
    const attributes = {
      ...{ type: "button", class: "condition-filter", id: `condition-${condition ?? "all"}` },
      "aria-pressed": String(condition === this.#condition),
      onclick: () => {
        this.#condition = condition === this.#condition ? undefined : condition;
        this.#changed();
      },
    };
    const word = condition === undefined ? everything : words[condition];
    const glyph = condition === undefined ? null : conditionGlyph(condition);
    return h("button", attributes, glyph, ` ${word} `, h("b", {}, count(total)));
  }
}

function signatureOf({ key, state, intensity, pgaMps2, health, connection, trust }: StationView): string {
  const told = health === null ? "" : `${health.packets} ${health.state} ${health.lastSampleMs} ${health.reason}`;
  return `${key} ${state} ${intensity} ${pgaMps2.toFixed(3)} ${told} ${connection} ${trust?.weight}`;
}
