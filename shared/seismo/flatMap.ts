// A flat map around a place (azimuthal equidistant): distances between points 300 km off are true within 0.4 km.
import { azimuthDeg, destination, distanceKm, type Place } from "./geodesy.ts";

export interface FlatPoint {
  readonly eastKm: number;
  readonly northKm: number;
}

export interface FlatMap {
  pointOf(place: Place): FlatPoint;
  placeOf(point: FlatPoint): Place;
}

export function flatMapAround(centre: Place): FlatMap {
  return {
    pointOf(place) {
      const km = distanceKm(centre, place);
      const azimuth = (azimuthDeg(centre, place) * Math.PI) / 180;
      return { eastKm: km * Math.sin(azimuth), northKm: km * Math.cos(azimuth) };
    },
    placeOf({ eastKm, northKm }) {
      const azimuth = (Math.atan2(eastKm, northKm) * 180) / Math.PI;
      return destination(centre, azimuth, Math.hypot(eastKm, northKm));
    },
  };
}
