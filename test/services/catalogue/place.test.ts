// Place names of real earthquakes, and the corners of the Earth.
import { beforeAll, expect, test } from "vitest";
import { compassPoint, type Gazetteer } from "../../../services/catalogue/place.ts";
import { openGazetteer } from "../../../services/catalogue/towns.ts";

let gazetteer: Gazetteer;
beforeAll(() => {
  gazetteer = openGazetteer();
});

test.each([
  ["2014 Guerrero", 17.45, -101.72, "28 km SW of Ixtapa-Zihuatanejo, Guerrero, Mexico"],
  ["Ridgecrest 2019", 35.77, -117.6, "18 km NNE of Ridgecrest, California, United States"],
  [
    "La Verne 2018: the town above it, not the metropolis near it",
    34.136,
    -117.775,
    "4 km N of La Verne, California, United States",
  ],
  ["Hualien 2018: a country that is its own region is said once", 24.1, 121.73, "19 km NE of Hualien City, Taiwan"],
  ["Monte Cristo 2020", 38.17, -117.85, "55 km WNW of Tonopah, Nevada, United States"],
  ["in a city", 16.85, -99.9, "near Acapulco de Juárez, Guerrero, Mexico"],
  ["east of the date line a town west of it", -17.8, -179.95, "83 km ENE of Levuka, Eastern, Fiji"],
  ["Gulf of Alaska 2018: far out at sea", 56.0, -149.1, "offshore, 582 km S of Anchorage, Alaska, United States"],
  ["far from towns, but on land", 68, 120, "804 km NNW of Yakutsk, Sakha, Russia"],
  ["the North Pole lies in the sea", 89.9, 0, "offshore, 2328 km N of Murmansk, Russia"],
  ["the South Pole on land", -89.9, 0, /^\d+ km S of /],
])("%s", (_what, latitudeDeg, longitudeDeg, words) => {
  expect(gazetteer.placeOf({ latitudeDeg, longitudeDeg })).toMatch(words);
});

test.each([
  ["Ridgecrest 2019, on land", 35.77, -117.6, "California, United States"],
  ["2014 Guerrero, at sea", 17.45, -101.72, "off the coast of Guerrero, Mexico"],
  ["Tohoku 2011", 38.3, 142.4, "off the coast of Miyagi, Japan"],
  ["Gulf of Alaska 2018", 56.0, -149.1, "far off the coast of Alaska, United States"],
  ["far from towns, but on land", 68, 120, "Sakha, Russia"],
  ["the South Pole", -89.9, 0, "Antarctica"],
  ["near the South Sandwich Islands", -61, -25, "Southern Ocean"],
])("the region of %s", (_what, latitudeDeg, longitudeDeg, words) => {
  expect(gazetteer.regionOf({ latitudeDeg, longitudeDeg })).toBe(words);
});

test("the compass rounds to the nearest of sixteen points, and 359° is north again", () => {
  expect([0, 11, 12, 225, 348, 349, 359.9].map(compassPoint)).toEqual(["N", "N", "NNE", "SW", "NNW", "N", "N"]);
});
