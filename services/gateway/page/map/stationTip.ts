// What a station says when one points at it.
import type { StationView } from "../../view.ts";
import type { Texts } from "../i18n/language.ts";
import { h, replace } from "../parts/dom.ts";
import { mmi } from "../parts/mmi.ts";
import { stateGlyph, stateOf } from "../parts/stationMark.ts";
import { remark } from "../parts/stationRemark.ts";
import { marked } from "../parts/told.ts";
import { acceleration } from "../parts/words.ts";

const AWAY_PX = 14;

export class StationTip {
  readonly #element = h("div", { class: "tip", role: "tooltip", hidden: true });
  readonly #box: HTMLElement;
  readonly #texts: Texts;

  constructor(box: HTMLElement, texts: Texts) {
    this.#box = box;
    this.#texts = texts;
    box.append(this.#element);
  }

  show(station: StationView | undefined, { x, y }: { readonly x: number; readonly y: number }): void {
    this.#element.hidden = station === undefined;
    if (station === undefined) return;
    const { key, state, intensity, pgaMps2, health } = station;
    replace(this.#element, `${key} ${state} ${intensity} ${health?.packets}`, () => this.#content(station, pgaMps2));
    const isRight = x > this.#box.clientWidth / 2;
    const isLow = y > this.#box.clientHeight / 2;
    const { offsetWidth, offsetHeight } = this.#element;
    const left = isRight ? x - offsetWidth - AWAY_PX : x + AWAY_PX;
    const top = isLow ? y - offsetHeight - AWAY_PX : y + AWAY_PX;
    this.#element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  #content(station: StationView, pgaMps2: number) {
    const { stationId, name, state, intensity, health } = station;
    const felt = intensity >= 2 && state !== "silent";
    const words = remark(station, this.#texts);
    const { columns } = this.#texts.stations;
    return [
      h("b", {}, stationId),
      name === "" ? null : h("span", { class: "quiet" }, ` ${name}`),
      h("div", {}, stateGlyph(station), ` ${this.#texts.map.station[stateOf(station)]} `, felt && mmi(intensity)),
      pgaMps2 > 0.01 && state !== "silent" ? h("div", {}, `${acceleration(pgaMps2)} m/s²`) : null,
      health === null ? null : h("div", { class: "quiet" }, `${columns.latency} ${health.latencyS.toFixed(1)} s`),
      words.length === 0 ? null : h("div", { class: "reason" }, ...marked(words)),
    ];
  }
}
