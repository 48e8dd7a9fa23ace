// The map: ground and towns by Leaflet, everything that Tocsin knows on two sheets over it, one still and one moving.
import * as L from "/assets/leaflet/leaflet-src.esm.js";
import type { EventView, PickView, StationView } from "../../view.ts";
import type { Choice, Place } from "../app/choices.ts";
import { newestOf } from "../app/state.ts";
import type { Texts } from "../i18n/language.ts";
import { EventLayer } from "./eventLayer.ts";
import { Ground } from "./ground.ts";
import { MovingLayer } from "./movingLayer.ts";
import { Sheet } from "./sheet.ts";
import { StationLayer } from "./stationLayer.ts";

export interface Picture {
  readonly stations: readonly StationView[];
  readonly picks: readonly PickView[];
  readonly event: EventView | undefined;
  readonly choice: Choice;
  readonly texts: Texts;
}

export interface Pointed {
  readonly onStation: (station: StationView | undefined, at: { readonly x: number; readonly y: number }) => void;
  readonly onPlace: (at: { readonly latitudeDeg: number; readonly longitudeDeg: number }) => void;
  readonly onOpen: (station: StationView) => void;
  readonly dataNowMs: () => number;
}

const PANES = [
  ["land", 200],
  ["towns", 250],
  ["still", 400],
  ["moving", 450],
] as const;
const HELD_MS = 30_000;
/** Picks of before the map was opened are no news. */
const FRESH_PICK_MS = 20_000;

export class WorldMap {
  readonly #ground: Ground;
  readonly #map: L.LeafletMap;
  readonly #stations = new StationLayer();
  readonly #event = new EventLayer();
  readonly #moving = new MovingLayer();
  readonly #still: Sheet;
  readonly #above: Sheet;
  readonly #pointed: Pointed;
  readonly #calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  #picture: Picture | undefined;
  #seenPicks: ReadonlySet<string> | undefined;
  #movedByHandMs = 0;
  #frame = 0;
  #isStale = true;

  constructor(element: HTMLElement, pointed: Pointed) {
    this.#pointed = pointed;
    const options = { zoomAnimation: !this.#calm.matches, worldCopyJump: true, maxZoom: 13, zoomControl: false };
    this.#ground = new Ground(element, { panes: PANES, options });
    this.#map = this.#ground.map;
    const map = this.#map;
    this.#still = new Sheet(map, "still", (pencil) => {
      this.#event.drawBelow(pencil);
      if (this.#picture?.choice.hiddenLayers.includes("stations") !== true) this.#stations.draw(pencil);
      this.#event.drawAbove(pencil);
    });
    this.#above = new Sheet(map, "moving", (pencil) => {
      const { event, choice } = this.#picture ?? {};
      const [place, hidden] = [choice?.place ?? null, choice?.hiddenLayers ?? []];
      const [dataNowMs, isCalm] = [this.#pointed.dataNowMs(), this.#calm.matches];
      const isMoving = this.#moving.draw(pencil, { event, place, hidden, dataNowMs, isCalm });
      if (isMoving && !isCalm) this.#drawSoon();
    });
    this.#listen();
  }

  #listen(): void {
    for (const kind of ["dragstart", "zoomstart"]) {
      this.#map.on(kind, ({ originalEvent }) => {
        if (originalEvent !== undefined || kind === "dragstart") this.#movedByHandMs = Date.now();
      });
    }
    for (const kind of ["move", "zoomend", "resize", "viewreset"]) this.#map.on(kind, () => this.refresh());
    this.#map.on("mousemove", ({ containerPoint }) => {
      const found = this.#stations.at(containerPoint.x, containerPoint.y);
      this.#pointed.onStation(found?.station, found ?? containerPoint);
    });
    this.#map.on("mouseout", ({ containerPoint }) => this.#pointed.onStation(undefined, containerPoint));
    this.#map.on("click", ({ latlng, containerPoint }) => {
      const { lat, lng } = latlng.wrap();
      this.#pointed.onPlace({ latitudeDeg: lat, longitudeDeg: lng });
      const found = this.#stations.at(containerPoint.x, containerPoint.y);
      if (found !== undefined) this.#pointed.onOpen(found.station);
    });
  }

  /** After light became dark or the other way round. */
  restyle(): void {
    this.#ground.restyle();
    this.#stations.restyle();
    this.#still.restyle();
    this.#above.restyle();
    this.refresh();
  }

  show(picture: Picture): void {
    this.#picture = picture;
    this.#stations.show(picture.stations);
    this.#event.show(picture.event, picture.choice.hiddenLayers, picture.texts);
    this.#flash(picture);
    this.refresh();
  }

  /** Everything again with the next frame. */
  refresh(): void {
    this.#isStale = true;
    this.#drawSoon();
  }

  /** The next step of what moves, for those who want nothing to move by itself. */
  step(): void {
    this.#drawSoon();
  }

  #drawSoon(): void {
    if (this.#frame !== 0 || this.#ground.isClosed) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#isStale) this.#still.draw();
      this.#isStale = false;
      this.#above.draw();
    });
  }

  #flash({ picks, stations }: Picture): void {
    const known = this.#seenPicks;
    this.#seenPicks = new Set(picks.map(({ pickId }) => pickId));
    if (known === undefined) return;
    const nowMs = this.#pointed.dataNowMs();
    const fresh = picks.filter(({ pickId, timeMs }) => !known.has(pickId) && nowMs - timeMs < FRESH_PICK_MS);
    const ids = new Set(fresh.map(({ stationId }) => stationId));
    if (ids.size > 0) for (const one of stations) if (ids.has(one.stationId)) this.#moving.flash(one);
  }

  zoomBy(steps: 1 | -1): void {
    if (steps === 1) this.#map.zoomIn();
    else this.#map.zoomOut();
  }

  centre(): { readonly latitudeDeg: number; readonly longitudeDeg: number } {
    const { lat, lng } = this.#map.getCenter().wrap();
    return { latitudeDeg: lat, longitudeDeg: lng };
  }

  /** Where it is felt well, with my place where that is not far; never while somebody is moving the map. */
  focusEvent(event: EventView, place: Place | null, byHand = false): void {
    if (this.#isHeld(byHand)) return;
    const { origin, contours } = newestOf(event);
    // The whole reach of a great one would make the network a dot.
    const felt = contours.filter(({ intensity }) => intensity >= 5).map(({ radiusKm }) => radiusKm);
    const reachKm = Math.min(220, Math.max(90, ...felt) * 1.25);
    const bounds = L.latLng(origin.latitudeDeg, origin.longitudeDeg).toBounds(reachKm * 2000);
    const isNear = place !== null && Math.abs(place.latitudeDeg - origin.latitudeDeg) < 3;
    if (isNear && Math.abs(place.longitudeDeg - origin.longitudeDeg) < 3) {
      bounds.extend([place.latitudeDeg, place.longitudeDeg]);
    }
    this.#fit(bounds);
  }

  focusStations(stations: readonly StationView[], byHand = false): void {
    if (this.#isHeld(byHand) || stations.length === 0) return;
    this.#fit(L.latLngBounds(stations.map(({ latitudeDeg, longitudeDeg }) => [latitudeDeg, longitudeDeg] as const)));
  }

  #isHeld(byHand: boolean): boolean {
    return !byHand && Date.now() - this.#movedByHandMs < HELD_MS;
  }

  #fit(bounds: L.LatLngBounds): void {
    this.#map.fitBounds(bounds, { animate: !this.#calm.matches, padding: [36, 36], maxZoom: 9 });
  }

  resize(): void {
    this.#map.invalidateSize({ animate: false });
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#ground.close();
  }
}
