// The stations view: every station of the shown world, and the picks as they come.
import type { View, ViewContext } from "../app/viewContext.ts";
import { h, setText } from "../parts/dom.ts";
import { PickTable } from "../parts/pickTable.ts";
import { countsOf, StationTable } from "../parts/stationTable.ts";
import { count } from "../parts/words.ts";

export class StationsView implements View {
  #context: ViewContext | undefined;
  #stations: StationTable | undefined;
  #picks: PickTable | undefined;
  readonly #stationCount = h("span", { class: "count" });
  readonly #pickCount = h("span", { class: "count" });

  mount(root: HTMLElement, context: ViewContext): void {
    const { texts } = context;
    this.#context = context;
    this.#stations = new StationTable(texts);
    this.#picks = new PickTable(texts);
    const field = this.#stations.filterField(context.drawSoon);
    root.append(
      h(
        "section",
        { class: "card grow" },
        h("h1", {}, texts.stations.title, this.#stationCount, field),
        this.#stations.element,
      ),
      h("section", { class: "card" }, h("h2", {}, texts.stations.picks, this.#pickCount), this.#picks.element),
    );
  }

  update(): void {
    if (this.#context === undefined) return;
    const { state, texts, route } = this.#context;
    const world = state.shownWorld();
    const all = state.stationsOf(world);
    const { id } = route();
    const picks = state.picks.filter((pick) => pick.world === world && (id === "" || pick.stationId === id));
    this.#stations?.show(id === "" ? all : all.filter(({ stationId }) => stationId === id));
    this.#picks?.show(picks);
    setText(this.#stationCount, countsOf(all, texts));
    setText(this.#pickCount, picks.length > 0 ? texts.stations.newest(count(picks.length)) : "");
  }

  unmount(): void {
    this.#context = undefined;
  }
}
