// What is asked of the planning map: depth, stations needed, delay, a place, stations that are lost or new.
import type { Place } from "../../../../shared/seismo/geodesy.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { h, replace } from "../parts/dom.ts";
import { QUANTITIES, type Quantity } from "./planningScale.ts";

export interface PlanningChoice {
  readonly quantity: Quantity;
  readonly depthKm: number;
  readonly needed: number;
  readonly delayS: number;
  readonly target: Place | undefined;
  readonly lost: ReadonlySet<string>;
  readonly added: readonly Place[];
}

const TOOLS = ["change", "target"] as const;
type Tool = (typeof TOOLS)[number];
const MOST = 200;

export class PlanningForm {
  readonly element: HTMLElement;
  choice: PlanningChoice;
  readonly #context: ViewContext;
  readonly #changed: () => void;
  readonly #tools = h("div", { class: "buttons" });
  readonly #list = h("ul", { class: "chips" });
  readonly #names = h("datalist", { id: "planning-stations" });
  #tool: Tool = "change";

  constructor(context: ViewContext, changed: () => void) {
    this.#context = context;
    this.#changed = changed;
    const { place } = context.choices.now;
    this.choice = {
      ...{ quantity: "blindKm", depthKm: 10, needed: 4, delayS: 1.5, lost: new Set(), added: [] },
      target: place ?? undefined,
    };
    this.element = this.#form();
    this.#draw();
  }

  /** A click on the map: what it means depends on the tool. */
  pointed(at: Place, stationId: string): void {
    if (this.#tool === "target") this.#choose({ quantity: "warningS", target: at });
    else if (stationId !== "") this.#toggle(stationId);
    else if (this.choice.added.length < MOST) this.#choose({ added: [...this.choice.added, at] });
  }

  name(stations: readonly { readonly stationId: string }[]): void {
    const ids = stations.slice(0, 2000).map(({ stationId }) => stationId);
    replace(this.#names, String(ids.length), () => ids.map((value) => h("option", { value })));
  }

  #toggle(stationId: string): void {
    const lost = new Set(this.choice.lost);
    if (!lost.delete(stationId) && lost.size < MOST) lost.add(stationId);
    this.#choose({ lost });
  }

  #choose(change: Partial<PlanningChoice>): void {
    this.choice = { ...this.choice, ...change };
    this.#draw();
    this.#changed();
  }

  #form(): HTMLElement {
    const { planning } = this.#context.texts.operations;
    const number = (name: "depthKm" | "needed" | "delayS", limits: { min: number; max: number; step: number }) => {
      const input = h("input", { type: "number", id: `planning-${name}`, value: this.choice[name], ...limits });
      input.addEventListener("input", () => {
        if (input.validity.valid && input.value !== "") this.#choose({ [name]: Number(input.value) });
      });
      return h("label", { class: "field" }, h("span", {}, planning[name]), input);
    };
    const show = h("select", { id: "planning-quantity" });
    show.append(...QUANTITIES.map((value) => h("option", { value }, planning.quantities[value])));
    show.addEventListener("change", () => {
      const quantity = QUANTITIES.find((one) => one === show.value);
      if (quantity !== undefined) this.#choose({ quantity });
    });
    this.#show = show;
    return h(
      "form",
      { class: "form", onsubmit: (event) => event.preventDefault() },
      h("h2", {}, planning.title),
      h("label", { class: "field" }, h("span", {}, planning.show), show),
      number("depthKm", { min: 0, max: 200, step: 1 }),
      number("needed", { min: 1, max: 20, step: 1 }),
      number("delayS", { min: 0, max: 60, step: 0.1 }),
      h("fieldset", {}, h("legend", {}, planning.click), this.#tools),
      this.#byHand(),
      this.#list,
      this.#names,
    );
  }
  #show: HTMLSelectElement | undefined;

  /** The same without a pointer. */
  #byHand(): HTMLElement {
    const { planning } = this.#context.texts.operations;
    const input = h("input", { id: "planning-hand", list: "planning-stations", placeholder: "XX_AAA · 19.43, -99.13" });
    const take = () => {
      const text = input.value.trim();
      const [latitudeDeg = Number.NaN, longitudeDeg = Number.NaN] = text.split(",").map(Number);
      const isPlace = Math.abs(latitudeDeg) <= 90 && Math.abs(longitudeDeg) <= 180;
      if (isPlace) this.pointed({ latitudeDeg, longitudeDeg }, "");
      else if (text !== "" && this.#tool === "change" && this.#isKnown(text)) this.#toggle(text);
      else return;
      input.value = "";
    };
    const button = h("button", { type: "button", id: "planning-take", onclick: take }, planning.take);
    return h(
      "div",
      { class: "field" },
      h("label", { for: "planning-hand", class: "unseen" }, planning.byHand),
      input,
      button,
    );
  }

  #isKnown(stationId: string): boolean {
    const { state } = this.#context;
    return state.stationsOf(state.shownWorld()).some((one) => one.stationId === stationId);
  }

  #draw(): void {
    const { planning } = this.#context.texts.operations;
    const { lost, added, target, quantity } = this.choice;
    if (this.#show !== undefined) this.#show.value = quantity;
    const use = (tool: Tool) => () => {
      this.#tool = tool;
      this.#draw();
    };
    this.#tools.replaceChildren(
      ...TOOLS.map((tool) =>
        h(
          "button",
          { type: "button", id: `tool-${tool}`, "aria-pressed": String(this.#tool === tool), onclick: use(tool) },
          planning.tools[tool],
        ),
      ),
    );
    const item = (name: string, remove: () => void) =>
      h("li", {}, h("button", { type: "button", class: "chip", title: planning.undo, onclick: remove }, `${name} ×`));
    this.#list.replaceChildren(
      ...(target === undefined
        ? []
        : [item(`★ ${placeWords(target)}`, () => this.#choose({ target: undefined, quantity: "blindKm" }))]),
      ...[...lost].map((id) => item(`− ${id}`, () => this.#toggle(id))),
      ...added.map((place) =>
        item(`+ ${placeWords(place)}`, () => this.#choose({ added: added.filter((one) => one !== place) })),
      ),
    );
  }
}

const placeWords = ({ latitudeDeg, longitudeDeg }: Place) => `${latitudeDeg.toFixed(2)}, ${longitudeDeg.toFixed(2)}`;
