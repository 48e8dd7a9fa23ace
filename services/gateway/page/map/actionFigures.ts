// Drop, cover, hold on as three small figures: understood before a word is read.
import { h, icon } from "../parts/dom.ts";

/** In a box of 48 × 48: on hands and knees; under a table, arm over the neck; holding the table's leg. */
const FIGURES = [
  "M35 14a4 4 0 1 0 .01 0zM32 22 19 25 12 36H6M19 25l6 9-3 8M31 23l4 10v9M4 42h40",
  "M5 12h38M9 12v30M39 12v30M28 21a3.6 3.6 0 1 0 .01 0zM25 29l-8 1-3 7 6 5M17 30l5 6-1 6" +
    "M25 29l8 1 1.5-9.5-7.5-3M4 42h40",
  "M5 12h38M9 12v30M39 12v30M27 19a3.6 3.6 0 1 0 .01 0zM24 27l-8 2-3 8 6 5M16 29l5 7-1 6" +
    "M24 28l6 4h9M39 29.5a2.5 2.5 0 1 0 .01 0zM4 42h40",
] as const;

export function actionFigures(): HTMLElement {
  return h("div", { class: "figures", "aria-hidden": "true" }, ...FIGURES.map((path) => icon(path, "stroke", 48)));
}
