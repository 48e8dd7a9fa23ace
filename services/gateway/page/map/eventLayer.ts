// What stands still between two versions of an event: expected intensity, felt shaking, blind zone, where it may be.
import { PLUM_RADIUS_KM } from "../../../../shared/seismo/plum.ts";
import type { EventView, VersionView } from "../../view.ts";
import { blindRadiusKm } from "../alarm/atPlace.ts";
import type { Layer } from "../app/choices.ts";
import { newestOf } from "../app/state.ts";
import type { Texts } from "../i18n/language.ts";
import { intensityColour, roman } from "../parts/words.ts";
import type { Pencil } from "./sheet.ts";

/** From here on a station's shaking is handed on to its surroundings. */
const PLUM_FROM = 3;
/** What is weaker reaches over half the map and is told by its line alone. */
const FILLED_FROM = 5;
/** Of two dimensions, 95 %. */
const SIGMAS = 2.4477;
const INK_ON_COLOUR = "#10161c";

export class EventLayer {
  #event: EventView | undefined;
  #hidden: readonly Layer[] = [];
  #texts: Texts | undefined;

  show(event: EventView | undefined, hidden: readonly Layer[], texts: Texts): void {
    this.#event = event;
    this.#hidden = hidden;
    this.#texts = texts;
  }

  #isShown(layer: Layer): boolean {
    return !this.#hidden.includes(layer);
  }

  /** Under the stations. */
  drawBelow(pencil: Pencil): void {
    const event = this.#event;
    if (event === undefined) return;
    const newest = newestOf(event);
    if (newest.status === "cancelled") return;
    if (this.#isShown("contours")) drawContours(pencil, newest);
    // What was felt at the end is not felt now.
    if (this.#isShown("plum") && newest.status !== "final") drawPlum(pencil, newest, this.#texts?.map.plumLabel ?? "");
    if (this.#isShown("blind")) drawBlind(pencil, event, this.#texts?.map.blindLabel ?? "");
  }

  /** Over the stations. */
  drawAbove(pencil: Pencil): void {
    const event = this.#event;
    if (event === undefined) return;
    const newest = newestOf(event);
    if (newest.status !== "cancelled" && this.#isShown("contours")) labelContours(pencil, newest);
    drawEllipse(pencil, newest);
    if (this.#isShown("trail")) drawTrail(pencil, event);
  }
}

function drawContours(pencil: Pencil, { origin, contours }: VersionView): void {
  const { pen, palette } = pencil;
  const rings = contours.filter(({ radiusKm }) => radiusKm > 0).sort((a, b) => b.radiusKm - a.radiusKm);
  for (const { intensity, radiusKm } of rings) {
    pencil.ring(origin, radiusKm);
    if (intensity >= FILLED_FROM) {
      pen.fillStyle = intensityColour(intensity);
      pen.globalAlpha = 0.12;
      pen.fill();
      pen.globalAlpha = 1;
    }
    // A dark line under the coloured one: yellow is not seen on white.
    pen.strokeStyle = palette.ink;
    pen.globalAlpha = 0.25;
    pen.lineWidth = 2.6;
    pen.stroke();
    pen.globalAlpha = 1;
    pen.strokeStyle = intensityColour(intensity);
    pen.lineWidth = 1.5;
    pen.stroke();
  }
}

function labelContours(pencil: Pencil, { origin, contours }: VersionView): void {
  const rings = contours.filter(({ radiusKm }) => radiusKm > 0).sort((a, b) => b.radiusKm - a.radiusKm);
  const [x, y] = pencil.pointOf(origin);
  let lowest = Number.POSITIVE_INFINITY;
  for (const { intensity, radiusKm } of rings.toReversed()) {
    const top = y - radiusKm * pencil.pxPerKm(origin);
    if (top > lowest - 18 * pencil.rem) continue;
    lowest = top;
    pencil.label(roman(intensity), [x, top], { ink: INK_ON_COLOUR, ground: intensityColour(intensity) });
  }
}

/** Around stations that shake: what is handed on to their surroundings without regard to the origin (PLUM). */
function drawPlum(pencil: Pencil, { observed }: VersionView, label: string): void {
  const felt = observed.filter(({ intensity }) => intensity >= PLUM_FROM);
  if (felt.length === 0) return;
  const { pen, palette } = pencil;
  pen.beginPath();
  for (const station of felt) pencil.ring(station, PLUM_RADIUS_KM, false);
  pen.save();
  pen.clip();
  pen.strokeStyle = palette.quiet;
  pen.globalAlpha = 0.2;
  pen.lineWidth = 1;
  const gap = 9 * pencil.rem;
  pen.beginPath();
  for (let x = -pencil.heightPx; x < pencil.widthPx; x += gap) {
    pen.moveTo(x, pencil.heightPx);
    pen.lineTo(x + pencil.heightPx, 0);
  }
  pen.stroke();
  pen.restore();
  const south = felt.reduce((most, station) => (station.latitudeDeg < most.latitudeDeg ? station : most));
  const [x, y] = pencil.pointOf(south);
  const bottom = y + PLUM_RADIUS_KM * pencil.pxPerKm(south) - 9 * pencil.rem;
  pencil.label(label, [x, bottom], { ink: palette.quiet, ground: palette.land });
}

/** Where S had come before the first version was made. */
function drawBlind(pencil: Pencil, event: EventView, label: string): void {
  const radiusKm = blindRadiusKm(event);
  if (radiusKm <= 0) return;
  const { pen, palette } = pencil;
  const { origin } = newestOf(event);
  pencil.ring(origin, radiusKm);
  pen.strokeStyle = palette.blind;
  pen.lineWidth = 1.6;
  pen.setLineDash([2, 4]);
  pen.stroke();
  pen.setLineDash([]);
  const [x, y] = pencil.pointOf(origin);
  const bottom = y + radiusKm * pencil.pxPerKm(origin);
  if (bottom - y > 24) pencil.label(label, [x, bottom], { ink: palette.blind, ground: palette.land });
}

function drawEllipse(pencil: Pencil, { origin }: VersionView): void {
  const [eastEast, eastNorth, northNorth] = origin.covarianceKm2;
  const middle = (eastEast + northNorth) / 2;
  const apart = Math.hypot((eastEast - northNorth) / 2, eastNorth);
  const px = SIGMAS * pencil.pxPerKm(origin);
  const [long, short] = [Math.sqrt(middle + apart) * px, Math.sqrt(Math.max(0, middle - apart)) * px];
  const turn = 0.5 * Math.atan2(2 * eastNorth, eastEast - northNorth);
  const { pen, palette } = pencil;
  const [x, y] = pencil.pointOf(origin);
  pen.beginPath();
  // North is up on the map and down in a canvas.
  pen.ellipse(x, y, long, short, -turn, 0, 2 * Math.PI);
  pen.strokeStyle = palette.ink;
  pen.lineWidth = 1.4;
  pen.setLineDash([4, 3]);
  pen.stroke();
  pen.setLineDash([]);
}

/** From version to version. */
function drawTrail(pencil: Pencil, { versions }: EventView): void {
  const { pen, palette } = pencil;
  const points = versions.map(({ origin }) => pencil.pointOf(origin));
  pen.strokeStyle = palette.ink;
  pen.fillStyle = palette.panel;
  pen.lineWidth = 1.6;
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.stroke();
  for (const [x, y] of points.slice(0, -1)) {
    pen.beginPath();
    pen.arc(x, y, 3 * pencil.rem, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }
}
