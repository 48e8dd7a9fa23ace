// An intensity as a chip: its Roman numeral on its colour.
import { h } from "./dom.ts";
import { intensityColour, roman } from "./words.ts";

export function mmi(intensity: number): HTMLElement {
  const label = h("span", { class: "mmi", title: `MMI ${intensity.toFixed(1)}` }, roman(intensity));
  label.style.background = intensityColour(intensity);
  return label;
}
