import { describe, expect, test } from "vitest";
import { amplitudeScorer } from "../../../shared/seismo/amplitudeDecay.ts";
import { destination, distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import { azimuthalGapDeg, locate, type TimedArrival } from "../../../shared/seismo/locate.ts";
import { median } from "../../../shared/seismo/robust.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";
import { chance, gauss } from "../../services/integrator/network.ts";

const CENTRE = { latitudeDeg: 17.5, longitudeDeg: -99 };

interface Source extends Place {
  readonly depthKm: number;
  readonly timeMs: number;
}

function arrivalsOf(source: Source, stations: readonly Place[], noiseS: () => number = () => 0): TimedArrival[] {
  return stations.map((place) => {
    const timeS = travelTimeS("P", distanceKm(source, place), source.depthKm) + noiseS();
    return { place, phase: "P", timeMs: source.timeMs + 1000 * timeS, uncertaintyS: 0.2 };
  });
}

function trial(seed: number, count: number) {
  const random = chance(seed);
  const stations = Array.from({ length: 60 }, () => destination(CENTRE, random() * 360, 120 * Math.sqrt(random())));
  const place = destination(CENTRE, random() * 360, 60 * Math.sqrt(random()));
  const source = { ...place, depthKm: 5 + random() * 20, timeMs: 1.7e12 };
  const nearest = stations.sort((a, b) => distanceKm(a, source) - distanceKm(b, source)).slice(0, count);
  return { source, nearest, arrivals: arrivalsOf(source, nearest, () => 0.2 * gauss(random)) };
}

describe("picks with an error of 0.2 s", () => {
  test.each([
    [5, 2.9],
    [10, 1.2],
    [25, 0.7],
  ])("%d of them place an earthquake inside the network within %d km in the median", (count, withinKm) => {
    const errors = Array.from({ length: 40 }, (_, i) => {
      const { source, arrivals } = trial(100 * count + i, count);
      return distanceKm(locate(arrivals).place, source);
    });
    expect(median(errors)).toBeLessThan(withinKm);
  });

  test("state an uncertainty that is neither boast nor fear: two thirds of the errors lie within about 1.5 sigma", () => {
    const ratios = Array.from({ length: 60 }, (_, i) => {
      const { source, arrivals } = trial(9000 + i, 10);
      const found = locate(arrivals);
      return distanceKm(found.place, source) / (found.horizontalUncertaintyKm * Math.SQRT2);
    });
    const within = ratios.filter((ratio) => ratio < 1.5).length / ratios.length;
    expect(within).toBeGreaterThan(0.66);
    expect(median(ratios)).toBeGreaterThan(0.2);
  });
});

test("exact picks around it give back place, depth and time of an earthquake", () => {
  const { nearest } = trial(7, 20);
  const source = { ...CENTRE, depthKm: 12, timeMs: 1.7e12 };
  const found = locate(arrivalsOf(source, nearest));
  expect(distanceKm(found.place, source)).toBeLessThan(0.5);
  expect(Math.abs(found.depthKm - 12)).toBeLessThan(3);
  expect(Math.abs(found.timeMs - source.timeMs)).toBeLessThan(300);
  expect(Math.max(...found.residualsS.map(Math.abs))).toBeLessThan(0.2);
});

test("two wrong picks among eight spoil nothing but their own residuals", () => {
  const { nearest } = trial(11, 8);
  const source = { ...CENTRE, depthKm: 10, timeMs: 1.7e12 };
  const arrivals = arrivalsOf(source, nearest).map((arrival, i) =>
    i === 1 || i === 4 ? { ...arrival, timeMs: arrival.timeMs + 9000 } : arrival,
  );
  const found = locate(arrivals);
  expect(distanceKm(found.place, source)).toBeLessThan(3);
  expect(found.residualsS[1]).toBeGreaterThan(8);
  expect(found.residualsS[4]).toBeGreaterThan(8);
});

test("stations that have not heard it push a three-station location to the side where nobody listens", () => {
  const source = { ...destination(CENTRE, 180, 90), depthKm: 10, timeMs: 1.7e12 };
  const coast = [-60, 0, 60].map((eastKm) => destination(CENTRE, 90, eastKm));
  const arrivals = arrivalsOf(source, coast);
  const inland = [-80, -40, 0, 40, 80].map((eastKm) => destination(destination(CENTRE, 90, eastKm), 0, 60));
  const lastMs = Math.max(...arrivals.map((arrival) => arrival.timeMs)) + 2000;
  const silent = inland.map((place) => ({ place, silentUntilMs: lastMs }));
  expect(distanceKm(locate(arrivals, { silent }).place, source)).toBeLessThan(30);
});

test("one station and its silent neighbours leave the places that are nearer to it than to them", () => {
  const first: TimedArrival = { place: CENTRE, phase: "P", timeMs: 1.7e12, uncertaintyS: 0.2 };
  const azimuths = Array.from({ length: 12 }, (_, i) => 30 * i);
  const around = [30, 60].flatMap((km) => azimuths.map((azimuthDeg) => destination(CENTRE, azimuthDeg, km)));
  const silent = around.map((place) => ({ place, silentUntilMs: 1.7e12 + 6000 }));
  const [alone, cell] = [locate([first]), locate([first], { silent })];
  expect(distanceKm(cell.place, CENTRE)).toBeLessThan(10);
  expect(cell.horizontalUncertaintyKm).toBeLessThan(alone.horizontalUncertaintyKm / 4);
  // Nobody listens in the north: the place moves there and is less sure.
  const isSouth = ({ place }: { place: Place }) => place.latitudeDeg < CENTRE.latitudeDeg + 0.01;
  const open = locate([first], { silent: silent.filter(isSouth) });
  expect(open.place.latitudeDeg).toBeGreaterThan(cell.place.latitudeDeg);
  expect(open.horizontalUncertaintyKm).toBeGreaterThan(cell.horizontalUncertaintyKm);
});

test("S beside P fixes the distance that P alone leaves open", () => {
  const source = { ...destination(CENTRE, 200, 140), depthKm: 10, timeMs: 1.7e12 };
  const side = [-20, 0, 20].map((eastKm) => destination(CENTRE, 90, eastKm));
  const ofP = arrivalsOf(source, side);
  const ofS = side.map((place): TimedArrival => {
    const timeS = travelTimeS("S", distanceKm(source, place), source.depthKm);
    return { place, phase: "S", timeMs: source.timeMs + 1000 * timeS, uncertaintyS: 0.5 };
  });
  expect(distanceKm(locate([...ofP, ...ofS]).place, source)).toBeLessThan(25);
});

test("the order of the arrivals does not matter", () => {
  const { arrivals } = trial(21, 9);
  const there = locate(arrivals);
  const back = locate([...arrivals].reverse());
  expect(back.place).toEqual(there.place);
  expect([...back.residualsS].reverse()).toEqual(there.residualsS);
});

test("the azimuthal gap is the widest angle without a station", () => {
  expect(azimuthalGapDeg([10, 100, 190, 280])).toBe(90);
  expect(azimuthalGapDeg([350, 10, 30])).toBe(320);
  expect(azimuthalGapDeg([45])).toBe(360);
});

test("amplitudes of short windows are not held against a place that asks for a great earthquake", () => {
  const decays = (saturatesAt: number) => [
    { atOneKm: 3, perDecade: 1.4, sigma: 0.4, saturatesAt },
    { atOneKm: 5, perDecade: 1.4, sigma: 0.4, saturatesAt: 9 },
  ];
  const at = Float64Array.of(10, 10);
  const [whole, short] = [amplitudeScorer(decays(9))(at), amplitudeScorer(decays(4.5))(at)];
  expect(short).toBeGreaterThan(whole + 2);
  // Too large a station is too large whatever its window.
  expect(amplitudeScorer([...decays(9)].reverse())(at)).toBeCloseTo(whole, 9);
});
