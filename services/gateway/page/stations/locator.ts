// A small map of where a station stands, among the land and its neighbours.
import type { StationView } from "../../view.ts";
import type { Sheet } from "../draw/plot.ts";
import { countries } from "../map/land.ts";

/** Kilometres from the middle to the upper edge. */
const RANGE_KM = 220;
const KM_PER_DEG = 111.2;
/** More neighbours than this are drawn as specks. */
const MANY = 400;

type Ring = readonly (readonly [number, number])[];

let land: readonly Ring[] | undefined;

/** Loaded once; `onLand` when it is there. */
export function loadLand(onLand: () => void): void {
  if (land !== undefined) return;
  void countries().then((collection) => {
    land = ringsIn(collection);
    onLand();
  });
}

export function drawLocator(sheet: Sheet, station: StationView, neighbours: readonly StationView[]): void {
  const { pen, palette, widthPx, heightPx } = sheet;
  const pxPerKm = heightPx / 2 / RANGE_KM;
  const east = KM_PER_DEG * Math.cos((station.latitudeDeg * Math.PI) / 180) * pxPerKm;
  const xOf = (longitudeDeg: number) => widthPx / 2 + turned(longitudeDeg - station.longitudeDeg) * east;
  const yOf = (latitudeDeg: number) => heightPx / 2 - (latitudeDeg - station.latitudeDeg) * KM_PER_DEG * pxPerKm;
  pen.fillStyle = palette.land;
  pen.strokeStyle = palette.border;
  for (const ring of land ?? []) {
    const xs = ring.map(([longitudeDeg]) => widthPx / 2 + (longitudeDeg - station.longitudeDeg) * east);
    if (Math.max(...xs) < 0 || Math.min(...xs) > widthPx) continue;
    pen.beginPath();
    for (const [at, [, latitudeDeg]] of ring.entries()) pen.lineTo(xs[at] ?? 0, yOf(latitudeDeg));
    pen.closePath();
    pen.fill();
    pen.stroke();
  }
  pen.fillStyle = palette.quiet;
  const places = neighbours.map(({ longitudeDeg, latitudeDeg }) => [xOf(longitudeDeg), yOf(latitudeDeg)] as const);
  const inSight = places.filter(([x, y]) => x >= 0 && y >= 0 && x <= widthPx && y <= heightPx);
  const sizePx = inSight.length > MANY ? 1.2 : 3.6;
  for (const [x, y] of inSight) pen.fillRect(x - sizePx / 2, y - sizePx / 2, sizePx, sizePx);
  mark(sheet);
  scaleBar(sheet, pxPerKm);
}

function mark({ pen, palette, widthPx, heightPx }: Sheet): void {
  const [x, y] = [widthPx / 2, heightPx / 2];
  pen.fillStyle = palette.accent;
  pen.strokeStyle = palette.panel;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(x, y, 6, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
}

function scaleBar({ pen, palette, heightPx, fontPx }: Sheet, pxPerKm: number): void {
  const [x, y] = [12, heightPx - 10];
  pen.fillStyle = palette.panel;
  pen.beginPath();
  pen.roundRect(x - 6, y - 1.7 * fontPx, Math.max(100 * pxPerKm, 4.5 * fontPx) + 12, 1.7 * fontPx + 5, 4);
  pen.fill();
  pen.strokeStyle = palette.ink;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(x, y - 4);
  pen.lineTo(x, y);
  pen.lineTo(x + 100 * pxPerKm, y);
  pen.lineTo(x + 100 * pxPerKm, y - 4);
  pen.stroke();
  pen.fillStyle = palette.ink;
  pen.textAlign = "left";
  pen.textBaseline = "bottom";
  pen.fillText("100 km", x + 4, y - fontPx / 4);
}

function ringsIn(collection: object): readonly Ring[] {
  const features: unknown = Reflect.get(collection, "features");
  if (!Array.isArray(features)) return [];
  return features.flatMap((feature) =>
    feature.geometry.coordinates.map((polygon: readonly Ring[]) => polygon[0] ?? []),
  );
}

const turned = (degrees: number) => ((degrees + 540) % 360) - 180;
