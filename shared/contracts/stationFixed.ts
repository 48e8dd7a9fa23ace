// What a device says of itself, beside what is fixed of its station: fixed fields stay, where it claims to stand is kept.
import { type Fixable, type Station, stationSchema } from "./station.ts";

/** A station as it is registered, or as far as it is. */
export type Known = Pick<Station, "latitudeDeg" | "longitudeDeg" | "fixed" | "createdMs"> & Registered;
type Registered = { readonly [F in Fixable]?: Station[F] | undefined };

/** @param known the same station as it is registered; what only the registry may say is taken from there */
export function withFixed(claim: Station, known: Known | undefined): Station {
  const { fixed: _, claimed: __, createdMs: ___, removedMs: ____, ...said } = claim;
  if (known === undefined) return { ...said, createdMs: claim.updatedMs };
  const { fixed = [], createdMs } = known;
  return {
    ...said,
    ...fixedOf(known, fixed),
    ...(fixed.length === 0 ? {} : { fixed }),
    ...(fixed.includes("latitudeDeg") && !isSamePlace(claim, known) ? { claimed: placeOf(claim) } : {}),
    ...(createdMs === undefined ? {} : { createdMs }),
  };
}

/** The fixed fields alone; one that is fixed and not told is not there. */
function fixedOf(station: Registered, fixed: readonly Fixable[]): Partial<Pick<Station, Fixable>> {
  return Object.fromEntries(fixed.flatMap((field) => (station[field] === undefined ? [] : [[field, station[field]]])));
}

/** True when nothing but the time of the news differs. */
export function isSameStation(a: Station, b: Station): boolean {
  const text = (station: Station) => JSON.stringify(stationSchema.parse({ ...station, updatedMs: 0 }));
  return text(a) === text(b);
}

type Stands = Pick<Station, "latitudeDeg" | "longitudeDeg">;

export function placeOf({ latitudeDeg, longitudeDeg }: Stands): Stands {
  return { latitudeDeg, longitudeDeg };
}

function isSamePlace(a: Stands, b: Stands): boolean {
  return a.latitudeDeg === b.latitudeDeg && a.longitudeDeg === b.longitudeDeg;
}
