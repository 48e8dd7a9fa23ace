import { describe, expect, test } from "vitest";
import { type DraftOf, draftOf } from "../../../services/integrator/eventMessage.ts";
import { type Contour, contourSchema, events } from "../../../shared/contracts/event.ts";
import { distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import { radiusOfIntensityKm } from "../../../shared/seismo/ipe.ts";

const NAPA: Place = { latitudeDeg: 38.2084, longitudeDeg: -122.2845 };

function picture(place: Place, magnitude: number): DraftOf {
  return {
    world: { mode: "simulation", run: "test" },
    eventId: "simulation-test",
    assembly: {
      arrivals: [],
      location: {
        place,
        depthKm: 11,
        timeMs: 1_700_000_000_000,
        timeUncertaintyS: 0.3,
        horizontalUncertaintyKm: 3,
        depthUncertaintyKm: 5,
        covarianceKm2: [5, 0, 4],
        azimuthalGapDeg: 90,
        rmsS: 0.2,
        residualsS: [],
        score: 0,
      },
    },
    magnitude: {
      value: magnitude,
      type: "Mpd",
      uncertainty: 0.3,
      low: magnitude - 0.5,
      high: magnitude + 0.5,
      stationCount: 5,
      scatter: 0.2,
    },
    evidence: [],
    likelihood: 0.99,
    observed: new Map(),
    asOfMs: 1_700_000_006_000,
  };
}

const contoursOf = (place: Place, magnitude: number): readonly Contour[] => draftOf(picture(place, magnitude)).contours;

describe("the contours of a version", () => {
  const contours = contoursOf(NAPA, 6);

  test("begin at 3, end where nothing stronger is expected, and each is a radius and the ring of it", () => {
    expect(contours.map(({ intensity }) => intensity)).toEqual([3, 4, 5, 6, 7]);
    for (const { intensity, radiusKm, polygon = [] } of contours) {
      expect(radiusKm).toBeCloseTo(radiusOfIntensityKm({ magnitude: 6, depthKm: 11, intensity }), 1);
      expect(polygon).toHaveLength(17);
      expect(polygon.at(-1)).toEqual(polygon[0]);
      for (const [longitudeDeg, latitudeDeg] of polygon) {
        expect(Math.abs(distanceKm(NAPA, { latitudeDeg, longitudeDeg }) - radiusKm)).toBeLessThan(0.1);
      }
    }
  });

  test("are what the message allows, and little of it", () => {
    const version = { ...draftOf(picture(NAPA, 9)), version: 1, status: "confirmed", reason: "new" } as const;
    expect(version.contours).toHaveLength(6);
    expect(events.decode(events.encode(version))).toEqual(version);
    expect(JSON.stringify(version.contours).length).toBeLessThan(3000);
    for (const number of JSON.stringify(version.contours).match(/\d+\.\d+/g) ?? []) {
      expect(number.split(".")[1]?.length).toBeLessThanOrEqual(3);
    }
  });

  test("of an event that is felt nowhere are none", () => {
    expect(contoursOf(NAPA, 1)).toEqual([]);
  });

  test("across the date line stay one piece", () => {
    for (const { polygon = [] } of contoursOf({ latitudeDeg: -17, longitudeDeg: 179.9 }, 7)) {
      for (const [longitudeDeg] of polygon) expect(Math.abs(longitudeDeg - 179.9)).toBeLessThan(30);
      expect(Math.max(...polygon.map(([longitudeDeg]) => longitudeDeg))).toBeGreaterThan(180);
    }
  });

  test("that hold a pole are radii alone", () => {
    const polar = contoursOf({ latitudeDeg: 89.5, longitudeDeg: 10 }, 6);
    expect(polar.map(({ radiusKm, polygon }) => (polygon !== undefined) === radiusKm < 55.6)).not.toContain(false);
    expect(polar[0]).not.toHaveProperty("polygon");
  });
});

describe("a contour is refused", () => {
  const [contour] = contoursOf(NAPA, 6);
  const ring = contour?.polygon ?? [];
  test.each([
    ["when its ring is open", ring.slice(0, -1), "want a last vertex that is the first one again"],
    ["with fewer than eight vertices", [...ring.slice(0, 7), ...ring.slice(0, 1)], "expected array to have >=9 items"],
    ["with latitude and longitude the other way round", ring.map(([x, y]) => [y, x]), "expected number to be >=-90"],
    ["with a height", ring.map(([x, y]) => [x, y, 0]), "expected array to have <=2 items"],
  ])("%s", (_, polygon, message) => {
    expect(contourSchema.safeParse({ ...contour, polygon }).error?.message).toContain(message);
  });

  test("but not when it has none, as those of before", () => {
    expect(contourSchema.safeParse({ intensity: 4, radiusKm: 60 }).success).toBe(true);
  });
});
