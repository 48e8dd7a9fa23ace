// What events are looked for: words, mode, status, size, days, and near my place.
import type { ViewContext } from "../app/viewContext.ts";
import { h } from "../parts/dom.ts";

const NEAR_KM = 300;
const TYPING_MS = 300;
const DAY_MS = 86_400_000;

export class FilterForm {
  readonly element: HTMLFormElement;
  readonly #context: ViewContext;
  readonly #fields: ReturnType<typeof fieldsIn>;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(context: ViewContext, onChange: () => void) {
    this.#context = context;
    this.#fields = fieldsIn(context);
    const { filters } = context.texts.events;
    const { text, mode, status, magnitude, from, to, near } = this.#fields;
    const clear = h("button", { type: "reset" }, filters.clear);
    const label = (words: string, field: HTMLElement) => h("label", {}, `${words} `, field);
    this.element = h(
      "form",
      { class: "filter", role: "search" },
      text,
      h(
        "details",
        {},
        h("summary", {}, filters.more),
        h(
          "div",
          { class: "filter-more" },
          ...[mode, status, label(filters.magnitude, magnitude), label(filters.from, from), label(filters.to, to)],
          context.choices.now.place !== null && h("label", {}, near, ` ${filters.near(`${NEAR_KM} km`)}`),
          clear,
        ),
      ),
    );
    this.element.addEventListener("submit", (event) => event.preventDefault());
    this.element.addEventListener("input", () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(onChange, TYPING_MS);
    });
    // The fields are empty only after the event has gone by.
    this.element.addEventListener("reset", () => setTimeout(onChange));
  }

  /** Nothing is filtered out. */
  isWide(): boolean {
    return this.query().size === 0;
  }

  query(): URLSearchParams {
    const { text, mode, status, magnitude, from, to, near } = this.#fields;
    const { place } = this.#context.choices.now;
    const query = new URLSearchParams();
    const set = (name: string, value: string | number) => query.set(name, String(value));
    if (text.value.trim() !== "") set("text", text.value.trim());
    if (mode.value !== "") set("mode", mode.value);
    if (status.value !== "") set("status", status.value);
    if (magnitude.value !== "" && magnitude.validity.valid) set("minMagnitude", magnitude.value);
    // A day that is named as the last one belongs to it.
    if (!Number.isNaN(from.valueAsNumber)) set("fromMs", from.valueAsNumber);
    if (!Number.isNaN(to.valueAsNumber)) set("toMs", to.valueAsNumber + DAY_MS - 1);
    if (near.checked && place !== null) {
      set("latitudeDeg", place.latitudeDeg);
      set("longitudeDeg", place.longitudeDeg);
      set("radiusKm", NEAR_KM);
    }
    return query;
  }
}

function fieldsIn({ texts }: ViewContext) {
  const { filters } = texts.events;
  const select = (label: string, any: string, options: readonly (readonly [string, string])[]) =>
    h(
      "select",
      { "aria-label": label },
      h("option", { value: "" }, any),
      ...options.map(([value, words]) => h("option", { value }, words)),
    );
  const { live, drill, simulation, replay } = texts.mode;
  const { preliminary, confirmed, final, cancelled } = texts.status;
  return {
    text: h("input", { type: "search", placeholder: filters.text, "aria-label": filters.text, autocomplete: "off" }),
    mode: select(filters.mode, filters.anyMode, [
      ["live", live.word],
      ["drill", drill.word],
      ["simulation", simulation.word],
      ["replay", replay.word],
    ]),
    status: select(filters.status, filters.anyStatus, [
      ["preliminary", preliminary],
      ["confirmed", confirmed],
      ["final", final],
      ["cancelled", cancelled],
    ]),
    magnitude: h("input", { type: "number", min: -2, max: 11, step: 0.1, size: 4 }),
    from: h("input", { type: "date" }),
    to: h("input", { type: "date" }),
    near: h("input", { type: "checkbox" }),
  };
}
