// A small map: the epicentre in each version, the error of the one selected, and the stations that saw it.
import { destination, EARTH_RADIUS_KM, type Place } from "../../../../shared/seismo/geodesy.ts";
import type { EventView, VersionView } from "../../view.ts";
import { Plot, type Sheet } from "../draw/plot.ts";
import { ticks } from "../draw/scale.ts";
import { hairLine, mark, type Point, path, text } from "../draw/strokes.ts";
import type { Texts } from "../i18n/language.ts";
import { countries } from "../map/land.ts";
import { towns } from "../map/towns.ts";
import { h, setText } from "../parts/dom.ts";
import type { Town } from "../parts/town.ts";
import { knownWords } from "./knownWords.ts";

interface Shown {
  readonly event: EventView;
  /** With its arrivals. */
  readonly version: VersionView;
  readonly place: Place | null;
}

/** Kilometres east and north of the middle: true near it, and near is all there is. */
interface Projection {
  readonly middle: Place;
  readonly pxPerKm: number;
  at(place: Place): Point;
}

const LEAST_REACH_KM = 25;
const KM_PER_DEG = (Math.PI / 180) * EARTH_RADIUS_KM;

export class EpicentreMap {
  readonly element: HTMLElement;
  readonly #plot: Plot;
  readonly #texts: Texts;
  readonly #known = h("p", { class: "context" });
  #shown: Shown | undefined;
  #towns: readonly Town[] = [];
  #rings: readonly (readonly (readonly [number, number])[])[] = [];

  constructor(texts: Texts) {
    this.#texts = texts;
    const { epicentres } = texts.events;
    this.#plot = new Plot(epicentres.label, "epicentre-map", (sheet) => this.#draw(sheet));
    this.element = h(
      "section",
      { class: "card tile epicentres" },
      h("h2", {}, epicentres.title),
      this.#plot.element,
      this.#known,
    );
    void Promise.all([countries(), towns()]).then(([land, known]) => {
      this.#rings = ringsOf(land);
      this.#towns = known;
      this.#plot.soon();
    });
  }

  show(event: EventView, version: VersionView, place: Place | null): void {
    this.#shown = { event, version, place };
    setText(this.#known, event.context === null ? "" : knownWords(event.context, this.#texts));
    this.#plot.soon();
  }

  close(): void {
    this.#plot.close();
  }

  #draw(sheet: Sheet): void {
    if (this.#shown === undefined) return;
    const { event, version, place } = this.#shown;
    const stations = placesOf(version);
    const projection = projectionOf(sheet, version, [...event.versions.map(({ origin }) => origin), ...stations]);
    this.#land(sheet, projection);
    drawTowns(sheet, this.#towns, projection);
    const { pen, palette, fontPx } = sheet;
    for (const station of stations) {
      mark(sheet, "triangle", projection.at(station), 0.34 * fontPx);
      pen.fillStyle = palette.idle;
      pen.strokeStyle = palette.panel;
      pen.lineWidth = 1;
      pen.fill();
      pen.stroke();
    }
    if (place !== null) {
      mark(sheet, "square", projection.at(place), 0.36 * fontPx);
      pen.fillStyle = palette.blind;
      pen.fill();
    }
    drawTrail(sheet, event, projection);
    drawEllipse(sheet, version, projection);
    drawSelected(sheet, version, projection);
    drawBar(sheet, projection);
  }

  #land(sheet: Sheet, projection: Projection): void {
    const { pen, palette } = sheet;
    const { middle } = projection;
    for (const ring of this.#rings) {
      // Countries come with copies beyond the date line: one of them is near, if any.
      const isNear = ring.some(
        ([x, y]) => Math.abs(x - middle.longitudeDeg) < 20 && Math.abs(y - middle.latitudeDeg) < 20,
      );
      if (!isNear) continue;
      path(
        sheet,
        ring.map(([longitudeDeg, latitudeDeg]) => projection.at({ latitudeDeg, longitudeDeg })),
      );
      pen.closePath();
      pen.fillStyle = palette.land;
      pen.strokeStyle = palette.border;
      pen.lineWidth = 1;
      pen.fill();
      pen.stroke();
    }
  }
}

const MOST_TOWNS = 7;

/** The largest in sight, as far as their names do not lie on each other. */
function drawTowns(sheet: Sheet, all: readonly Town[], projection: Projection): void {
  const { pen, palette, fontPx, widthPx, heightPx } = sheet;
  const taken: Point[] = [];
  for (const [name, latitudeDeg, longitudeDeg] of all) {
    const { x, y } = projection.at({ latitudeDeg, longitudeDeg });
    const isInside = x > fontPx && x < widthPx - 5 * fontPx && y > fontPx && y < heightPx - fontPx;
    const isFree = taken.every((other) => Math.abs(other.y - y) > 1.3 * fontPx || Math.abs(other.x - x) > 8 * fontPx);
    if (!isInside || !isFree) continue;
    taken.push({ x, y });
    mark(sheet, "circle", { x, y }, 2);
    pen.fillStyle = palette.quiet;
    pen.fill();
    text(sheet, name, { x: x + 5, y }, { colour: palette.quiet, baseline: "middle" });
    if (taken.length === MOST_TOWNS) return;
  }
}

function ringsOf(land: object): readonly (readonly (readonly [number, number])[])[] {
  const features: readonly { geometry: { coordinates: [number, number][][][] } }[] = Reflect.get(land, "features");
  return features.flatMap(({ geometry }) => geometry.coordinates.flatMap((rings) => rings.slice(0, 1)));
}

/** Where the stations of a version's arrivals stand, as its own distances and directions tell. */
function placesOf({ origin, arrivals }: VersionView): readonly Place[] {
  const byStation = new Map(arrivals.map((arrival) => [arrival.stationId, arrival]));
  return [...byStation.values()].map(({ distanceKm, azimuthDeg }) => destination(origin, azimuthDeg, distanceKm));
}

function projectionOf(sheet: Sheet, { origin }: VersionView, places: readonly Place[]): Projection {
  const shrink = Math.cos((origin.latitudeDeg * Math.PI) / 180);
  const offsets = places.map(({ latitudeDeg, longitudeDeg }) => ({
    east: (longitudeDeg - origin.longitudeDeg) * KM_PER_DEG * shrink,
    north: (latitudeDeg - origin.latitudeDeg) * KM_PER_DEG,
  }));
  const distances = offsets.map(({ east, north }) => Math.hypot(east, north)).sort((a, b) => a - b);
  // All versions and most stations: one far away must not shrink the rest to a dot.
  const far = distances[Math.floor(0.9 * (distances.length - 1))] ?? 0;
  const reachKm = Math.max(LEAST_REACH_KM, far * 1.1, 2.5 * origin.horizontalUncertaintyKm);
  const pxPerKm = Math.min(sheet.widthPx, sheet.heightPx) / 2 / reachKm;
  return {
    ...{ middle: origin, pxPerKm },
    at: ({ latitudeDeg, longitudeDeg }) => ({
      x: sheet.widthPx / 2 + (longitudeDeg - origin.longitudeDeg) * KM_PER_DEG * shrink * pxPerKm,
      y: sheet.heightPx / 2 - (latitudeDeg - origin.latitudeDeg) * KM_PER_DEG * pxPerKm,
    }),
  };
}

function drawTrail(sheet: Sheet, { versions }: EventView, projection: Projection): void {
  const { pen, palette, fontPx } = sheet;
  const points = versions.map(({ origin }) => projection.at(origin));
  path(sheet, points);
  pen.strokeStyle = palette.quiet;
  pen.lineWidth = 1.2;
  pen.stroke();
  for (const point of points) {
    mark(sheet, "circle", point, 0.24 * fontPx);
    pen.fillStyle = palette.panel;
    pen.fill();
    pen.stroke();
  }
}

/** One sigma of the horizontal posterior: the axes of its covariance. */
function drawEllipse(sheet: Sheet, { origin }: VersionView, projection: Projection): void {
  const [eastEast, eastNorth, northNorth] = origin.covarianceKm2;
  const mean = (eastEast + northNorth) / 2;
  const off = Math.hypot((eastEast - northNorth) / 2, eastNorth);
  const { x, y } = projection.at(origin);
  const axis = (variance: number) => Math.sqrt(Math.max(0, variance)) * projection.pxPerKm;
  const turn = -0.5 * Math.atan2(2 * eastNorth, eastEast - northNorth);
  const { pen, palette } = sheet;
  pen.beginPath();
  pen.ellipse(x, y, axis(mean + off), axis(mean - off), turn, 0, 2 * Math.PI);
  pen.fillStyle = palette["front-s"];
  pen.strokeStyle = palette["front-s"];
  pen.lineWidth = 1.4;
  pen.globalAlpha = 0.14;
  pen.fill();
  pen.globalAlpha = 1;
  pen.stroke();
}

const STAR = 5;

function drawSelected(sheet: Sheet, { origin, status }: VersionView, projection: Projection): void {
  const { pen, palette, fontPx } = sheet;
  const { x, y } = projection.at(origin);
  pen.beginPath();
  for (let i = 0; i < 2 * STAR; i += 1) {
    const radius = (i % 2 === 0 ? 0.8 : 0.33) * fontPx;
    const angle = (Math.PI * i) / STAR - Math.PI / 2;
    pen.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  pen.closePath();
  pen.fillStyle = status === "cancelled" ? palette.panel : palette["front-s"];
  pen.strokeStyle = palette.ink;
  pen.lineWidth = 1.2;
  pen.fill();
  pen.stroke();
}

/** How long some round distance is here. */
function drawBar(sheet: Sheet, { pxPerKm }: Projection): void {
  const { palette, fontPx, widthPx, heightPx } = sheet;
  const km = ticks(0, (0.3 * widthPx) / pxPerKm, 2).at(1) ?? 1;
  const [left, bottom] = [0.8 * fontPx, heightPx - 0.8 * fontPx];
  const right = left + km * pxPerKm;
  hairLine(sheet, { x: left, y: bottom }, { x: right, y: bottom }, palette.ink);
  for (const x of [left, right]) hairLine(sheet, { x, y: bottom - 4 }, { x, y: bottom }, palette.ink);
  text(sheet, `${km} km`, { x: left, y: bottom - 0.5 * fontPx }, { colour: palette.ink });
}
