// Picks and stations as tables under the map, for who wants them there.
import type { PickView, StationView } from "../../view.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { h, icon, setText } from "../parts/dom.ts";
import { PickTable } from "../parts/pickTable.ts";
import { countsOf, StationTable } from "../parts/stationTable.ts";
import { count } from "../parts/words.ts";

const ARROW = "M3 10l5-5 5 5";

export class MapDrawer {
  readonly element = h("section", { class: "drawer" });
  readonly #context: ViewContext;
  readonly #onResize: () => void;
  readonly #stations: StationTable;
  readonly #picks: PickTable;
  readonly #stationCount = h("span", { class: "count" });
  readonly #pickCount = h("span", { class: "count" });
  readonly #tables: HTMLElement;
  readonly #button: HTMLElement;

  constructor(context: ViewContext, onResize: () => void) {
    const { texts, choices } = context;
    this.#context = context;
    this.#onResize = onResize;
    this.#stations = new StationTable(texts);
    this.#picks = new PickTable(texts);
    const toggle = () => choices.choose({ isDrawerOpen: !choices.now.isDrawerOpen });
    this.#button = h("button", { type: "button", class: "drawer-handle", id: "drawer", onclick: toggle });
    this.#tables = h(
      "div",
      { class: "drawer-tables" },
      h("div", { class: "grow" }, h("h2", {}, texts.stations.picks, this.#pickCount), this.#picks.element),
      h(
        "div",
        { class: "grow wide" },
        h("h2", {}, texts.stations.title, this.#stations.filterField(context.drawSoon)),
        this.#stations.element,
      ),
    );
    this.#button.append(icon(ARROW, "stroke"), this.#stationCount);
    this.element.append(this.#button, this.#tables);
  }

  update(stations: readonly StationView[], picks: readonly PickView[]): void {
    const { texts, choices } = this.#context;
    const { isDrawerOpen } = choices.now;
    const { open, close } = texts.map.drawer;
    setText(this.#stationCount, stations.length === 0 ? texts.stations.none : countsOf(stations, texts));
    this.#button.setAttribute("aria-expanded", String(isDrawerOpen));
    this.#button.title = isDrawerOpen ? close : open;
    this.#button.setAttribute("aria-label", `${isDrawerOpen ? close : open}: ${this.#stationCount.textContent}`);
    const isOther = this.#tables.hidden === isDrawerOpen;
    this.#tables.hidden = !isDrawerOpen;
    if (isOther) this.#onResize();
    if (!isDrawerOpen) return;
    setText(this.#pickCount, picks.length > 0 ? texts.stations.newest(count(picks.length)) : "");
    this.#stations.show(stations);
    this.#picks.show(picks);
  }
}
