// The towns an event shakes: how many with which intensity, then town by town with the seconds of warning.
import type { EventView } from "../../view.ts";
import { newestOf } from "../app/state.ts";
import type { Texts } from "../i18n/language.ts";
import { towns } from "../map/towns.ts";
import { h, replace } from "../parts/dom.ts";
import { mmi } from "../parts/mmi.ts";
import { type Column, Rows } from "../parts/rows.ts";
import type { Town } from "../parts/town.ts";
import { count, fixed, km } from "../parts/words.ts";
import { type ShakenTown, shakenTowns, townsByIntensity } from "./shakenTowns.ts";

export class TownsBlock {
  readonly element: HTMLElement;
  readonly #texts: Texts;
  readonly #summary = h("p", { class: "chips town-chips" });
  readonly #rows: Rows<ShakenTown>;
  #all: readonly Town[] = [];
  #event: EventView | undefined;
  #shown = "";

  constructor(texts: Texts) {
    this.#texts = texts;
    const words = texts.events.towns;
    this.#rows = new Rows<ShakenTown>({
      ...{ id: "towns", label: words.title, none: () => words.none },
      signatureOf: ({ name, intensity, warningS }) => `${name} ${intensity} ${warningS}`,
      columns: columnsIn(texts),
    });
    const title = h("h2", {}, words.title, h("span", { class: "count" }, words.note));
    this.element = h("section", { class: "card tile towns-tile" }, title, this.#summary, this.#rows.element);
    void towns().then((all) => {
      this.#all = all;
      if (this.#event !== undefined) this.show(this.#event);
    });
  }

  show(event: EventView): void {
    this.#event = event;
    const { version, status } = newestOf(event);
    const shown = `${event.eventId} ${version} ${status} ${this.#all.length}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    const shaken = shakenTowns(event, this.#all);
    const words = this.#texts.events.towns;
    replace(this.#summary, shown, () =>
      townsByIntensity(shaken).map(([intensity, towns]) =>
        h("span", { class: "chip" }, mmi(intensity), ` ${towns === 1 ? words.one : words.many(count(towns))}`),
      ),
    );
    this.#summary.hidden = shaken.length === 0;
    this.#rows.show(shaken);
  }
}

function columnsIn({ events, language }: Texts): readonly Column<ShakenTown>[] {
  const { columns, tooLate } = events.towns;
  return [
    { title: columns.town, compare: (a, b) => a.name.localeCompare(b.name, language), cell: ({ name }) => name },
    { title: "MMI", compare: (a, b) => b.intensity - a.intensity, cell: ({ intensity }) => mmi(intensity) },
    {
      ...{ title: columns.warning, isNumber: true, compare: (a, b) => b.warningS - a.warningS },
      cell: ({ warningS }) =>
        warningS > 0 ? `${fixed(warningS, 0)} s` : h("span", { class: "late" }, tooLate(fixed(-warningS, 0))),
    },
    {
      ...{ title: columns.distance, isNumber: true, compare: (a, b) => a.distanceKm - b.distanceKm },
      cell: ({ distanceKm }) => km(distanceKm),
    },
    {
      ...{ title: columns.people, isNumber: true, isExtra: true, compare: (a, b) => b.people - a.people },
      cell: ({ people }) => count(people),
    },
  ];
}
