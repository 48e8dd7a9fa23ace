// The versions in a table: what each said, how long after the origin, and why it was published. A row selects its version.
import type { EventView, VersionView } from "../../view.ts";
import { newestOf } from "../app/state.ts";
import type { Texts } from "../i18n/language.ts";
import { cell, number, scrolled } from "../parts/blocks.ts";
import { h, replace } from "../parts/dom.ts";
import { toldIn } from "../parts/told.ts";
import { statusGlyph } from "./statusMark.ts";

export interface VersionTableOptions {
  readonly texts: Texts;
  readonly onSelect: (version: number) => void;
}

export class VersionTable {
  readonly element = h("div", { class: "fill" });
  readonly #options: VersionTableOptions;

  constructor(options: VersionTableOptions) {
    this.#options = options;
  }

  show(event: EventView, selected: number): void {
    const { texts, onSelect } = this.#options;
    const { columns } = texts.events;
    const signature = event.versions.map(({ version, status }) => `${version}${status}`).join();
    replace(this.element, `${event.eventId} ${signature}`, () => {
      const rows = event.versions.toReversed().map((version) => this.#row(event, version));
      const titles = [
        columns.version,
        columns.status,
        ">M",
        ">km",
        `>${columns.likely}`,
        `>${columns.after}`,
        columns.why,
      ];
      return scrolled(texts.events.versions, titles, rows);
    });
    for (const row of this.element.querySelectorAll<HTMLTableRowElement>("tr[data-version]")) {
      const isSelected = row.dataset.version === String(selected);
      row.toggleAttribute("data-selected", isSelected);
      row.querySelector("button")?.setAttribute("aria-pressed", String(isSelected));
      row.onclick = () => onSelect(Number(row.dataset.version));
    }
  }

  #row(event: EventView, { version, status, magnitude, origin, likelihood, asOfMs, reason }: VersionView): HTMLElement {
    const { status: words } = this.#options.texts;
    // All after the same origin time, the best we know: each version's own would make a later one look earlier.
    const afterS = ((asOfMs - newestOf(event).origin.timeMs) / 1000).toFixed(1);
    const choose = h("button", { type: "button", id: `version-${version}`, class: "version" }, `v${version}`);
    return h(
      "tr",
      { "data-version": version },
      cell(choose),
      h("td", {}, statusGlyph(status), ` ${words[status]}`),
      number(`${magnitude.value.toFixed(1)} ± ${magnitude.uncertainty.toFixed(1)}`),
      number(`±${Math.round(origin.horizontalUncertaintyKm)}`),
      number(`${Math.round(likelihood * 100)} %`),
      number(`${afterS} s`),
      // The world's word stands above; here it would push the reason itself out of sight.
      h("td", { class: "wrap" }, ...toldIn(reason.replace(/^[A-Z]+: /, ""), this.#options.texts)),
    );
  }
}
