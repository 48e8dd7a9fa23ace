// The map: stations by shape and colour, epicentre with its uncertainty, intensity contours, growing P and S fronts.
import * as L from "/assets/leaflet/leaflet-src.esm.js";
import { h, icon } from "./dom.js";
import { frontRadiusKm } from "./fronts.js";
import { TownLabels } from "./labels.js";
import { intensityColour, roman } from "./words.js";
import { countries } from "./world.js";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Shapes beside colours: state is never told by colour alone. */
L.Canvas.include({
  _drawStation(layer) {
    if (!this._drawing || layer._empty()) return;
    const { x, y } = layer._point;
    const size = layer._radius;
    const pen = this._ctx;
    pen.beginPath();
    if (layer.options.shape === "silent") {
      pen.moveTo(x - size, y - size);
      pen.lineTo(x + size, y + size);
      pen.moveTo(x + size, y - size);
      pen.lineTo(x - size, y + size);
    } else if (layer.options.shape === "shaking") pen.rect(x - size, y - size, size * 2, size * 2);
    else if (layer.options.shape === "triggered") {
      pen.moveTo(x, y - size * 1.2);
      pen.lineTo(x + size * 1.15, y + size * 0.9);
      pen.lineTo(x - size * 1.15, y + size * 0.9);
      pen.closePath();
    } else pen.arc(x, y, size, 0, Math.PI * 2);
    this._fillStroke(pen, layer);
  },
});
const StationMark = L.CircleMarker.extend({
  _updatePath() {
    this._renderer._drawStation(this);
  },
});

function styleOf({ state, intensity, health }) {
  const felt = intensity >= 2 && state !== "silent";
  const fill = felt ? intensityColour(intensity) : state === "triggered" ? colour("--front-s") : colour("--good");
  const shape = state === "idle" && felt ? "shaking" : state;
  const radius = { silent: 3.2, idle: 4, shaking: 6.5, triggered: 7.5 }[shape];
  const edge = state === "silent" ? colour("--quiet") : state === "idle" ? colour("--panel") : colour("--ink");
  const distrusted = health?.state === "quarantined";
  return {
    shape,
    radius,
    color: distrusted ? colour("--warn") : edge,
    weight: distrusted ? 2.5 : state === "silent" ? 1.6 : 1,
    fillColor: fill,
    fillOpacity: state === "silent" ? 0 : 0.95,
    opacity: 1,
  };
}

export class WorldMap {
  #map;
  #land;
  #marks = new Map();
  #event = L.layerGroup();
  #frontP;
  #frontS;
  #homeMark;
  #movedByHandMs = 0;

  constructor(element) {
    this.#map = L.map(element, { preferCanvas: true, worldCopyJump: true, zoomSnap: 0.5, attributionControl: false });
    const map = this.#map;
    map.setView([12, -60], 2);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    L.control
      .attribution({ prefix: false, position: "bottomright" })
      .addAttribution("Natural Earth · GeoNames")
      .addTo(map);
    for (const [pane, z] of [
      ["land", 200],
      ["towns", 250],
      ["contours", 350],
      ["stations", 400],
      ["fronts", 450],
    ]) {
      map.createPane(pane).style.zIndex = z;
    }
    map.getPane("fronts").style.pointerEvents = "none";
    map.getPane("contours").style.pointerEvents = "none";
    const front = { renderer: L.canvas({ pane: "fronts", padding: 0.3 }), interactive: false, fill: false, radius: 1 };
    this.#frontP = L.circle([0, 0], { ...front, weight: 2, dashArray: "7 6" });
    this.#frontS = L.circle([0, 0], { ...front, weight: 3.5 });
    this.#event.addTo(map);
    for (const kind of ["dragstart", "zoomstart"]) {
      map.on(kind, (event) => {
        if (event.originalEvent || kind === "dragstart") this.#movedByHandMs = Date.now();
      });
    }
    new TownLabels(map, "towns");
    void this.#drawLand();
  }

  async #drawLand() {
    const renderer = L.canvas({ pane: "land", padding: 0.4 });
    const options = { renderer, interactive: false, smoothFactor: 1.2, weight: 0.8 };
    this.#land = L.geoJSON(await countries(), options).addTo(this.#map);
    this.restyle();
  }

  /** After light became dark or the other way round. */
  restyle() {
    this.#land?.setStyle({ color: colour("--border"), fillColor: colour("--land"), fillOpacity: 1, opacity: 1 });
    this.#frontP.setStyle({ color: colour("--front-p") });
    this.#frontS.setStyle({ color: colour("--front-s") });
    for (const mark of this.#marks.values()) mark.signature = "";
  }

  showStations(stations) {
    const here = new Set();
    for (const station of stations) {
      here.add(station.key);
      const known = this.#marks.get(station.key) ?? this.#addMark(station);
      const signature = `${station.state} ${station.intensity} ${station.health?.state}`;
      if (known.signature !== signature) known.mark.setStyle(styleOf(station)).setRadius(styleOf(station).radius);
      known.signature = signature;
      known.station = station;
    }
    for (const [key, { mark }] of this.#marks) {
      if (here.has(key)) continue;
      mark.remove();
      this.#marks.delete(key);
    }
  }

  #addMark(station) {
    this.#stationRenderer ??= L.canvas({ pane: "stations", padding: 0.3 });
    const at = [station.latitudeDeg, station.longitudeDeg];
    const mark = new StationMark(at, { renderer: this.#stationRenderer, ...styleOf(station) }).addTo(this.#map);
    const entry = { mark, station, signature: "" };
    mark.bindTooltip(() => tooltipOf(entry.station));
    this.#marks.set(station.key, entry);
    return entry;
  }
  #stationRenderer;

  /** Draws what stands still between two versions. */
  showEvent(event) {
    this.#event.clearLayers();
    if (!event) return;
    const { origin, contours, status } = event.versions.at(-1);
    const at = [origin.latitudeDeg, origin.longitudeDeg];
    const isCancelled = status === "cancelled";
    const rings = isCancelled ? [] : contours.filter((contour) => contour.radiusKm > 0);
    for (const { intensity, radiusKm, polygon } of [...rings].sort((a, b) => b.radiusKm - a.radiusKm)) {
      const look = { color: intensityColour(intensity), fillColor: intensityColour(intensity) };
      const options = { ...look, weight: 1.5, fillOpacity: 0.12, pane: "contours", interactive: false };
      const line = polygon?.map(([longitudeDeg, latitudeDeg]) => [latitudeDeg, longitudeDeg]);
      const radius = radiusKm * 1000;
      this.#event.addLayer(line ? L.polygon(line, options) : L.circle(at, { radius, ...options }));
      this.#event.addLayer(contourLabel(origin, intensity, radiusKm));
    }
    const sure = { radius: origin.horizontalUncertaintyKm * 1000, pane: "contours", interactive: false };
    this.#event.addLayer(L.circle(at, { ...sure, color: colour("--ink"), weight: 1.5, dashArray: "3 4", fill: false }));
    const star = icon("M15 1l4 9.6 10.4.8-7.9 6.8 2.4 10.1L15 22.9 6.1 28.3l2.4-10.1L.6 11.4 11 10.6z", "", 30);
    const html = h("div", { class: "map-mark" }, star);
    const look = L.divIcon({ html, className: `epicentre${isCancelled ? " cancelled" : ""}`, iconSize: [30, 30] });
    this.#event.addLayer(L.marker(at, { icon: look, alt: event.title, keyboard: false }).bindTooltip(event.title));
  }

  /** @returns whether a front is still on its way. */
  moveFronts(event, dataNowMs) {
    const newest = event?.versions.at(-1);
    const elapsedS = newest ? (dataNowMs - newest.origin.timeMs) / 1000 : -1;
    const times = newest && newest.status !== "cancelled" ? event.fronts : null;
    const radii = [times?.pS, times?.sS].map((row) => row && frontRadiusKm(row, times.stepKm, elapsedS));
    for (const [index, circle] of [this.#frontP, this.#frontS].entries()) {
      if (radii[index] === undefined) circle.remove();
      else {
        circle.setLatLng([newest.origin.latitudeDeg, newest.origin.longitudeDeg]).setRadius(radii[index] * 1000);
        if (!this.#map.hasLayer(circle)) circle.addTo(this.#map);
      }
    }
    return radii.some((radius) => radius !== undefined);
  }

  showHome(home) {
    this.#homeMark?.remove();
    if (!home) return;
    const html = h("div", {}, icon("M3 13 13 3l10 10h-3v9h-5v-6h-4v6H6v-9z", "", 26));
    const look = L.divIcon({ html, className: "home", iconSize: [26, 26] });
    const at = [home.latitudeDeg, home.longitudeDeg];
    this.#homeMark = L.marker(at, { icon: look, alt: "My place", keyboard: false })
      .bindTooltip("My place")
      .addTo(this.#map);
  }

  centre() {
    const { lat, lng } = this.#map.getCenter().wrap();
    return { latitudeDeg: lat, longitudeDeg: lng };
  }

  onClick(listener) {
    this.#map.on("click", ({ latlng }) => {
      const { lat, lng } = latlng.wrap();
      listener({ latitudeDeg: lat, longitudeDeg: lng });
    });
  }

  /** Shows the event with its neighbourhood, or all stations; never while somebody is moving the map. */
  focus(event, stations, { byHand = false } = {}) {
    if (!byHand && Date.now() - this.#movedByHandMs < 30_000) return;
    const points = stations.map((station) => [station.latitudeDeg, station.longitudeDeg]);
    const animate = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const fit = { animate, padding: [40, 40], maxZoom: 9 };
    if (event) {
      const { origin, contours } = event.versions.at(-1);
      // Where it is felt well; the whole reach of a great one would make the network a dot.
      const felt = contours.filter((contour) => contour.intensity >= 5).map((contour) => contour.radiusKm);
      const reachKm = Math.min(220, Math.max(90, ...felt) * 1.3);
      const at = L.latLng(origin.latitudeDeg, origin.longitudeDeg);
      this.#map.fitBounds(at.toBounds(reachKm * 2200), fit);
    } else if (points.length > 0) this.#map.fitBounds(L.latLngBounds(points), fit);
  }
}

function contourLabel(origin, intensity, radiusKm) {
  const at = [origin.latitudeDeg + radiusKm / 111.2, origin.longitudeDeg];
  const html = h("span", { class: "contour-label" }, roman(intensity));
  html.style.background = intensityColour(intensity);
  const look = L.divIcon({ html, className: "", iconSize: [26, 16] });
  return L.marker(at, { icon: look, interactive: false, keyboard: false, pane: "contours", zIndexOffset: 10_000 });
}

function tooltipOf({ stationId, name, state, intensity, health, pgaMps2, connection }) {
  const parts = [state, intensity >= 2 && state !== "silent" ? `MMI ${intensity.toFixed(1)}` : ""];
  if (health) parts.push(`latency ${health.latencyS.toFixed(1)} s`);
  if (pgaMps2 > 0.01 && state !== "silent") parts.push(`${pgaMps2.toFixed(2)} m/s²`);
  if (connection === "offline") parts.push("device offline");
  const reason = health?.reason ? h("div", { class: "reason" }, health.reason) : null;
  return h(
    "div",
    {},
    h("b", {}, stationId),
    name ? ` ${name}` : "",
    h("div", {}, parts.filter(Boolean).join(" · ")),
    reason,
  );
}
