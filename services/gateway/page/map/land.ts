// The map of the world under everything: Natural Earth 1:50m out of world-atlas, unrolled at the date line.
import feature, { type Country, type Position, type Topology } from "/assets/topojson-client/feature.js";

/** Beyond this Mercator has no picture. */
const SOUTH_DEG = -85;

let loading: Promise<object> | undefined;

/** GeoJSON of the countries, with a copy east or west where one crosses ±180°; loaded once. */
export function countries(): Promise<object> {
  loading ??= load();
  return loading;
}

async function load(): Promise<object> {
  const response = await fetch("/assets/world-atlas/countries-50m.json");
  if (!response.ok) throw new Error(`map of the world: status ${response.status}`);
  const topology: Topology = await response.json();
  const { features } = feature(topology, topology.objects.countries);
  return { type: "FeatureCollection", features: features.flatMap(whole) };
}

function whole({ geometry, properties }: Country): object[] {
  if (geometry === null) return [];
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const flat = polygons.map((rings) => rings.map(unrolled));
  const copies = flat.flatMap((rings) => {
    const longitudes = (rings[0] ?? []).map(([x]) => x);
    const turns = [0];
    if (longitudes.some((x) => x > 180)) turns.push(-360);
    if (longitudes.some((x) => x < -180)) turns.push(360);
    return turns.map((turn) => rings.map((ring) => ring.map(([x, y]) => [x + turn, y])));
  });
  return [{ type: "Feature", properties, geometry: { type: "MultiPolygon", coordinates: copies } }];
}

/** Goes on beyond ±180 instead of jumping; the ring around the South Pole is closed along the map's edge. */
function unrolled(ring: readonly Position[]): readonly Position[] {
  let turn = 0;
  let previous = ring[0]?.[0] ?? 0;
  const flat = ring.map(([x, y]): Position => {
    if (Math.abs(x - previous) > 180) turn += x > previous ? -360 : 360;
    previous = x;
    return [x + turn, Math.max(SOUTH_DEG, y)];
  });
  const [first, last] = [flat[0]?.[0] ?? 0, flat.at(-1)?.[0] ?? 0];
  return Math.abs(last - first) < 180 ? flat : [...flat, [last, SOUTH_DEG], [first, SOUTH_DEG]];
}
