// A canvas over the map that keeps to the ground while the map moves and zooms, and what draws on it.

import * as L from "/assets/leaflet/leaflet-src.esm.js";
import { EARTH_RADIUS_KM, type Place } from "../../../../shared/seismo/geodesy.ts";
import { type Palette, readPalette } from "./palette.ts";

const RADIANS = Math.PI / 180;
const TILE_PX = 256;
const RING_STEPS = 72;

/** Web Mercator, the world from 0 to 1. */
export function unitOf({ latitudeDeg, longitudeDeg }: Place): readonly [number, number] {
  const sine = Math.sin(Math.max(-85, Math.min(85, latitudeDeg)) * RADIANS);
  return [longitudeDeg / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

export class Pencil {
  readonly pen: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly zoom: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1 on a desk; more on a wall, where the letters are larger too. */
  readonly rem: number;
  readonly #scale: number;
  readonly #left: number;
  readonly #top: number;
  readonly #middle: number;

  constructor(map: L.LeafletMap, pen: CanvasRenderingContext2D, palette: Palette) {
    const { min } = map.getPixelBounds();
    const { x, y } = map.getSize();
    this.pen = pen;
    this.palette = palette;
    this.zoom = map.getZoom();
    this.widthPx = x;
    this.heightPx = y;
    this.rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 14;
    this.#scale = TILE_PX * 2 ** this.zoom;
    this.#left = min.x;
    this.#top = min.y;
    this.#middle = (min.x + x / 2) / this.#scale;
  }

  /** On the copy of the world nearest to the middle. */
  xOf(unitX: number): number {
    return (unitX + Math.round(this.#middle - unitX)) * this.#scale - this.#left;
  }

  yOf(unitY: number): number {
    return unitY * this.#scale - this.#top;
  }

  pointOf(place: Place): readonly [number, number] {
    const [x, y] = unitOf(place);
    return [this.xOf(x), this.yOf(y)];
  }

  /** How many pixels a kilometre has there. */
  pxPerKm({ latitudeDeg }: Place): number {
    return this.#scale / (2 * Math.PI * EARTH_RADIUS_KM * Math.cos(latitudeDeg * RADIANS));
  }

  /** Begins a path along all points at that distance; goes on where the world is left, and never jumps. */
  ring(center: Place, radiusKm: number, isFirst = true): void {
    if (isFirst) this.pen.beginPath();
    const lat = center.latitudeDeg * RADIANS;
    const arc = radiusKm / EARTH_RADIUS_KM;
    const [centerX] = unitOf(center);
    for (let step = 0; step <= RING_STEPS; step += 1) {
      const azimuth = (step / RING_STEPS) * 2 * Math.PI;
      const toLat = Math.asin(Math.sin(lat) * Math.cos(arc) + Math.cos(lat) * Math.sin(arc) * Math.cos(azimuth));
      const east = Math.atan2(
        Math.sin(azimuth) * Math.sin(arc) * Math.cos(lat),
        Math.cos(arc) - Math.sin(lat) * Math.sin(toLat),
      );
      const [, y] = unitOf({ latitudeDeg: toLat / RADIANS, longitudeDeg: 0 });
      const x = this.xOf(centerX) + (east / (2 * Math.PI)) * this.#scale;
      if (step === 0) this.pen.moveTo(x, this.yOf(y));
      else this.pen.lineTo(x, this.yOf(y));
    }
    this.pen.closePath();
  }

  label(
    text: string,
    [x, y]: readonly [number, number],
    look: { readonly ink: string; readonly ground?: string },
  ): void {
    const { pen, rem } = this;
    pen.font = `700 ${11 * rem}px "Segoe UI", "Noto Sans", system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    const width = pen.measureText(text).width + 8 * rem;
    if (look.ground !== undefined) {
      pen.fillStyle = look.ground;
      pen.beginPath();
      pen.roundRect(x - width / 2, y - 8 * rem, width, 16 * rem, 4 * rem);
      pen.fill();
    }
    pen.fillStyle = look.ink;
    pen.fillText(text, x, y + 0.5);
  }
}

export class Sheet {
  readonly #map: L.LeafletMap;
  readonly #canvas = document.createElement("canvas");
  readonly #pen: CanvasRenderingContext2D;
  readonly #paint: (pencil: Pencil) => void;
  #isZooming = false;
  #palette: Palette;

  constructor(map: L.LeafletMap, pane: string, paint: (pencil: Pencil) => void) {
    const pen = this.#canvas.getContext("2d");
    if (pen === null) throw new Error("this browser has no canvas");
    this.#map = map;
    this.#pen = pen;
    this.#paint = paint;
    this.#palette = readPalette(map.getContainer());
    this.#canvas.className = "leaflet-zoom-animated sheet";
    map.getPane(pane).append(this.#canvas);
    map.on("zoomanim", (animation) => this.#follow(animation));
    map.on("zoomend", () => {
      this.#isZooming = false;
    });
  }

  /** After light became dark or the other way round. */
  restyle(): void {
    this.#palette = readPalette(this.#map.getContainer());
  }

  draw(): void {
    if (this.#isZooming) return;
    const { x, y } = this.#map.getSize();
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(x * ratio), Math.round(y * ratio)];
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#canvas.style.width = `${x}px`;
      this.#canvas.style.height = `${y}px`;
    }
    L.DomUtil.setPosition(this.#canvas, this.#map.containerPointToLayerPoint([0, 0]));
    this.#pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#pen.clearRect(0, 0, x, y);
    this.#paint(new Pencil(this.#map, this.#pen, this.#palette));
  }

  /** While the map zooms the browser stretches what is drawn. */
  #follow({ center, zoom }: L.ZoomAnimation): void {
    this.#isZooming = true;
    const corner = this.#map.containerPointToLatLng([0, 0]);
    const scale = this.#map.getZoomScale(zoom, this.#map.getZoom());
    L.DomUtil.setTransform(this.#canvas, this.#map._latLngToNewLayerPoint(corner, zoom, center), scale);
  }
}
