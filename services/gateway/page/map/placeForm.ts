// Sets my place: by a town's name, by coordinates, or by pointing at the map; by keyboard as well as by hand.
import type { Place } from "../app/choices.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { h, setText } from "../parts/dom.ts";
import type { Town } from "../parts/town.ts";
import { townNear, towns, townsNamed } from "./towns.ts";

const SUGGESTIONS = 8;
const JUST_MS = 400;

export interface Chooser {
  readonly centre: () => { readonly latitudeDeg: number; readonly longitudeDeg: number };
  /** The map's box, which shows a cross-hair while one points. */
  readonly box: HTMLElement;
}

export class PlaceForm {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #chooser: Chooser;
  readonly #field = h("input", { type: "text", id: "placeField", list: "placeTowns", autocomplete: "off" });
  readonly #list = h("datalist", { id: "placeTowns" });
  readonly #fault = h("p", { class: "fault", role: "alert" });
  readonly #hint = h("p", { class: "quiet", role: "status" });
  readonly #form: HTMLElement;
  readonly #buttons = h("p", { class: "buttons" });
  #towns: readonly Town[] = [];
  #isOpen = false;
  #isPointing = false;
  #setAtMs = 0;

  constructor(context: ViewContext, chooser: Chooser) {
    const { place } = context.texts.map;
    this.#context = context;
    this.#chooser = chooser;
    this.#field.setAttribute("aria-label", place.search);
    this.#field.placeholder = place.search;
    this.#field.addEventListener("input", () => this.#suggest());
    const find = h("button", { type: "submit", class: "main" }, place.find);
    const point = h("button", { type: "button", onclick: () => this.#point(!this.#isPointing) }, place.point);
    this.#form = h("form", { hidden: true }, h("div", { class: "row" }, this.#field, find), point, this.#list);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#find();
    });
    this.element = h("div", { class: "place-form" }, this.#form, this.#hint, this.#fault, this.#buttons);
    document.addEventListener("keydown", this.#onKey);
    this.update();
  }

  update(): void {
    const { choices, texts } = this.#context;
    const { place } = choices.now;
    const words = texts.map.place;
    const key = `${place === null} ${this.#isOpen}`;
    this.#form.hidden = !this.#isOpen;
    setText(this.#hint, this.#isPointing ? words.pointing : "");
    if (this.#buttons.dataset.key === key) return;
    this.#buttons.dataset.key = key;
    const open = () => this.#open(!this.#isOpen);
    const label = this.#isOpen ? texts.choices.close : place === null ? words.set : words.change;
    const main = place === null && !this.#isOpen ? "main" : "";
    this.#buttons.replaceChildren(h("button", { type: "button", id: "setPlace", class: main, onclick: open }, label));
    if (place === null) return;
    const forget = () => this.#choose(null);
    this.#buttons.append(h("button", { type: "button", id: "forgetPlace", onclick: forget }, words.forget));
  }

  #open(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#point(false);
    this.#fault.textContent = "";
    this.update();
    document.getElementById(isOpen ? this.#field.id : "setPlace")?.focus();
    void towns().then((all) => {
      this.#towns = all;
    });
  }

  #suggest(): void {
    const found = townsNamed(this.#field.value, this.#towns, SUGGESTIONS);
    this.#list.replaceChildren(...found.map(([name]) => h("option", { value: name })));
    this.#fault.textContent = "";
  }

  async #find(): Promise<void> {
    const text = this.#field.value;
    const all = await towns();
    const place = coordinatesIn(text) ?? townIn(text, all);
    if (place === undefined) this.#fault.textContent = this.#context.texts.map.place.unknown(text);
    else this.#choose({ ...place, name: place.name || townNear(place, all) });
  }

  #point(isPointing: boolean): void {
    this.#isPointing = isPointing;
    this.#chooser.box.classList.toggle("choosing", isPointing);
    if (isPointing) this.#chooser.box.querySelector<HTMLElement>(".leaflet-container")?.focus();
    this.update();
  }

  pointedAt(at: { readonly latitudeDeg: number; readonly longitudeDeg: number }): void {
    if (!this.#isPointing) return;
    void towns().then((all) => this.#choose({ ...at, name: townNear(at, all) }));
    this.#setAtMs = Date.now();
    this.#point(false);
  }

  /** A click that set the place means nothing else. */
  hasJustSet(): boolean {
    return Date.now() - this.#setAtMs < JUST_MS;
  }

  #choose(place: Place | null): void {
    this.#field.value = "";
    this.#context.choices.choose({ place });
    this.#open(false);
  }

  readonly #onKey = (event: KeyboardEvent) => {
    const { key, target } = event;
    if (key === "Escape" && (this.#isPointing || this.#isOpen)) this.#open(false);
    if (key === "Enter" && this.#isPointing && target instanceof Element && target.matches(".leaflet-container")) {
      // Else the same key would press the button that has the focus next.
      event.preventDefault();
      this.pointedAt(this.#chooser.centre());
    }
  };

  close(): void {
    document.removeEventListener("keydown", this.#onKey);
  }
}

/** "19.43, -99.13". */
function coordinatesIn(text: string): Place | undefined {
  const [, latitude, longitude] = /^\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  const place = { latitudeDeg: Number(latitude), longitudeDeg: Number(longitude), name: "" };
  const isOnEarth = Math.abs(place.latitudeDeg) <= 90 && Math.abs(place.longitudeDeg) <= 180;
  return latitude !== undefined && isOnEarth ? place : undefined;
}

function townIn(text: string, all: readonly Town[]): Place | undefined {
  const [town] = townsNamed(text, all, 1);
  if (town === undefined) return undefined;
  const [name, latitudeDeg, longitudeDeg] = town;
  return { latitudeDeg, longitudeDeg, name };
}
