// Whoever is left out because an event cannot reach them would not have been told either; and can read why.
import fc from "fast-check";
import { expect, test } from "vitest";
import { decide } from "../../../services/alarm/decide.ts";
import { Forecast } from "../../../services/alarm/forecast.ts";
import { Headlines } from "../../../services/alarm/headlines.ts";
import { placedOf } from "../../../services/alarm/placed.ts";
import { Places } from "../../../services/alarm/places.ts";
import { Reach } from "../../../services/alarm/reach.ts";
import type { Subscription } from "../../../services/alarm/subscription.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { destination } from "../../../shared/seismo/geodesy.ts";
import { BSSA14, IPE } from "../../../shared/seismo/shakingModel.ts";
import { anEvent, aSubscription, magnitude } from "./fixtures.ts";

const CENTRE = anEvent().origin;
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const away = (mostKm: number) =>
  fc.tuple(fc.integer({ min: 0, max: 359 }), between(0, mostKm)).map(([az, km]) => destination(CENTRE, az, km));

const observed = fc.array(fc.record({ at: away(250), intensity: between(1, 9) }), { maxLength: 8 }).map((stations) =>
  stations.flatMap(({ at, intensity }, n) => [
    { stationId: `XX_${n}`, ...at, intensity },
    { stationId: `XX_${n}B`, ...destination(at, 90, 12), intensity: Math.max(1, intensity - 1) },
  ]),
);
const anyEvent = fc
  .record({
    value: between(2, 8.5),
    uncertainty: between(0, 0.8),
    depthKm: between(0, 150),
    km: between(0, 40),
    observed,
  })
  .map(({ value, uncertainty, depthKm, km, observed }): SeismicEvent => {
    const { origin } = anEvent();
    return anEvent({
      origin: { ...origin, depthKm, horizontalUncertaintyKm: km, depthUncertaintyKm: km },
      magnitude: { ...magnitude(value).magnitude, uncertainty },
      likelihood: 1,
      observed,
    });
  });

const ring = ({ latitudeDeg, longitudeDeg }: Pick<Subscription, "latitudeDeg" | "longitudeDeg">, km: number) => {
  const corners = [0, 40, 80, 120, 160, 200, 240, 280, 320].map((azimuth): [number, number] => {
    const corner = destination({ latitudeDeg, longitudeDeg }, azimuth, km);
    return [corner.longitudeDeg, corner.latitudeDeg];
  });
  return [...corners, corners[0] ?? [0, 0]] satisfies Subscription["polygon"];
};
const anySubscription = fc
  .record({
    at: away(1500),
    minimumIntensity: between(1.5, 8),
    vs30Mps: fc.constantFrom(null, 150, 300, 900),
    costLossRatio: fc.constantFrom(null, null, 0.02, 0.2, 0.6),
    areaKm: fc.constantFrom(0, 0, 25, 120),
  })
  .map(({ at, areaKm, ...rest }) => ({ ...at, ...rest, polygon: areaKm === 0 ? null : ring(at, areaKm) }));

test.each([
  ["ipe", IPE],
  ["bssa14", BSSA14],
])("by %s nobody is left out who would be told, and not all are looked at", (_, model) => {
  let [toldOf, lookedAt, ofAll] = [0, 0, 0];
  fc.assert(
    fc.property(anyEvent, fc.array(anySubscription, { minLength: 20, maxLength: 20 }), (event, many) => {
      const forecast = new Forecast(event, model);
      const reach = new Reach(event, model, forecast.neighbours.circle());
      const places = new Places(many.map((one, n) => aSubscription({ ...one, subscriptionId: `sub_${n}` })));
      const within = new Set(places.within(reach));
      for (const placed of places.all()) {
        const isTold =
          decide({ event, forecast, headlines: new Headlines(event), placed, told: undefined }).kind === "notify";
        if (isTold) expect(within).toContain(placed);
        toldOf += isTold ? 1 : 0;
      }
      lookedAt += within.size;
      ofAll += many.length;
    }),
    { numRuns: 150 },
  );
  expect(toldOf).toBeGreaterThan(0.05 * ofAll);
  expect(lookedAt).toBeLessThan(0.95 * ofAll);
});

test("of a thousand over half a continent a moderate earthquake has a handful looked at", () => {
  const [across, down] = [50, 20];
  const many = Array.from({ length: across * down }, (_, n) =>
    aSubscription({
      subscriptionId: `sub_${n}`,
      latitudeDeg: 26 + Math.floor(n / across),
      longitudeDeg: -140 + (n % across),
      minimumIntensity: 4,
    }),
  );
  const within = new Places(many).within(new Reach(anEvent(magnitude(6)), IPE, undefined));
  expect(within.length).toBeGreaterThan(2);
  expect(within.length).toBeLessThan(20);
});

test("a place out of reach is told how far away it is and what the most is that could be expected", () => {
  const event = anEvent();
  const reach = new Reach(event, IPE, undefined);
  const there = (over: Partial<Subscription>) => placedOf(aSubscription({ ...destination(CENTRE, 0, 700), ...over }));
  expect(reach.includes(there({ minimumIntensity: 4 }))).toBe(false);
  expect(reach.holdOf(there({ minimumIntensity: 4 })).reason).toBe("out of reach: at 700.0 km intensity 2.3 at most");
  expect(reach.includes(there({ minimumIntensity: 2.3 }))).toBe(true);
});

test("subscriptions that move, go and come are found where they are", () => {
  const reach = new Reach(anEvent(), IPE, undefined);
  const places = new Places([aSubscription()]);
  const found = () => places.within(reach).map(({ subscription }) => subscription.subscriptionId);
  expect(found()).toEqual(["sub_1"]);
  places.put(aSubscription({ latitudeDeg: -35 }));
  expect(found()).toEqual([]);
  places.put(aSubscription());
  places.put(aSubscription({ subscriptionId: "sub_2", longitudeDeg: -118.2 }));
  expect(found().sort()).toEqual(["sub_1", "sub_2"]);
  places.remove("sub_1");
  expect(found()).toEqual(["sub_2"]);
  expect(places.size).toBe(1);
});
