// A station's condition by shape and colour, for lists and headings; its word stands beside it.
import { icon } from "../parts/dom.ts";
import { glyphOf } from "../parts/stationMark.ts";
import type { Condition } from "./columns.ts";

/** Half a disc: not yet whole. */
const WARMING = "M8 3.6a4.4 4.4 0 1 0 .01 0zM8 3.6v8.8";

export function conditionGlyph(condition: Condition): SVGSVGElement {
  return condition === "warming" ? icon(WARMING, "glyph-warming") : glyphOf(condition);
}
