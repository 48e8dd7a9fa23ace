// Buttons over the map: zoom, show all, and the legend, whose entries turn layers on and off.
import { LAYERS, type Layer } from "../app/choices.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { h, icon } from "../parts/dom.ts";
import { glyphOf, SHOWN } from "../parts/stationMark.ts";
import { intensityColour, roman } from "../parts/words.ts";
import type { WorldMap } from "./worldMap.ts";

const PLUS = "M8 3v10M3 8h10";
const MINUS = "M3 8h10";
const ALL = "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4";
const TARGET = "M8 4.5a3.5 3.5 0 1 0 .01 0zM8 1v3M8 12v3M1 8h3M12 8h3";
const LAYER_ICON = "M8 2 14.5 5.5 8 9 1.5 5.5zM2 8.5 8 12l6-3.5M2 11.5 8 15l6-3.5";

export function mapTools(context: ViewContext, map: WorldMap): HTMLElement {
  const { texts, state, choices } = context;
  const button = (label: string, path: string, onclick: () => void) =>
    h("button", { type: "button", "aria-label": label, title: label, onclick }, icon(path, "stroke"));
  const showAll = () => map.focusStations(state.stationsOf(state.shownWorld()), true);
  const toEvent = () => {
    const event = state.shownEvent(state.shownWorld());
    if (event !== undefined) map.focusEvent(event, choices.now.place, true);
  };
  return h(
    "div",
    { class: "map-tools" },
    h(
      "div",
      { class: "tool-group" },
      button(texts.map.zoomIn, PLUS, () => map.zoomBy(1)),
      button(texts.map.zoomOut, MINUS, () => map.zoomBy(-1)),
    ),
    h(
      "div",
      { class: "tool-group" },
      button(texts.map.showAll, ALL, showAll),
      button(texts.map.toEvent, TARGET, toEvent),
    ),
    legend(context),
  );
}

/** Open on a wide screen: shapes and colours explain nothing by themselves. */
function legend({ texts, choices }: ViewContext): HTMLElement {
  const box = h("details", { class: "legend", open: window.innerWidth > 1000 });
  const scale = h("div", { class: "intensities", role: "img", "aria-label": texts.map.intensities });
  for (let intensity = 2; intensity <= 10; intensity += 1) {
    const step = h("span", { "aria-hidden": "true" }, roman(intensity));
    step.style.background = intensityColour(intensity);
    scale.append(step);
  }
  const states = SHOWN.map((shown) => h("li", {}, glyphOf(shown), texts.map.station[shown]));
  const layers = LAYERS.map((layer) => h("li", {}, layerField(layer, { texts, choices })));
  box.append(
    h("summary", {}, icon(LAYER_ICON, "stroke"), texts.map.legend),
    h("ul", { class: "states" }, ...states),
    scale,
    h("ul", { class: "layers", "aria-label": texts.map.layers }, ...layers),
    h("p", { class: "quiet" }, texts.map.credits),
  );
  return box;
}

function layerField(layer: Layer, { texts, choices }: Pick<ViewContext, "texts" | "choices">): HTMLElement {
  const { hiddenLayers } = choices.now;
  const field = h("input", { type: "checkbox", id: `layer-${layer}`, checked: !hiddenLayers.includes(layer) });
  field.addEventListener("change", () => {
    const others = choices.now.hiddenLayers.filter((other) => other !== layer);
    choices.choose({ hiddenLayers: field.checked ? others : [...others, layer] });
  });
  return h("label", {}, field, h("i", { class: `key key-${layer}`, "aria-hidden": "true" }), texts.map.layer[layer]);
}
