// The map of network planning: a field of cells over the land, the stations, what was taken away and what was added.
import * as L from "/assets/leaflet/leaflet-src.esm.js";
import type { Place } from "../../../../shared/seismo/geodesy.ts";
import type { Texts } from "../i18n/language.ts";
import { Ground } from "../map/ground.ts";
import { type Pencil, Sheet } from "../map/sheet.ts";
import { colourOf, type Quantity } from "./planningScale.ts";
import type { Plan } from "./told.ts";

export interface PlanningPicture {
  readonly plan: Plan | undefined;
  readonly quantity: Quantity;
  readonly stations: readonly (Place & { readonly stationId: string })[];
  readonly lost: ReadonlySet<string>;
  readonly added: readonly Place[];
  readonly target: Place | undefined;
}

export interface PlanningPointed {
  readonly onMove: (at: Place | undefined) => void;
  /** @param stationId of the station at that place, "" where there is none */
  readonly onClick: (at: Place, stationId: string) => void;
}

const PANES = [
  ["land", 200],
  ["field", 240],
  ["towns", 250],
  ["still", 400],
] as const;
const NEAR_PX = 12;

export class PlanningMap {
  readonly #ground: Ground;
  readonly #map: L.LeafletMap;
  readonly #field: Sheet;
  readonly #marks: Sheet;
  #picture: PlanningPicture | undefined;
  #isFitted = false;

  constructor(element: HTMLElement, { map: words }: Texts, pointed: PlanningPointed) {
    this.#ground = new Ground(element, { panes: PANES, options: { maxZoom: 12, zoomControl: false } });
    this.#map = this.#ground.map;
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(this.#map);
    this.#field = new Sheet(this.#map, "field", (pencil) => this.#drawField(pencil));
    this.#marks = new Sheet(this.#map, "still", (pencil) => this.#drawMarks(pencil));
    for (const kind of ["move", "zoomend", "resize", "viewreset"]) this.#map.on(kind, () => this.#draw());
    const placeOf = ({ latlng }: L.MapEvent): Place => {
      const { lat, lng } = latlng.wrap();
      return { latitudeDeg: lat, longitudeDeg: lng };
    };
    this.#map.on("mousemove", (event) => pointed.onMove(placeOf(event)));
    this.#map.on("mouseout", () => pointed.onMove(undefined));
    this.#map.on("click", (event) => pointed.onClick(placeOf(event), this.#stationAt(event.containerPoint)));
  }

  restyle(): void {
    this.#ground.restyle();
    this.#field.restyle();
    this.#marks.restyle();
    this.#draw();
  }

  show(picture: PlanningPicture): void {
    this.#picture = picture;
    const { plan } = picture;
    if (plan !== undefined && !this.#isFitted) this.#fit(plan);
    this.#draw();
  }

  /** Once: a station that was lost or added leaves the map where it is. */
  #fit({ latitudesDeg, longitudesDeg }: Plan): void {
    this.#isFitted = true;
    const southWest = [latitudesDeg[0] ?? 0, longitudesDeg[0] ?? 0] as const;
    const northEast = [latitudesDeg.at(-1) ?? 0, longitudesDeg.at(-1) ?? 0] as const;
    this.#map.fitBounds(L.latLngBounds([southWest, northEast]), { animate: false, padding: [8, 8] });
  }

  #draw(): void {
    if (this.#ground.isClosed) return;
    this.#field.draw();
    this.#marks.draw();
  }

  /** Each cell is a box between the halves to its neighbours. */
  #drawField(pencil: Pencil): void {
    const { plan, quantity } = this.#picture ?? {};
    const field = quantity === undefined ? undefined : plan?.[quantity];
    if (plan === undefined || quantity === undefined || field === null || field === undefined) return;
    const { pen } = pencil;
    const { latitudesDeg, longitudesDeg } = plan;
    const halfLat = ((latitudesDeg[1] ?? 0) - (latitudesDeg[0] ?? 0)) / 2;
    const halfLon = ((longitudesDeg[1] ?? 0) - (longitudesDeg[0] ?? 0)) / 2;
    pen.globalAlpha = 0.62;
    for (const [row, latitudeDeg] of latitudesDeg.entries()) {
      for (const [column, longitudeDeg] of longitudesDeg.entries()) {
        const value = field[row]?.[column];
        if (value === null || value === undefined) continue;
        const corner = { latitudeDeg: latitudeDeg + halfLat, longitudeDeg: longitudeDeg - halfLon };
        const [left, top] = pencil.pointOf(corner);
        const [right, bottom] = pencil.pointOf({
          ...{ latitudeDeg: latitudeDeg - halfLat, longitudeDeg: longitudeDeg + halfLon },
        });
        pen.fillStyle = colourOf(quantity, value);
        // Whole pixels: cells that share an edge neither overlap nor leave a seam.
        const [x, y] = [Math.round(left), Math.round(top)];
        pen.fillRect(x, y, Math.round(right) - x, Math.round(bottom) - y);
      }
    }
    pen.globalAlpha = 1;
  }

  #drawMarks(pencil: Pencil): void {
    const { stations = [], lost = new Set(), added = [], target } = this.#picture ?? {};
    const { palette } = pencil;
    for (const station of stations) {
      const isLost = lost.has(station.stationId);
      dot(
        pencil,
        station,
        isLost ? { fill: palette.panel, edge: palette.bad } : { fill: palette.ink, edge: palette.panel },
      );
      if (isLost) cross(pencil, station, palette.bad);
    }
    for (const place of added) dot(pencil, place, { fill: palette.accent, edge: palette.panel });
    if (target !== undefined) star(pencil, target);
  }

  #stationAt({ x, y }: L.Point): string {
    let [found, best] = ["", NEAR_PX ** 2];
    for (const { stationId, latitudeDeg, longitudeDeg } of this.#picture?.stations ?? []) {
      const at = this.#map.latLngToContainerPoint([latitudeDeg, longitudeDeg]);
      const square = (at.x - x) ** 2 + (at.y - y) ** 2;
      if (square <= best) [found, best] = [stationId, square];
    }
    return found;
  }

  close(): void {
    this.#ground.close();
  }
}

function dot(pencil: Pencil, place: Place, look: { readonly fill: string; readonly edge: string }): void {
  const { pen, rem } = pencil;
  const [x, y] = pencil.pointOf(place);
  pen.beginPath();
  pen.arc(x, y, 4.5 * rem, 0, 2 * Math.PI);
  pen.fillStyle = look.fill;
  pen.strokeStyle = look.edge;
  pen.lineWidth = 1.6 * rem;
  pen.fill();
  pen.stroke();
}

function cross(pencil: Pencil, place: Place, ink: string): void {
  const { pen, rem } = pencil;
  const [x, y] = pencil.pointOf(place);
  const reach = 6 * rem;
  pen.beginPath();
  pen.moveTo(x - reach, y - reach);
  pen.lineTo(x + reach, y + reach);
  pen.moveTo(x + reach, y - reach);
  pen.lineTo(x - reach, y + reach);
  pen.strokeStyle = ink;
  pen.lineWidth = 2.2 * rem;
  pen.stroke();
}

function star(pencil: Pencil, place: Place): void {
  const { pen, rem, palette } = pencil;
  const [x, y] = pencil.pointOf(place);
  pen.beginPath();
  for (let point = 0; point < 10; point += 1) {
    const [reach, angle] = [(point % 2 === 0 ? 9 : 4) * rem, (point * Math.PI) / 5 - Math.PI / 2];
    pen.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  pen.closePath();
  pen.fillStyle = palette.accent;
  pen.strokeStyle = palette.panel;
  pen.lineWidth = 1.8 * rem;
  pen.fill();
  pen.stroke();
}
