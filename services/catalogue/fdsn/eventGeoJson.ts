// Events as the GeoJSON that the USGS serves, which scripts and home automation read [earthquake.usgs.gov/earthquakes/feed].
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { modePrefix } from "../../../shared/contracts/mode.ts";
import { EARTH_RADIUS_KM } from "../../../shared/seismo/geodesy.ts";
import type { EventRow } from "./eventRows.ts";
import type { ToldEvent } from "./eventTold.ts";

const KM_PER_DEG = (Math.PI / 180) * EARTH_RADIUS_KM;

/** Significance as the USGS reckons it where nobody has reported anything: 650 at magnitude 6.5. */
export const SIG_PER_SQUARE = 100 / 6.5;

export interface CollectionOptions {
  readonly rows: readonly EventRow[];
  readonly generatedMs: number;
  /** Of the collection. */
  readonly url: string;
  readonly title: string;
  readonly version: string;
  /** Where each event can be asked for: "http://host/fdsnws/event/1". */
  readonly service: string;
}

export async function* geoJsonPieces(
  batches: AsyncIterable<readonly ToldEvent[]>,
  { rows, generatedMs, url, title, version, service }: CollectionOptions,
): AsyncGenerator<string> {
  const metadata = { generated: generatedMs, url, title, status: 200, api: version, count: rows.length };
  yield `{"type":"FeatureCollection","metadata":${JSON.stringify(metadata)},"features":[`;
  let between = "";
  for await (const batch of batches) {
    yield between + batch.map((told) => JSON.stringify(eventFeature(told, service))).join(",\n");
    between = ",\n";
  }
  yield tailOf(rows);
}

/** `bbox` is [west, south, least depth, east, north, greatest depth]; an unknown depth counts as the surface. */
function tailOf(rows: readonly EventRow[]): string {
  if (rows.length === 0) return "]}\n";
  const [min, max] = [Math.min, Math.max].map((end) =>
    rows
      .map((row) => [row.longitude_deg, row.latitude_deg, row.depth_km ?? 0])
      .reduce((all, next) => all.map((value, axis) => end(value, next[axis] ?? value))),
  );
  return `],"bbox":${JSON.stringify([...(min ?? []), ...(max ?? [])])}}\n`;
}

function eventFeature(told: ToldEvent, service: string): object {
  const { row, eventId } = told;
  const depth = row.depth_km === null ? [] : [row.depth_km];
  return {
    type: "Feature",
    properties: propertiesOf(told, service),
    geometry: { type: "Point", coordinates: [row.longitude_deg, row.latitude_deg, ...depth] },
    id: eventId,
  };
}

function propertiesOf(
  { row, eventId, source, magnitudeType, place, plainPlace, type, versions }: ToldEvent,
  service: string,
) {
  const newest = versions.at(-1);
  const mode = newest?.mode ?? "live";
  const ask = `${service}/query?eventid=${encodeURIComponent(eventId)}${mode === "live" ? "" : `&mode=${mode}`}`;
  const { magnitude } = row;
  return {
    mag: magnitude,
    place,
    time: row.time_ms,
    updated: newest?.asOfMs ?? null,
    tz: null,
    url: ask,
    detail: `${ask}&format=geojson`,
    felt: null,
    cdi: null,
    mmi: null,
    alert: null,
    status: newest === undefined ? "reviewed" : newest.status === "cancelled" ? "deleted" : "automatic",
    tsunami: 0,
    sig: magnitude === null ? 0 : Math.round(SIG_PER_SQUARE * magnitude * Math.abs(magnitude)),
    net: source,
    code: row.id,
    ids: `,${eventId},`,
    sources: `,${source},`,
    types: ",origin,",
    ...qualityOf(newest),
    magType: magnitudeType === "" ? null : magnitudeType,
    type,
    title: `${modePrefix(mode)}${magnitude === null ? "" : `M ${magnitude.toFixed(1)} - `}${plainPlace}`,
    // Beyond the USGS: what is no more than an exercise says so to machines too.
    mode,
  };
}

function qualityOf(newest: SeismicEvent | undefined) {
  if (newest === undefined) return { nst: null, dmin: null, rms: null, gap: null };
  const { arrivals, origin } = newest;
  const nearestKm = Math.min(...arrivals.map(({ distanceKm }) => distanceKm));
  return {
    nst: new Set(arrivals.map(({ stationId }) => stationId)).size,
    dmin: arrivals.length === 0 ? null : Math.round((nearestKm / KM_PER_DEG) * 1e4) / 1e4,
    rms: origin.rmsS,
    gap: origin.azimuthalGapDeg,
  };
}
