// What moves by itself: P and S fronts, rings of fresh picks, and over them the epicentre and my place.
import type { Place } from "../../../../shared/seismo/geodesy.ts";
import type { EventView } from "../../view.ts";
import type { Layer } from "../app/choices.ts";
import { newestOf } from "../app/state.ts";
import { frontRadiusKm } from "./fronts.ts";
import type { Pencil } from "./sheet.ts";

const STAR = new Path2D("M0-15 3.6-4.8 14.3-4.6 5.8 1.9 8.8 12.1 0 6.1-8.8 12.1-5.8 1.9-14.3-4.6-3.6-4.8z");
const HOUSE = new Path2D("M-11 1 0-10 11 1H8V11H2.5V4h-5v7H-8V1z");
const RING_MS = 1400;
const RING_PX = 34;
/** For so long after the origin what S has passed is tinted. */
const TINTED_S = 45;

export interface Moving {
  readonly event: EventView | undefined;
  readonly place: Place | null;
  readonly hidden: readonly Layer[];
  readonly dataNowMs: number;
  /** Nothing moves by itself: rings stand, fronts go on in steps. */
  readonly isCalm: boolean;
}

export class MovingLayer {
  #rings: { readonly place: Place; readonly startedMs: number }[] = [];

  flash(place: Place): void {
    this.#rings.push({ place, startedMs: performance.now() });
  }

  /** @returns whether something goes on moving. */
  draw(pencil: Pencil, { event, place, hidden, dataNowMs, isCalm }: Moving): boolean {
    const isRinging = !hidden.includes("picks") && this.#drawRings(pencil, isCalm);
    const isMoving = event !== undefined && !hidden.includes("fronts") && drawFronts(pencil, event, dataNowMs);
    if (event !== undefined) drawStar(pencil, event);
    if (place !== null) drawMark(pencil, place, { path: HOUSE, colour: pencil.palette.accent });
    return isRinging || isMoving;
  }

  #drawRings(pencil: Pencil, isCalm: boolean): boolean {
    const nowMs = performance.now();
    this.#rings = this.#rings.filter(({ startedMs }) => nowMs - startedMs < RING_MS);
    const { pen, palette } = pencil;
    pen.strokeStyle = palette["front-p"];
    for (const { place, startedMs } of this.#rings) {
      const share = isCalm ? 0.4 : (nowMs - startedMs) / RING_MS;
      const [x, y] = pencil.pointOf(place);
      pen.globalAlpha = 1 - share;
      pen.lineWidth = 3;
      pen.beginPath();
      pen.arc(x, y, (6 + share * RING_PX) * pencil.rem, 0, 2 * Math.PI);
      pen.stroke();
    }
    pen.globalAlpha = 1;
    return this.#rings.length > 0;
  }
}

function drawFronts(pencil: Pencil, event: EventView, dataNowMs: number): boolean {
  const { origin, status } = newestOf(event);
  if (event.fronts === null || status === "cancelled") return false;
  const { pS, sS, stepKm } = event.fronts;
  const elapsedS = (dataNowMs - origin.timeMs) / 1000;
  const { pen, palette } = pencil;
  const [p, s] = [frontRadiusKm(pS, stepKm, elapsedS), frontRadiusKm(sS, stepKm, elapsedS)];
  if (p !== undefined) {
    pencil.ring(origin, p);
    pen.strokeStyle = palette["front-p"];
    pen.lineWidth = 2 * pencil.rem;
    pen.setLineDash([8, 6]);
    pen.stroke();
    pen.setLineDash([]);
    pencil.label("P", above(pencil, origin, p), { ink: palette["front-p"], ground: palette.panel });
  }
  if (s !== undefined) {
    pencil.ring(origin, s);
    pen.fillStyle = palette["front-s"];
    pen.globalAlpha = 0.06 * Math.max(0, 1 - elapsedS / TINTED_S);
    pen.fill();
    pen.globalAlpha = 1;
    pen.strokeStyle = palette["front-s"];
    pen.lineWidth = 3.4 * pencil.rem;
    pen.stroke();
    pencil.label("S", above(pencil, origin, s), { ink: palette["front-s"], ground: palette.panel });
  }
  return p !== undefined || s !== undefined;
}

/** At the north-east of a ring, out of the way of the contours' numerals. */
function above(pencil: Pencil, origin: Place, radiusKm: number): readonly [number, number] {
  const [x, y] = pencil.pointOf(origin);
  const reach = radiusKm * pencil.pxPerKm(origin) * Math.SQRT1_2;
  return [x + reach, y - reach];
}

function drawStar(pencil: Pencil, event: EventView): void {
  const { origin, status } = newestOf(event);
  const { palette } = pencil;
  const isWithdrawn = status === "cancelled";
  const look = isWithdrawn ? { colour: palette.panel, edge: palette.quiet } : { colour: palette["front-s"] };
  drawMark(pencil, origin, { path: STAR, ...look });
}

function drawMark(
  pencil: Pencil,
  place: Place,
  { path, colour, edge = "#ffffff" }: { readonly path: Path2D; readonly colour: string; readonly edge?: string },
): void {
  const { pen, rem } = pencil;
  const [x, y] = pencil.pointOf(place);
  pen.save();
  pen.translate(x, y);
  pen.scale(rem, rem);
  pen.lineJoin = "round";
  pen.strokeStyle = edge;
  pen.lineWidth = 3;
  pen.stroke(path);
  pen.fillStyle = colour;
  pen.fill(path);
  pen.restore();
}
