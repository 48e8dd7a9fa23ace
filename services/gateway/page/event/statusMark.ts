// The shape of an event's status: hollow while it is not sure, full when it is, closed when it is over, struck when withdrawn.
import type { VersionView } from "../../view.ts";
import { icon } from "../parts/dom.ts";

const SHAPES: Readonly<Record<VersionView["status"], string>> = {
  preliminary: "M8 2.5a5.5 5.5 0 1 0 .01 0z",
  confirmed: "M8 2a6 6 0 1 0 .01 0z",
  final: "M2.6 2.6h10.8v10.8H2.6z",
  cancelled: "M3.2 3.2l9.6 9.6M12.8 3.2l-9.6 9.6",
};

export const statusGlyph = (status: VersionView["status"]): SVGSVGElement => icon(SHAPES[status], `status-${status}`);
