// The record section with its choices: component, fill, height; zoom and movement by mouse, fingers and keys.
import type { RecordSection, SectionStation } from "../../section/recordSection.ts";
import { formatRoute } from "../app/router.ts";
import { Plot, pointIn, type Sheet } from "../draw/plot.ts";
import type { Texts } from "../i18n/language.ts";
import { h, replace, setText } from "../parts/dom.ts";
import { acceleration, count } from "../parts/words.ts";
import { type Axes, axesOf, drawSection } from "./sectionDrawing.ts";
import { moved, type Scene, within, zoomed } from "./sectionScene.ts";

export type Component = RecordSection["component"];

/** What there is to show: the section, or words instead of it. */
export type Sectioned =
  | { readonly kind: "section"; readonly section: RecordSection }
  | { readonly kind: "words"; readonly words: string };

export interface SectionBlockOptions {
  readonly texts: Texts;
  readonly onComponent: (component: Component) => void;
}

const ZOOM = 0.8;
const STEP = 0.15;
const GAIN = 1.6;
const MOST_GAIN = 40;

export class SectionBlock {
  readonly element: HTMLElement;
  readonly #options: SectionBlockOptions;
  readonly #plot: Plot;
  readonly #note = h("span", { class: "count" });
  readonly #words = h("p", { class: "hint" });
  readonly #foot = h("p", { class: "section-foot" });
  #section: RecordSection | undefined;
  #all: Scene = { fromS: 0, toS: 1, fromKm: 0, toKm: 1 };
  #scene: Scene = this.#all;
  #chosen: string | undefined;
  #isFilled = false;
  #gain = 1;
  #axes: Axes | undefined;
  #dragged: { readonly x: number; readonly y: number; readonly scene: Scene } | undefined;

  constructor(options: SectionBlockOptions) {
    this.#options = options;
    const { section } = options.texts.events;
    this.#plot = new Plot(section.label, "section-plot", (sheet) => this.#draw(sheet));
    this.#plot.element.tabIndex = 0;
    this.#plot.element.setAttribute("role", "application");
    this.element = h(
      "section",
      { class: "card tile section" },
      h("h2", {}, section.title, this.#note, this.#tools()),
      this.#words,
      this.#plot.element,
      this.#foot,
    );
    this.#listen();
  }

  show(sectioned: Sectioned): void {
    const isDrawn = sectioned.kind === "section";
    this.#plot.element.hidden = !isDrawn;
    this.#words.hidden = isDrawn;
    if (!isDrawn) {
      setText(this.#words, sectioned.words);
      return;
    }
    const { section } = sectioned;
    if (section === this.#section) return;
    const { events } = this.#options.texts;
    const isOther = section.eventId !== this.#section?.eventId;
    this.#section = section;
    this.#all = wholeOf(section);
    this.#scene = isOther ? usefulOf(section, this.#all) : within(this.#scene, this.#all);
    if (isOther) this.#chosen = undefined;
    const note = events.section.note(count(section.stations.length), events.section.components[section.component]);
    setText(this.#note, section.more > 0 ? `${note}; ${events.section.more(count(section.more))}` : note);
    this.#tellChosen();
    this.#plot.soon();
  }

  close(): void {
    this.#plot.close();
  }

  #tools(): HTMLElement {
    const { map, events } = this.#options.texts;
    const { section } = events;
    const select = h(
      "select",
      { "aria-label": section.component },
      ...(["Z", "N", "E"] as const).map((component) =>
        h("option", { value: component }, section.components[component]),
      ),
    );
    select.addEventListener("change", () => {
      const component = (["Z", "N", "E"] as const).find((one) => one === select.value);
      if (component !== undefined) this.#options.onComponent(component);
    });
    const fill = h("button", { type: "button", "aria-pressed": "false" }, section.fill);
    fill.addEventListener("click", () => {
      this.#isFilled = !this.#isFilled;
      fill.setAttribute("aria-pressed", String(this.#isFilled));
      this.#plot.soon();
    });
    const button = (words: string, label: string, act: () => void) =>
      h("button", { type: "button", "aria-label": label, title: label, onclick: act }, words);
    return h(
      "span",
      { class: "tools" },
      ...[select, fill],
      button("↕", section.gain, () => this.#grow(GAIN)),
      button("↔", section.lessGain, () => this.#grow(1 / GAIN)),
      button("+", map.zoomIn, () => this.#zoom(ZOOM)),
      button("−", map.zoomOut, () => this.#zoom(1 / ZOOM)),
      button("⤢", section.reset, () => this.#go(this.#all)),
    );
  }

  #grow(factor: number): void {
    this.#gain = Math.min(MOST_GAIN, Math.max(1 / MOST_GAIN, this.#gain * factor));
    this.#plot.soon();
  }

  #listen(): void {
    const { element, canvas } = this.#plot;
    element.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    element.addEventListener("keydown", (event) => this.#key(event));
    element.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse") return;
      element.setPointerCapture(event.pointerId);
      const [x, y] = pointIn(canvas, event);
      this.#dragged = { x, y, scene: this.#scene };
    });
    element.addEventListener("pointermove", (event) => this.#drag(pointIn(canvas, event)));
    element.addEventListener("pointerup", () => {
      this.#dragged = undefined;
    });
    element.addEventListener("click", (event) => this.#choose(this.#nearest(pointIn(canvas, event)[1])));
    element.addEventListener("dblclick", () => this.#open());
  }

  #wheel(event: WheelEvent): void {
    // With a key, so that the page can still be scrolled past it.
    if (!event.ctrlKey && !event.shiftKey) return;
    event.preventDefault();
    const [x, y] = pointIn(this.#plot.canvas, event);
    this.#zoom((event.deltaY || event.deltaX) > 0 ? 1 / ZOOM : ZOOM, [x, y]);
  }

  #drag([x, y]: readonly [number, number]): void {
    const dragged = this.#dragged;
    if (dragged === undefined) return;
    const { clientWidth, clientHeight } = this.#plot.element;
    this.#go(moved(dragged.scene, (dragged.x - x) / clientWidth, (dragged.y - y) / clientHeight));
  }

  #key(event: KeyboardEvent): void {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const acts: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.#go(moved(this.#scene, -STEP, 0)),
      ArrowRight: () => this.#go(moved(this.#scene, STEP, 0)),
      ArrowUp: () => (shiftKey ? this.#go(moved(this.#scene, 0, -STEP)) : this.#step(-1)),
      ArrowDown: () => (shiftKey ? this.#go(moved(this.#scene, 0, STEP)) : this.#step(1)),
      ...{ "+": () => this.#zoom(ZOOM), "=": () => this.#zoom(ZOOM), "-": () => this.#zoom(1 / ZOOM) },
      ...{ "0": () => this.#go(this.#all), Enter: () => this.#open() },
    };
    const act = acts[key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }

  /** To the next station by distance. */
  #step(by: number): void {
    const stations = this.#section?.stations ?? [];
    const at = stations.findIndex(({ stationId }) => stationId === this.#chosen);
    this.#choose(stations[Math.min(stations.length - 1, Math.max(0, at + by))]);
  }

  #choose(station: SectionStation | undefined): void {
    this.#chosen = station?.stationId;
    this.#tellChosen();
    this.#plot.soon();
  }

  #tellChosen(): void {
    const station = this.#section?.stations.find(({ stationId }) => stationId === this.#chosen);
    const { section } = this.#options.texts.events;
    this.#foot.hidden = station === undefined;
    replace(this.#foot, station?.stationId ?? "", () => {
      if (station === undefined) return null;
      const { stationId, name, channel, distanceKm, peakMps2 } = station;
      const facts = [name, channel, `${distanceKm.toFixed(1)} km`, section.peak(acceleration(peakMps2))];
      const link = h("a", { href: formatRoute({ view: "stations", id: stationId }) }, section.open(stationId));
      return [link, ` ${facts.filter(Boolean).join(" · ")}`];
    });
  }

  #open(): void {
    if (this.#chosen !== undefined) location.hash = formatRoute({ view: "stations", id: this.#chosen });
  }

  #nearest(yPx: number): SectionStation | undefined {
    const km = this.#axes?.y.valueAt(yPx) ?? 0;
    const off = ({ distanceKm }: SectionStation) => Math.abs(distanceKm - km);
    return this.#section?.stations.toSorted((a, b) => off(a) - off(b))[0];
  }

  #zoom(factor: number, at?: readonly [number, number]): void {
    const { fromS, toS, fromKm, toKm } = this.#scene;
    const middle = { s: (fromS + toS) / 2, km: (fromKm + toKm) / 2 };
    const pointed =
      at === undefined || this.#axes === undefined
        ? middle
        : { s: this.#axes.x.valueAt(at[0]), km: this.#axes.y.valueAt(at[1]) };
    this.#go(zoomed(this.#scene, factor, pointed));
  }

  #go(scene: Scene): void {
    this.#scene = within(scene, this.#all);
    this.#plot.soon();
  }

  #draw(sheet: Sheet): void {
    const section = this.#section;
    if (section === undefined) return;
    this.#axes = axesOf(sheet, this.#scene);
    const { texts } = this.#options;
    const [scene, chosen, isFilled, gain] = [this.#scene, this.#chosen, this.#isFilled, this.#gain];
    drawSection(sheet, { section, scene, chosen, isFilled, gain, texts });
    // For who looks at the page without eyes: what a test or a reader can ask.
    this.#plot.element.dataset.traces = String(section.stations.length);
  }
}

function wholeOf({ fromMs, toMs, origin, stations }: RecordSection): Scene {
  const distances = stations.map(({ distanceKm }) => distanceKm);
  const [nearest, farthest] = [Math.min(...distances), Math.max(...distances)];
  const rim = Math.max(4, 0.08 * (farthest - nearest));
  return {
    ...{ fromS: (fromMs - origin.timeMs) / 1000, toS: (toMs - origin.timeMs) / 1000 },
    ...{ fromKm: Math.max(-rim, nearest - rim), toKm: farthest + rim },
  };
}

/** From before the first P until the shaking at the farthest station is nearly over. */
function usefulOf({ origin, stations }: RecordSection, all: Scene): Scene {
  const lastS = Math.max(...stations.map(({ sMs }) => (sMs - origin.timeMs) / 1000));
  return within({ ...all, fromS: -5, toS: lastS * 1.6 + 15 }, all);
}
