// An attack: some sensors claim a perfect M6.5, with the right times and amplitudes, while all others stay silent.
import { distanceKm, type Place } from "../../../../shared/seismo/geodesy.ts";
import { chance, START_MS } from "../network.ts";
import { quakeFelt } from "./quakeFelt.ts";
import { changed, grid, offset, type Sensors, scattered, seedOf } from "./sensors.ts";
import { type Told, tell } from "./tell.ts";

export interface Attack {
  readonly stations: number;
  readonly spacingKm: number;
  readonly told: Told[];
}

const CENTRE = { latitudeDeg: 19, longitudeDeg: -99 };
const ORIGIN_MS = START_MS + 20_000;
const [FEWEST, MOST] = [12, 60];

/**
 * `forged` sensors of a random network of 12 to 60. The forger picks them anywhere, next to each other, or the
 * outermost on one side with the earthquake offshore of them; with or without S, over a faster link than all others.
 */
export function attack(forged: number, seed: number): Attack {
  const random = chance(seedOf("attack", forged, seed));
  const stations = FEWEST + Math.floor(random() * (MOST - FEWEST + 1));
  const spacingKm = 8 + 32 * random();
  const network = networkOf(stations, spacingKm, random() < 0.5, seed);
  const [plan, direction, depthKm, hasS] = [random(), 2 * Math.PI * random(), 5 + 20 * random(), random() < 0.5];
  const halfKm = (spacingKm * Math.sqrt(stations)) / 2;
  const awayKm = halfKm * (plan < 0.7 ? random() : 1 + 0.8 * random());
  const place = offset(CENTRE, awayKm * Math.sin(direction), awayKm * Math.cos(direction));
  const order = plan < 0.35 ? shuffled([...network.keys()], random) : nearest(network, place);
  const chosen = order.slice(0, forged);
  const sensors = changed(network, chosen, { clockErrorS: 0, delayMs: -150 });
  const liars = new Map([...sensors].filter(([id]) => chosen.includes(id)));
  const quake = { ...place, depthKm, magnitude: 6.5, originMs: ORIGIN_MS };
  const more = { phaseProbability: 0.99, snr: 300, uncertaintyS: 0.06 };
  const felt = quakeFelt(quake, liars, { seed, scatter: 0, sShare: hasS ? 1 : 0, more });
  return { stations, spacingKm, told: tell(sensors, felt, { fromS: 10, toS: 55 }) };
}

function networkOf(stations: number, spacingKm: number, isGrid: boolean, seed: number): Sensors {
  const name = `F${seed}`;
  const radiusKm = (spacingKm * Math.sqrt(stations)) / Math.sqrt(Math.PI);
  if (!isGrid) return scattered({ name, centre: CENTRE, count: stations, radiusKm });
  const columns = Math.round(Math.sqrt(stations));
  const whole = grid({ name, centre: CENTRE, columns, rows: Math.ceil(stations / columns), spacingKm });
  return new Map([...whole].slice(0, stations));
}

function nearest(sensors: Sensors, place: Place): string[] {
  const byDistance = [...sensors.values()].sort((a, b) => distanceKm(a, place) - distanceKm(b, place));
  return byDistance.map(({ stationId }) => stationId);
}

function shuffled(ids: readonly string[], random: () => number): string[] {
  return ids
    .map((id) => ({ id, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ id }) => id);
}
