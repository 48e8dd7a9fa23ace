// What every map stands on: panes one over the other, a scale, the towns, and the land in the page's colours.
import * as L from "/assets/leaflet/leaflet-src.esm.js";
import { countries } from "./land.ts";
import { readPalette } from "./palette.ts";
import { TownLabels } from "./towns.ts";

export interface GroundOptions {
  /** Name and height over the ground; "land" and "towns" among them. */
  readonly panes: readonly (readonly [string, number])[];
  readonly options: object;
}

export class Ground {
  readonly map: L.LeafletMap;
  #land: L.Path | undefined;
  #isClosed = false;

  constructor(element: HTMLElement, { panes, options }: GroundOptions) {
    const common = { preferCanvas: true, zoomSnap: 0.25, minZoom: 2, attributionControl: false };
    this.map = L.map(element, { ...common, ...options });
    this.map.setView([12, -60], 2);
    for (const [pane, z] of panes) {
      const box = this.map.createPane(pane);
      box.style.zIndex = String(z);
      box.style.pointerEvents = "none";
    }
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(this.map);
    new TownLabels(this.map, "towns");
    void this.#drawLand();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  async #drawLand(): Promise<void> {
    const renderer = L.canvas({ pane: "land", padding: 0.4 });
    const data = await countries();
    if (this.#isClosed) return;
    this.#land = L.geoJSON(data, { renderer, interactive: false, smoothFactor: 1.2, weight: 0.8 }).addTo(this.map);
    this.restyle();
  }

  /** After light became dark or the other way round. */
  restyle(): void {
    const { border, land } = readPalette(this.map.getContainer());
    this.#land?.setStyle({ color: border, fillColor: land, fillOpacity: 1, opacity: 1 });
  }

  close(): void {
    this.#isClosed = true;
    this.map.remove();
  }
}
