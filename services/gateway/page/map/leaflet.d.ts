// The part of Leaflet 1.9 that the map uses; the package brings no types.
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface LatLng {
  readonly lat: number;
  readonly lng: number;
  wrap(): LatLng;
  toBounds(sizeMeters: number): LatLngBounds;
}
export type Pair = readonly [number, number];
export interface LatLngBounds {
  contains(at: Pair): boolean;
  extend(at: Pair): LatLngBounds;
}
export interface Bounds {
  readonly min: Point;
  readonly max: Point;
}
export interface Layer {
  addTo(map: LeafletMap | LayerGroup): this;
  remove(): this;
}
export interface Path extends Layer {
  setStyle(style: Readonly<Record<string, unknown>>): this;
}
export interface LayerGroup extends Layer {
  clearLayers(): this;
  addLayer(layer: Layer): this;
}
export interface MapEvent {
  readonly originalEvent?: Event;
  readonly latlng: LatLng;
  readonly containerPoint: Point;
}
export interface ZoomAnimation {
  readonly center: LatLng;
  readonly zoom: number;
}
export interface FitOptions {
  readonly animate?: boolean;
  readonly padding?: Pair;
  readonly paddingTopLeft?: Pair;
  readonly paddingBottomRight?: Pair;
  readonly maxZoom?: number;
}
export interface LeafletMap {
  setView(center: Pair, zoom: number): this;
  fitBounds(bounds: LatLngBounds, options?: FitOptions): this;
  zoomIn(): this;
  zoomOut(): this;
  getZoom(): number;
  getZoomScale(to: number, from: number): number;
  getCenter(): LatLng;
  getBounds(): LatLngBounds;
  getPixelBounds(): Bounds;
  getSize(): Point;
  getContainer(): HTMLElement;
  createPane(name: string): HTMLElement;
  getPane(name: string): HTMLElement;
  latLngToContainerPoint(at: Pair): Point;
  containerPointToLatLng(at: Pair): LatLng;
  containerPointToLayerPoint(at: Pair): Point;
  invalidateSize(options?: { readonly animate: boolean }): this;
  on(type: "zoomanim", listener: (event: ZoomAnimation) => void): this;
  on(type: string, listener: (event: MapEvent) => void): this;
  remove(): this;
  /** Not public, but what every layer that is animated while zooming needs. */
  _latLngToNewLayerPoint(at: LatLng, zoom: number, center: LatLng): Point;
}
export function map(element: HTMLElement, options: Readonly<Record<string, unknown>>): LeafletMap;
export function canvas(options: Readonly<Record<string, unknown>>): object;
export function geoJSON(data: object, options: Readonly<Record<string, unknown>>): Path;
export function layerGroup(): LayerGroup;
export function marker(at: Pair, options: Readonly<Record<string, unknown>>): Layer;
export function divIcon(options: Readonly<Record<string, unknown>>): object;
export function latLng(lat: number, lng: number): LatLng;
export function latLngBounds(points: readonly Pair[]): LatLngBounds;
export const control: {
  zoom(options: Readonly<Record<string, unknown>>): Layer;
  scale(options: Readonly<Record<string, unknown>>): Layer;
  attribution(options: Readonly<Record<string, unknown>>): Layer & { addAttribution(text: string): Layer };
};
export const DomUtil: {
  setPosition(element: HTMLElement, at: Point): void;
  setTransform(element: HTMLElement, at: Point, scale: number): void;
};
