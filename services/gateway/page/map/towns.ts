// Towns: found by name or near a place, and named on the map, the largest first, as many as stand side by side.

import * as L from "/assets/leaflet/leaflet-src.esm.js";
import { distanceKm, type Place } from "../../../../shared/seismo/geodesy.ts";
import { h } from "../parts/dom.ts";
import type { Town } from "../parts/town.ts";

const MAX_LABELS = 40;
const HEIGHT_PX = 18;
const LETTER_PX = 7;
const MIN_ZOOM = 4;
const NEAR_KM = 30;

let loading: Promise<readonly Town[]> | undefined;

/** Largest first; none where the list cannot be had. */
export function towns(): Promise<readonly Town[]> {
  loading ??= load();
  return loading;
}

async function load(): Promise<readonly Town[]> {
  const response = await fetch("/page/towns.json");
  return response.ok ? await response.json() : [];
}

const plain = (name: string) => name.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Those whose name, or a word of it, begins with the text, without regard to accents. */
export function townsNamed(text: string, all: readonly Town[], most: number): readonly Town[] {
  const wanted = plain(text.trim()).replaceAll("-", " ");
  const found: Town[] = [];
  if (wanted.length < 2) return found;
  for (const town of all) {
    const words = ` ${plain(town[0]).replaceAll("-", " ")}`;
    if (words.includes(` ${wanted}`) && found.push(town) === most) break;
  }
  return found;
}

/** "" where none of the list is within 30 km. */
export function townNear(place: Place, all: readonly Town[]): string {
  let [nearestKm, name] = [NEAR_KM, ""];
  for (const [town, latitudeDeg, longitudeDeg] of all) {
    if (Math.abs(latitudeDeg - place.latitudeDeg) > 0.3) continue;
    const away = distanceKm(place, { latitudeDeg, longitudeDeg });
    if (away < nearestKm) [nearestKm, name] = [away, town];
  }
  return name;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
const touches = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

export class TownLabels {
  readonly #map: L.LeafletMap;
  readonly #pane: string;
  readonly #group = L.layerGroup();
  #towns: readonly Town[] = [];

  /** @param pane the map's pane the names stand in */
  constructor(map: L.LeafletMap, pane: string) {
    this.#map = map;
    this.#pane = pane;
    this.#group.addTo(map);
    map.on("moveend", () => this.#draw());
    void towns().then((all) => {
      this.#towns = all;
      this.#draw();
    });
  }

  #draw(): void {
    this.#group.clearLayers();
    if (this.#map.getZoom() < MIN_ZOOM) return;
    const bounds = this.#map.getBounds();
    const taken: Box[] = [];
    for (const [name, latitude, longitude] of this.#towns) {
      if (taken.length >= MAX_LABELS) return;
      if (!bounds.contains([latitude, longitude])) continue;
      const { x, y } = this.#map.latLngToContainerPoint([latitude, longitude]);
      const box = { left: x - 6, right: x + 8 + name.length * LETTER_PX, top: y - HEIGHT_PX, bottom: y + HEIGHT_PX };
      if (taken.some((other) => touches(box, other))) continue;
      taken.push(box);
      const icon = L.divIcon({ html: h("span", {}, name), className: "town", iconSize: [5, 5] });
      const options = { icon, pane: this.#pane, interactive: false, keyboard: false };
      this.#group.addLayer(L.marker([latitude, longitude], options));
    }
  }
}
