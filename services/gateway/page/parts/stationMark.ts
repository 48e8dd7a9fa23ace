// The shape of a station's state: the same on the map, in tables and in the legend.
import type { StationView } from "../../view.ts";
import { icon } from "./dom.ts";

/** What a station is shown as: beside how the ground moves, whether it is believed and whether its device is there. */
export type Shown = StationView["state"] | "quarantined" | "offline";
export const SHOWN: readonly Shown[] = ["triggered", "shaking", "idle", "quarantined", "silent", "offline"];

export function stateOf({ state, health, connection }: StationView): Shown {
  if (state === "silent") return connection === "offline" ? "offline" : "silent";
  return health?.state === "quarantined" ? "quarantined" : state;
}

/** Paths in a box of 16 × 16. */
export const SHAPES: Readonly<Record<Shown, string>> = {
  triggered: "M8 1.2 15.2 14.2H.8z",
  shaking: "M2.2 2.2h11.6v11.6H2.2z",
  idle: "M8 3.6a4.4 4.4 0 1 0 .01 0z",
  quarantined: "M8 1.6 14.4 8 8 14.4 1.6 8z",
  silent: "M3.6 3.6l8.8 8.8M12.4 3.6l-8.8 8.8",
  offline: "M8 3a5 5 0 1 0 .01 0zM4.6 4.6l6.8 6.8",
};

export function stateGlyph(station: StationView): SVGSVGElement {
  return glyphOf(stateOf(station));
}

export const glyphOf = (shown: Shown): SVGSVGElement => icon(SHAPES[shown], `glyph-${shown}`);
