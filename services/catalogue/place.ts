// Where something is, in words: "27 km SW of Ixtapa-Zihuatanejo, Guerrero, Mexico". Towns in a grid of degrees.
import {
  apartKm,
  azimuthDeg,
  type Direction,
  directionOf,
  distanceKm,
  type Place,
} from "../../shared/seismo/geodesy.ts";

export interface Town extends Place {
  readonly name: string;
  /** "Guerrero, Mexico" */
  readonly region: string;
  readonly population: number;
}

export interface Words {
  /** "27 km SW of Ixtapa-Zihuatanejo, Guerrero, Mexico" */
  readonly place: string;
  /** "Guerrero, Mexico", "off the coast of Guerrero, Mexico"; "" where no town is known. */
  readonly region: string;
}

/** Beyond this a town no longer says where something is; then a city does, from however far. */
const NEAR_KM = 150;
const CITY_POPULATION = 50_000;
/** Anywhere on Earth. */
const HALF_ROUND_KM = 20_100;
/** How much being known counts against being near: of towns in the first case, of cities in the second. */
const TOWN_EXPONENT = 0.25;
const CITY_EXPONENT = 0.1;
/** Keeps a hamlet right above the hypocentre from winning by distance alone. */
const OFFSET_KM = 6;
/** So close that a direction would say more than we know. */
const AT_KM = 3;
/** Beyond this from the nearest town the sea is no longer anybody's coast. */
const COAST_KM = 400;
/** The Southern Ocean begins here, and no country's region lies beyond. */
const SOUTH_OF_ALL_DEG = -60;
const KM_PER_DEGREE = 110.57;
const POINTS = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"];

/** The point of a 16-point compass nearest to a direction. */
export function compassPoint(directionDeg: number): string {
  return POINTS[Math.round(directionDeg / 22.5) % 16] ?? "N";
}

export class Gazetteer {
  readonly #cells = new Map<string, Town[]>();
  readonly #cities: City[] = [];
  readonly #isLand: (place: Place) => boolean;

  constructor(towns: Iterable<Town>, isLand: (place: Place) => boolean) {
    this.#isLand = isLand;
    for (const town of towns) {
      const cell = cellOf(Math.floor(town.latitudeDeg), Math.floor(town.longitudeDeg));
      const neighbours = this.#cells.get(cell);
      if (neighbours === undefined) this.#cells.set(cell, [town]);
      else neighbours.push(town);
      if (town.population >= CITY_POPULATION) this.#cities.push(cityOf(town));
    }
  }

  placeOf(place: Place): string {
    return this.wordsOf(place).place;
  }

  regionOf(place: Place): string {
    return this.wordsOf(place).region;
  }

  wordsOf(place: Place): Words {
    const near = measured(this.#near(place), place);
    const isLand = this.#isLand(place);
    const town = bestKnown(near, { withinKm: NEAR_KM, exponent: TOWN_EXPONENT });
    const nearest = bestKnown(near, { withinKm: HALF_ROUND_KM, exponent: CITY_EXPONENT });
    if (town !== undefined) return { place: described(place, town.town), region: regionIn(place, isLand, nearest) };
    const city = this.#bestCity(place);
    const region = regionIn(place, isLand, nearest ?? city);
    const where = city === undefined ? coordinatesOf(place) : described(place, city.town);
    return { place: isLand ? where : `offshore, ${where}`, region };
  }

  #bestCity(place: Place): Measured | undefined {
    const here = directionOf(place);
    let best: City | undefined;
    let bestScore = Number.POSITIVE_INFINITY;
    for (const city of this.#cities) {
      const score = (apartKm(here, city.direction) + OFFSET_KM) / city.fame;
      if (score < bestScore) [best, bestScore] = [city, score];
    }
    return best && { town: best.town, distanceKm: distanceKm(place, best.town) };
  }

  *#near(place: Place): Generator<Town> {
    const halfHeightDeg = NEAR_KM / KM_PER_DEGREE;
    const south = Math.max(-90, Math.floor(place.latitudeDeg - halfHeightDeg));
    const north = Math.min(90, Math.floor(place.latitudeDeg + halfHeightDeg));
    for (let latitude = south; latitude <= north; latitude += 1) {
      const farthestDeg = Math.min(89.9, Math.max(Math.abs(latitude), Math.abs(latitude + 1)));
      const halfWidthDeg = Math.min(180, halfHeightDeg / Math.cos((farthestDeg * Math.PI) / 180));
      const west = Math.floor(place.longitudeDeg - halfWidthDeg);
      const east = Math.min(west + 359, Math.floor(place.longitudeDeg + halfWidthDeg));
      for (let longitude = west; longitude <= east; longitude += 1) {
        yield* this.#cells.get(cellOf(latitude, longitude)) ?? [];
      }
    }
  }
}

function cellOf(latitude: number, longitude: number): string {
  return `${latitude}/${((((longitude + 180) % 360) + 360) % 360) - 180}`;
}

/** Ready to be compared with all others. */
interface City {
  readonly town: Town;
  readonly direction: Direction;
  readonly fame: number;
}

function cityOf(town: Town): City {
  return { town, direction: directionOf(town), fame: Math.max(500, town.population) ** CITY_EXPONENT };
}

interface Measured {
  readonly town: Town;
  readonly distanceKm: number;
}

function measured(towns: Iterable<Town>, place: Place): Measured[] {
  return Array.from(towns, (town) => ({ town, distanceKm: distanceKm(place, town) }));
}

/** A town ten times as large may be almost twice as far and still be the better name: people know Acapulco. */
function bestKnown(
  towns: readonly Measured[],
  { withinKm, exponent }: { readonly withinKm: number; readonly exponent: number },
): Measured | undefined {
  let best: Measured | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const known of towns) {
    const score = (known.distanceKm + OFFSET_KM) / Math.max(500, known.town.population) ** exponent;
    if (known.distanceKm <= withinKm && score < bestScore) [best, bestScore] = [known, score];
  }
  return best;
}

function regionIn({ latitudeDeg }: Place, isLand: boolean, nearest: Measured | undefined): string {
  if (latitudeDeg < SOUTH_OF_ALL_DEG) return isLand ? "Antarctica" : "Southern Ocean";
  if (nearest === undefined || nearest.town.region === "") return "";
  if (isLand) return nearest.town.region;
  return `${nearest.distanceKm > COAST_KM ? "far " : ""}off the coast of ${nearest.town.region}`;
}

function described(place: Place, town: Town): string {
  const name = town.region === "" ? town.name : `${town.name}, ${town.region}`;
  const distance = distanceKm(town, place);
  if (distance < AT_KM) return `near ${name}`;
  return `${Math.round(distance)} km ${compassPoint(azimuthDeg(town, place))} of ${name}`;
}

/** "17.10° N, 101.40° W": what is left to say where nothing is known. */
export function coordinatesOf({ latitudeDeg, longitudeDeg }: Place): string {
  const half = (degrees: number, positive: string, negative: string) =>
    `${Math.abs(degrees).toFixed(2)}° ${degrees < 0 ? negative : positive}`;
  return `${half(latitudeDeg, "N", "S")}, ${half(longitudeDeg, "E", "W")}`;
}
