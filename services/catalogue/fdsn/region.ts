// Where: the parameters of a box and of a ring that the FDSN services share, and whether a place lies in both.
import { distanceKm, EARTH_RADIUS_KM, type Place } from "../../../shared/seismo/geodesy.ts";
import { decimal, type Given, inOrder } from "./parameters.ts";

const latitude = { min: -90, max: 90, unit: "degrees" };
const longitude = { min: -180, max: 180, unit: "degrees" };
const radius = { min: 0, max: 180, unit: "degrees" };

export const regionParameters = {
  minlatitude: decimal({ alias: "minlat", ...latitude }),
  maxlatitude: decimal({ alias: "maxlat", ...latitude }),
  minlongitude: decimal({
    ...{ alias: "minlon", ...longitude },
    doc: "More than maxlongitude: the range crosses the date line.",
  }),
  maxlongitude: decimal({ alias: "maxlon", ...longitude }),
  latitude: decimal({ alias: "lat", ...latitude }),
  longitude: decimal({ alias: "lon", ...longitude }),
  minradius: decimal(radius),
  maxradius: decimal(radius),
};
export type Region = Given<typeof regionParameters>;

/** @throws Refusal */
export function checkRegion(region: Region): void {
  inOrder(region, "minlatitude", "maxlatitude");
  inOrder(region, "minradius", "maxradius");
}

/** A little more than rounding could be wrong by. */
export const SURELY = 1e-9;

export function isInRegion({ latitudeDeg, longitudeDeg }: Place, region: Region): boolean {
  const {
    minlatitude: south = -90,
    maxlatitude: north = 90,
    minlongitude: west = -180,
    maxlongitude: east = 180,
  } = region;
  if (latitudeDeg < south || latitudeDeg > north) return false;
  const isWest = longitudeDeg < west;
  const isEast = longitudeDeg > east;
  if (west > east ? isWest && isEast : isWest || isEast) return false;
  return isInRing({ latitudeDeg, longitudeDeg }, region);
}

function isInRing(place: Place, { latitude = 0, longitude = 0, minradius, maxradius }: Region): boolean {
  if (minradius === undefined && maxradius === undefined) return true;
  const km = distanceKm(place, { latitudeDeg: latitude, longitudeDeg: longitude });
  const deg = (km / EARTH_RADIUS_KM) * (180 / Math.PI);
  return deg >= (minradius ?? 0) - SURELY && deg <= (maxradius ?? 180) + SURELY;
}
