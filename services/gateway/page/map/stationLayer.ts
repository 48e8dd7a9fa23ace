// Stations on the map: thousands of small stamps, shape and colour by state, found again under a pointer.
import type { StationView } from "../../view.ts";
import { SHAPES, type Shown, stateOf } from "../parts/stationMark.ts";
import { intensityColour } from "../parts/words.ts";
import type { Palette } from "./palette.ts";
import { type Pencil, unitOf } from "./sheet.ts";

const BOX = 16;
const SIZES_PX: Readonly<Record<Shown, number>> = {
  silent: 10,
  offline: 13,
  idle: 13,
  quarantined: 14,
  shaking: 15,
  triggered: 18,
};
/** What matters most is drawn last, over all others. */
const ORDER: readonly Shown[] = ["silent", "offline", "idle", "quarantined", "shaking", "triggered"];
const NEAR_PX = 12;
/** From this distance between two on, on the average, they have their full size. */
const ROOMY_PX = 26;

interface Placed {
  readonly station: StationView;
  readonly x: number;
  readonly y: number;
}

export class StationLayer {
  #stations: readonly StationView[] = [];
  readonly #units = new Map<string, readonly [number, number, number, number]>();
  readonly #stamps = new Map<string, HTMLCanvasElement>();
  #placed: readonly Placed[] = [];

  show(stations: readonly StationView[]): void {
    this.#stations = stations;
  }

  restyle(): void {
    this.#stamps.clear();
  }

  draw(pencil: Pencil): void {
    const { pen, palette, widthPx, heightPx } = pencil;
    const scale = this.#scaleOn(pencil);
    const placed: Placed[] = [];
    const byShown = Map.groupBy(this.#stations, stateOf);
    for (const shown of ORDER) {
      const size = SIZES_PX[shown] * scale;
      for (const station of byShown.get(shown) ?? []) {
        const [unitX, unitY] = this.#unitOf(station);
        const [x, y] = [pencil.xOf(unitX), pencil.yOf(unitY)];
        if (x < -size || y < -size || x > widthPx + size || y > heightPx + size) continue;
        placed.push({ station, x, y });
        const stamp = this.#stampOf(station, shown, { size, palette });
        pen.drawImage(stamp, x - size / 2 - 1, y - size / 2 - 1, size + 2, size + 2);
      }
    }
    this.#placed = placed;
  }

  /** Far out, and where thousands stand close, they are smaller. */
  #scaleOn({ rem, zoom, widthPx, heightPx }: Pencil): number {
    const ofZoom = Math.min(1.1, Math.max(0.55, 0.55 + (zoom - 4.5) * 0.14));
    const roomPx = Math.sqrt((widthPx * heightPx) / Math.max(1, this.#placed.length));
    return rem * ofZoom * Math.min(1, Math.max(0.45, Math.round((roomPx / ROOMY_PX) * 10) / 10));
  }

  /** The topmost near a point. */
  at(x: number, y: number): Placed | undefined {
    let [found, best]: [Placed | undefined, number] = [undefined, NEAR_PX ** 2];
    for (const placed of this.#placed) {
      const square = (placed.x - x) ** 2 + (placed.y - y) ** 2;
      if (square <= best) [found, best] = [placed, square];
    }
    return found;
  }

  #unitOf(station: StationView): readonly [number, number] {
    const known = this.#units.get(station.key);
    if (known !== undefined && known[2] === station.latitudeDeg && known[3] === station.longitudeDeg) {
      return [known[0], known[1]];
    }
    const [x, y] = unitOf(station);
    this.#units.set(station.key, [x, y, station.latitudeDeg, station.longitudeDeg]);
    return [x, y];
  }

  #stampOf(
    { intensity }: StationView,
    shown: Shown,
    { size, palette }: { readonly size: number; readonly palette: Palette },
  ): HTMLCanvasElement {
    const felt = intensity >= 2 && (shown === "shaking" || shown === "triggered" || shown === "idle");
    const level = felt ? Math.round(intensity) : 0;
    const key = `${shown} ${level} ${size.toFixed(1)}`;
    const known = this.#stamps.get(key);
    if (known !== undefined) return known;
    const stamp = stampOf(shown, level, { size, palette });
    this.#stamps.set(key, stamp);
    return stamp;
  }
}

function stampOf(
  shown: Shown,
  level: number,
  { size, palette }: { readonly size: number; readonly palette: Palette },
): HTMLCanvasElement {
  const ratio = window.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil((size + 2) * ratio);
  canvas.height = canvas.width;
  const pen = canvas.getContext("2d");
  if (pen === null) return canvas;
  pen.scale((ratio * size) / BOX, (ratio * size) / BOX);
  pen.translate(BOX / size, BOX / size);
  const path = new Path2D(SHAPES[shown]);
  const { fill, edge, width } = lookOf(shown, level, palette);
  pen.lineJoin = "round";
  pen.lineCap = "round";
  if (fill !== undefined) {
    pen.fillStyle = fill;
    pen.fill(path);
  }
  pen.strokeStyle = edge;
  pen.lineWidth = width;
  pen.stroke(path);
  return canvas;
}

interface Look {
  readonly fill?: string;
  readonly edge: string;
  readonly width: number;
}

function lookOf(shown: Shown, level: number, palette: Palette): Look {
  const felt = level > 0 ? intensityColour(level) : undefined;
  switch (shown) {
    case "silent":
    case "offline":
      return { edge: palette.quiet, width: 2.4 };
    case "quarantined":
      return { fill: palette.panel, edge: palette.warn, width: 2.6 };
    case "idle":
      return felt === undefined
        ? { fill: palette.idle, edge: palette.panel, width: 1.4 }
        : { fill: felt, edge: palette.ink, width: 1.4 };
    case "shaking":
      return { fill: felt ?? palette.idle, edge: palette.ink, width: 1.5 };
    case "triggered":
      return { fill: felt ?? palette["front-s"], edge: palette.ink, width: 1.5 };
  }
}
