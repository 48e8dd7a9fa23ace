// Drop, cover, hold on as three small figures: understood before a word is read.
import { h, icon } from "../parts/dom.ts";

/** In a box of 48 × 48: on hands and knees; under a table, arm over the neck; holding the table's leg. */
const FIGURES = [
  "M13 21a4 4 0 1 0 .01 0zM17 27l14 1 6 12M18 28l-3 12M31 28l-2 12M6 44h36",
  "M4 14h40M8 14v30M40 14v30M19 22a4 4 0 1 0 .01 0zM23 27l8 4 3 9H22l2-8M22 24l6-3M6 44h36",
  "M4 14h40M8 14v30M40 14v30M21 22a4 4 0 1 0 .01 0zM25 28l7 4 2 8H23l2-9M21 31l-13-3M6 44h36",
] as const;

export function actionFigures(): HTMLElement {
  return h("div", { class: "figures", "aria-hidden": "true" }, ...FIGURES.map((path) => icon(path, "stroke", 48)));
}
