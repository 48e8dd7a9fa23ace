// Names of towns on the map, the largest first, as many as stand side by side without touching.
import * as L from "/assets/leaflet/leaflet-src.esm.js";
import { h } from "./dom.js";

const MAX_LABELS = 40;
const HEIGHT_PX = 18;
const LETTER_PX = 7;
const MIN_ZOOM = 4;

export class TownLabels {
  #map;
  #group = L.layerGroup();
  /** @type {[string, number, number, number][]} name, latitude, longitude, thousands of people */
  #towns = [];

  /** @param pane the map's pane the names stand in */
  constructor(map, pane) {
    this.#map = map;
    this.pane = pane;
    this.#group.addTo(map);
    map.on("moveend", () => this.#draw());
    void this.#load();
  }

  async #load() {
    const response = await fetch("/page/towns.json");
    if (!response.ok) return;
    this.#towns = await response.json();
    this.#draw();
  }

  #draw() {
    this.#group.clearLayers();
    if (this.#map.getZoom() < MIN_ZOOM) return;
    const bounds = this.#map.getBounds();
    const taken = [];
    for (const [name, latitude, longitude] of this.#towns) {
      if (taken.length >= MAX_LABELS) return;
      if (!bounds.contains([latitude, longitude])) continue;
      const { x, y } = this.#map.latLngToContainerPoint([latitude, longitude]);
      const box = { left: x - 6, right: x + 8 + name.length * LETTER_PX, top: y - HEIGHT_PX, bottom: y + HEIGHT_PX };
      if (taken.some((other) => touches(box, other))) continue;
      taken.push(box);
      this.#group.addLayer(labelAt(name, [latitude, longitude], this.pane));
    }
  }
}

const touches = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function labelAt(name, at, pane) {
  const icon = L.divIcon({ html: h("span", {}, name), className: "town", iconSize: [5, 5] });
  return L.marker(at, { icon, pane, interactive: false, keyboard: false });
}
