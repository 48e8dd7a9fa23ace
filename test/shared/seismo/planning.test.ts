// What a network is worth before the earthquake, against times worked by hand in its topmost layer.
import { expect, test } from "vitest";
import { destination } from "../../../shared/seismo/geodesy.ts";
import { boundsAround, gridIn, PlannedNetwork } from "../../../shared/seismo/planning.ts";

const EPICENTRE = { latitudeDeg: 17, longitudeDeg: -100 };
const at = (...distancesKm: readonly number[]) =>
  distancesKm.map((km, i) => destination(EPICENTRE, (i * 137) % 360, km));

// iasp91's upper crust: P 5.8 km/s, S 3.36 km/s, straight rays down to 20 km.
// Third station 30 km away, 10 km deep: P √(30² + 10²) / 5.8 = 5.452 s; with 1 s of delay S is at √((6.452 · 3.36)² − 10²) = 19.24 km.
test("three stations at 5, 10 and 30 km and a second of delay leave 19 km blind", () => {
  const network = new PlannedNetwork({ stations: at(30, 5, 10), depthKm: 10, needed: 3, delayS: 1 });
  const first = network.firstAlert(EPICENTRE);
  expect(first?.alertS).toBeCloseTo(5.452 + 1, 1);
  expect(Math.abs((first?.blindKm ?? 0) - 19.24)).toBeLessThan(0.4);
});

// One station above the hypocentre: P 10 / 5.8 = 1.724 s; S has not reached the surface (10 / 3.36 = 2.976 s).
test("where the alert is out before S has come up nobody is blind, and 60 km away 16.4 s are left", () => {
  const network = new PlannedNetwork({ stations: at(0), depthKm: 10, needed: 1, delayS: 0 });
  const first = network.firstAlert(EPICENTRE);
  expect(first).toMatchObject({ blindKm: 0 });
  expect(first?.alertS).toBeCloseTo(1.724, 1);
  // S √(60² + 10²) / 3.36 = 18.10 s.
  const [town = EPICENTRE] = at(60);
  expect(first && network.warningS(EPICENTRE, town, first)).toBeCloseTo(18.1 - 1.724, 0);
});

test("at the edge of the blind zone nothing is left", () => {
  const network = new PlannedNetwork({ stations: at(12, 25, 40, 55), depthKm: 15, needed: 4, delayS: 2 });
  const first = network.firstAlert(EPICENTRE);
  if (first === undefined) throw new Error("four stations are enough");
  const [edge = EPICENTRE] = at(first.blindKm);
  expect(network.warningS(EPICENTRE, edge, first)).toBeCloseTo(0, 2);
});

test("a network of three never has four, and the order of its stations says nothing", () => {
  const stations = at(40, 10, 20);
  const plan = { depthKm: 10, delayS: 1 };
  expect(new PlannedNetwork({ ...plan, stations, needed: 4 }).firstAlert(EPICENTRE)).toBeUndefined();
  const one = new PlannedNetwork({ ...plan, stations, needed: 3 }).firstAlert(EPICENTRE);
  expect(new PlannedNetwork({ ...plan, stations: stations.toReversed(), needed: 3 }).firstAlert(EPICENTRE)).toEqual(
    one,
  );
});

test("the box around a network across the date line is as wide as the network", () => {
  const bounds = boundsAround(
    [
      { latitudeDeg: -17, longitudeDeg: 179 },
      { latitudeDeg: -18, longitudeDeg: -179 },
    ],
    0,
  );
  expect(bounds).toEqual({ southDeg: -18, northDeg: -17, westDeg: 179, eastDeg: 181 });
  expect(boundsAround([], 100)).toBeUndefined();
  expect(gridIn({ southDeg: 0, northDeg: 2, westDeg: 10, eastDeg: 14 }, 2)).toEqual({
    ...{ latitudesDeg: [0.5, 1.5], longitudesDeg: [11, 13] },
  });
});
