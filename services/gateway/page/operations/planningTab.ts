// Network planning: blind zones and seconds of warning of the shown world's stations, without some and with others.
import type { Place } from "../../../../shared/seismo/geodesy.ts";
import { ask } from "../app/ask.ts";
import { modeOf } from "../app/modes.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { h, replace, setText } from "../parts/dom.ts";
import { count, fixed } from "../parts/words.ts";
import { type PlanningChoice, PlanningForm } from "./planningForm.ts";
import { PlanningMap } from "./planningMap.ts";
import { legendOf, valueAt } from "./planningScale.ts";
import { summaryOf } from "./planningSummary.ts";
import { refusal, type Tab } from "./tab.ts";
import type { PlanningAnswer } from "./told.ts";

/** While somebody still types. */
const ASK_AFTER_MS = 350;

export class PlanningTab implements Tab {
  #context: ViewContext | undefined;
  #map: PlanningMap | undefined;
  #form: PlanningForm | undefined;
  #answer: PlanningAnswer | undefined;
  #asked = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #theme = "";
  readonly #dark = window.matchMedia("(prefers-color-scheme: dark)");
  readonly #restyle = () => this.#map?.restyle();
  readonly #under = h("p", { class: "readout", role: "status" });
  readonly #summary = h("div");
  readonly #legend = h("ul", { class: "planning-scale" });

  mount(root: HTMLElement, context: ViewContext): void {
    this.#context = context;
    const { planning } = context.texts.operations;
    this.#form = new PlanningForm(context, () => this.update());
    const map = h("div", { class: "map", role: "application", "aria-label": planning.mapLabel });
    const box = h("div", { class: "map-box" }, map, this.#legend, this.#under);
    const side = h("section", { class: "card form-card" }, this.#form.element, this.#summary);
    root.append(h("div", { class: "two planning" }, side, box));
    this.#map = new PlanningMap(map, context.texts, {
      onMove: (at) => this.#read(at),
      onClick: (at, stationId) => this.#form?.pointed(at, stationId),
    });
    setText(this.#under, planning.point);
    this.#theme = context.choices.now.theme;
    this.#dark.addEventListener("change", this.#restyle);
  }

  update(): void {
    const [context, form] = [this.#context, this.#form];
    if (context === undefined || form === undefined) return;
    const { state, choices } = context;
    if (choices.now.theme !== this.#theme) this.#restyle();
    this.#theme = choices.now.theme;
    const world = state.shownWorld();
    const stations = state.stationsOf(world);
    form.name(stations);
    const path = pathOf(world, form.choice);
    // The number of stations counts too: with the first ones the map begins.
    const wanted = `${path} ${stations.length}`;
    if (wanted !== this.#asked) {
      this.#asked = wanted;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#ask(path, wanted), ASK_AFTER_MS);
    }
    this.#show();
  }

  async #ask(path: string, wanted: string): Promise<void> {
    const context = this.#context;
    const answer = await ask<PlanningAnswer>(path);
    if (context === undefined || this.#context === undefined || wanted !== this.#asked) return;
    this.#answer = answer.kind === "told" ? answer.value : undefined;
    if (answer.kind === "refused") {
      const { planning } = context.texts.operations;
      const none = h("p", { class: "hint" }, planning.noStations);
      const again = () => void this.#ask(path, wanted);
      this.#summary.replaceChildren(answer.status === 404 ? none : refusal(answer, context, again));
      this.#summary.dataset.signature = "";
    }
    this.#show();
  }

  #show(): void {
    const { quantity, lost, added, target } = this.#form?.choice ?? {};
    if (this.#context === undefined || quantity === undefined || lost === undefined || added === undefined) return;
    const stations = this.#context.state.stationsOf(this.#context.state.shownWorld());
    this.#map?.show({ plan: this.#answer, quantity, stations, lost, added, target });
    replace(this.#legend, quantity, () =>
      legendOf(quantity).map(([colour, words]) => h("li", {}, swatch(colour), words)),
    );
    const [answer, context] = [this.#answer, this.#context];
    if (answer === undefined) return;
    const signature = `${this.#asked} ${quantity} ${answer.stationCount}`;
    replace(this.#summary, signature, () => summaryOf(answer, { quantity, stations, context }));
  }

  #read(at: Place | undefined): void {
    if (this.#context !== undefined) setText(this.#under, wordsAt(at, this.#answer, this.#context));
  }

  unmount(): void {
    clearTimeout(this.#timer);
    this.#dark.removeEventListener("change", this.#restyle);
    this.#map?.close();
    this.#context = undefined;
  }
}

function wordsAt(at: Place | undefined, plan: PlanningAnswer | undefined, { texts }: ViewContext): string {
  const { planning } = texts.operations;
  if (at === undefined || plan === undefined) return planning.point;
  const [alertS, blindKm] = [valueAt(plan, "alertS", at), valueAt(plan, "blindKm", at)];
  const warningS = valueAt(plan, "warningS", at);
  if (alertS === undefined || blindKm === undefined) return planning.tooFew;
  const left = warningS === undefined ? "" : ` · ${planning.leftAtTarget(fixed(warningS, 0))}`;
  return `${planning.firstAlert(alertS.toFixed(1))} · ${planning.blindHere(count(Math.round(blindKm)))}${left}`;
}

function swatch(colour: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 10 10");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("aria-hidden", "true");
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of [
    ["width", "10"],
    ["height", "10"],
    ["fill", colour],
  ] as const)
    rect.setAttribute(name, value);
  svg.append(rect);
  return svg;
}

const text = ({ latitudeDeg, longitudeDeg }: Place) => `${latitudeDeg.toFixed(4)},${longitudeDeg.toFixed(4)}`;

function pathOf(world: string, { depthKm, needed, delayS, lost, added, target }: PlanningChoice): string {
  const query = new URLSearchParams({
    mode: modeOf(world) === "none" ? "live" : modeOf(world),
    run: world.split(":").slice(1).join(":"),
    ...{ depthKm: String(depthKm), needed: String(needed), delayS: String(delayS) },
    ...(target === undefined ? {} : { target: text(target) }),
    ...(lost.size === 0 ? {} : { without: [...lost].join(",") }),
    ...(added.length === 0 ? {} : { with: added.map(text).join(";") }),
  });
  return `/api/planning?${query}`;
}
