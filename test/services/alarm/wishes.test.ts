// Each filter of a subscription: whom it holds, why, and what those hear who were told before.
import { describe, expect, test } from "vitest";
import type { Told } from "../../../services/alarm/decide.ts";
import { EVENT_TYPES, type EventType, type Subscription } from "../../../services/alarm/subscription.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { destination } from "../../../shared/seismo/geodesy.ts";
import { anAlert, anEvent, aSubscription, decided, magnitude } from "./fixtures.ts";

/** Of M 6.5 and likelihood 0.97, intensity 5.56 ± 1.0, S 11.7 s after the decision. */
const alarm = anAlert();

function told(over: Partial<Told> = {}): Told {
  const { version, status, likelihood, intensity, exceedanceProbability, sArrivalMs } = alarm;
  return { version, status, magnitude: 6.5, likelihood, intensity, exceedanceProbability, sArrivalMs, ...over };
}

function answer(event: Partial<SeismicEvent>, subscription: Partial<Subscription>, heard?: Told): string {
  const decision = decided(anEvent(event), aSubscription(subscription), heard);
  return decision.kind === "notify" ? decision.alert.type : `${decision.code}: ${decision.reason}`;
}

const all = (...but: EventType[]) => EVENT_TYPES.filter((type) => !but.includes(type));
const v2 = { version: 2 } as const;
const six = { minimumIntensity: 6 };

describe("a filter holds what it does not want, and says so", () => {
  test.each<[string, Partial<Subscription>, Partial<SeismicEvent>, string]>([
    ["a magnitude that is wanted", { minimumMagnitude: 6.5 }, {}, "alarm.issued"],
    ["one too small", { minimumMagnitude: 6.6 }, {}, "magnitude: magnitude 6.5 is below 6.6"],
    ["a likelihood that is enough", { minimumLikelihood: 0.97 }, {}, "alarm.issued"],
    [
      "one too small",
      { minimumLikelihood: 0.9 },
      { likelihood: 0.899 },
      "likelihood: an earthquake with a likelihood of 0.89, below 0.9",
    ],
    ["time enough", { minimumLeadTimeS: 10 }, {}, "alarm.issued"],
    ["too little time", { minimumLeadTimeS: 12 }, {}, "leadTime: 11.7 s are left until S, fewer than 12"],
    ["S has passed, and less than none is wanted", { minimumLeadTimeS: -60 }, {}, "alarm.issued"],
    ["an event type that is not wanted", { types: all("alarm.issued") }, {}, "type"],
    ["a chance that is worth it", { costLossRatio: 0.25, ...six }, {}, "alarm.issued"],
    ["one that is not", { costLossRatio: 0.5, ...six }, {}, "costLoss"],
    ["a sure alarm where acting in vain costs most", { costLossRatio: 0.9, minimumIntensity: 3 }, {}, "alarm.issued"],
    ["an expected intensity that is not sure enough", { costLossRatio: 0.9, minimumIntensity: 5.4 }, {}, "costLoss"],
    ["a doubtful event is worth less", { costLossRatio: 0.25, ...six }, { likelihood: 0.5 }, "costLoss"],
    ["the cheapest reason comes first", { minimumMagnitude: 7, minimumIntensity: 9 }, {}, "magnitude"],
  ])("%s", (_, subscription, event, wanted) => {
    expect(answer(event, subscription)).toMatch(new RegExp(`^${wanted.replaceAll(".", "\\.")}`));
  });

  test("the chance is told to those who are held by it", () => {
    const { exceedanceProbability, likelihood } = anAlert({}, aSubscription({ ...six, costLossRatio: 0.1 }));
    const chance = Math.floor(1000 * exceedanceProbability * likelihood) / 1000;
    expect(answer({}, { ...six, costLossRatio: 0.5 })).toBe(
      `costLoss: the intensity is reached with a probability of ${chance.toFixed(3)}, below 0.5`,
    );
  });
});

describe("those who were told are served a little beyond the edge, and hear once when it is crossed", () => {
  test.each<[string, Partial<Subscription>, Partial<SeismicEvent>, Told, string]>([
    ["magnitude 0.2 below: as before", { minimumMagnitude: 6.7 }, v2, told({ magnitude: 6.8 }), "alarm.updated"],
    ["magnitude crosses", { minimumMagnitude: 6.8 }, v2, told({ magnitude: 6.7 }), "alarm.updated"],
    ["and once more", { minimumMagnitude: 6.8 }, v2, told(), "magnitude"],
    ["likelihood 0.1 below: as before", { minimumLikelihood: 0.99 }, { ...v2, likelihood: 0.9 }, told(), "unchanged"],
    ["likelihood crosses", { minimumLikelihood: 0.9 }, { ...v2, likelihood: 0.7 }, told(), "alarm.updated"],
    ["and once more", { minimumLikelihood: 0.9 }, { ...v2, likelihood: 0.6 }, told({ likelihood: 0.7 }), "likelihood"],
    ["their own minimum, by less than half a degree", six, v2, told({ intensity: 5.8 }), "alarm.updated"],
    ["and back", { minimumIntensity: 5.5 }, v2, told({ intensity: 5.1 }), "alarm.updated"],
    ["not into the slack alone", { minimumIntensity: 5.7 }, v2, told({ intensity: 5.3 }), "unchanged"],
    [
      "the chance falls to 0.9 of the ratio: as before",
      { costLossRatio: 0.33, ...six },
      v2,
      told({ exceedanceProbability: 0.4 }),
      "unchanged",
    ],
    [
      "it falls below 0.8 of it",
      { costLossRatio: 0.6, ...six },
      v2,
      told({ exceedanceProbability: 0.9 }),
      "alarm.updated",
    ],
    ["and once more", { costLossRatio: 0.6, ...six }, v2, told({ exceedanceProbability: 0.4 }), "costLoss"],
    ["time runs out", { minimumLeadTimeS: 12 }, v2, told(), "leadTime"],
    [
      "time runs out a tenth of a second before they believe",
      { minimumLeadTimeS: (alarm.sArrivalMs - alarm.asOfMs) / 1000 + 0.05 },
      v2,
      told({ sArrivalMs: alarm.sArrivalMs + 100 }),
      "unchanged",
    ],
    [
      "S comes sooner than they believe",
      { minimumLeadTimeS: 12 },
      v2,
      told({ sArrivalMs: alarm.sArrivalMs + 3000 }),
      "alarm.updated",
    ],
    ["updates are not wanted", { types: all("alarm.updated") }, { ...v2, ...magnitude(7.5) }, told(), "type"],
    ["ends are not wanted", { types: all("alarm.final") }, { ...v2, status: "final" }, told(), "type"],
  ])("%s", (_, subscription, event, heard, wanted) => {
    expect(answer(event, subscription, heard)).toMatch(new RegExp(`^${wanted.replaceAll(".", "\\.")}`));
  });

  test.each<[string, Partial<Subscription>]>([
    ["by its type", { types: all("alarm.cancelled") }],
    ["by magnitude", { minimumMagnitude: 9 }],
    ["by likelihood", { minimumLikelihood: 1 }],
    ["by time", { minimumLeadTimeS: 300 }],
    ["by mode", { modes: ["drill"] }],
    ["as preliminary", { acceptPreliminary: false }],
  ])("a withdrawal is not held %s", (_, subscription) => {
    expect(answer({ ...v2, status: "cancelled" }, subscription, told())).toBe("alarm.cancelled");
  });
});

describe("an S that comes at another time is told", () => {
  const later = (ms: number) => told({ sArrivalMs: alarm.sArrivalMs + ms });
  test.each<[string, Partial<SeismicEvent>, Told, string]>([
    ["1.9 s of 13", v2, later(1900), "unchanged"],
    ["2 s of 13", v2, later(2000), "alarm.updated"],
    ["1.4 s of 6.4", { ...v2, asOfMs: alarm.sArrivalMs - 5000 }, later(1400), "alarm.updated"],
    ["1.1 s of 3.1", { ...v2, asOfMs: alarm.sArrivalMs - 2000 }, later(1100), "alarm.updated"],
    ["0.9 s, however little is left", { ...v2, asOfMs: alarm.sArrivalMs - 1000 }, later(900), "unchanged"],
    ["3 s when all of it is past", { ...v2, asOfMs: alarm.sArrivalMs + 4000 }, later(3000), "unchanged"],
  ])("%s", (_, event, heard, wanted) => expect(answer(event, {}, heard)).toMatch(new RegExp(`^${wanted}`)));
});

test("less than they asked for is said to be weaker; what was asked for is not, however weak", () => {
  const byCost = aSubscription({ costLossRatio: 0.25, ...six });
  expect(anAlert({}, byCost)).toMatchObject({ weaker: false, intensity: alarm.intensity });
  const flipped = decided(anEvent({ ...v2, ...magnitude(5.5) }), byCost, told());
  expect(flipped).toMatchObject({ alert: { weaker: true, headline: expect.stringMatching(/^Weaker than announced/) } });
});

describe("the end", () => {
  const end = (afterS: number, over: Partial<Subscription> = {}) =>
    decided(anEvent({ ...v2, status: "final", asOfMs: alarm.sArrivalMs + 1000 * afterS }), aSubscription(over), told());

  test("tells when strong shaking should be over there: later on softer ground", () => {
    const [known, soft] = [end(0, { vs30Mps: 760 }), end(0, { vs30Mps: 200 })];
    const lasts = [known, soft].map((each) =>
      each.kind === "notify" ? ((each.alert.allClearMs ?? 0) - each.alert.sArrivalMs) / 1000 : Number.NaN,
    );
    // 15.9 s by Bommer et al. (2009) at 59.8 km, and e^0.4748 of it.
    expect(lasts[0]).toBeCloseTo(25.6, 1);
    expect(lasts[1]).toBeGreaterThan(30);
    expect(alarm.allClearMs).toBeUndefined();
  });

  test.each([
    [5, "Strong shaking expected now."],
    [200, "Shaking should be over."],
  ])("%d s after S it says: %s", (afterS, words) => {
    expect(end(afterS)).toMatchObject({ alert: { headline: expect.stringContaining(words) } });
  });
});

describe("an area", () => {
  const { origin } = anEvent();
  /** A ring of nine corners around a point. */
  const ringAround = (middle: typeof origin | ReturnType<typeof destination>, km: number) => {
    const corners = [0, 40, 80, 120, 160, 200, 240, 280, 320].map((azimuth): [number, number] => {
      const { latitudeDeg, longitudeDeg } = destination(middle, azimuth, km);
      return [longitudeDeg, latitudeDeg];
    });
    return [...corners, corners[0] ?? [0, 0]] satisfies Subscription["polygon"];
  };
  const area = (km: number, radiusKm: number) => {
    const middle = destination(origin, 0, km);
    return aSubscription({ ...middle, minimumIntensity: 1, polygon: ringAround(middle, radiusKm) });
  };

  test("is told what its nearest point is, with the seconds that are left there", () => {
    const alert = anAlert({}, area(100, 40));
    const nearest = anAlert({}, aSubscription({ ...destination(origin, 0, alert.distanceKm), minimumIntensity: 1 }));
    expect(alert.distanceKm).toBeGreaterThan(59.9);
    expect(alert.distanceKm).toBeLessThan(65);
    expect(alert.intensity).toBeCloseTo(nearest.intensity, 1);
    expect(alert.sArrivalMs).toBe(nearest.sArrivalMs);
    expect(alert.latitudeDeg).toBeLessThan(area(100, 40).latitudeDeg - 0.3);
  });

  test("that holds the epicentre is told about the epicentre", () => {
    const { latitudeDeg, longitudeDeg, distanceKm } = anAlert({}, area(20, 40));
    expect([latitudeDeg, longitudeDeg, distanceKm]).toEqual([origin.latitudeDeg, origin.longitudeDeg, 0]);
  });

  test("is told where it is shaken worst, though it be at its far end", () => {
    const far = destination(origin, 0, 330);
    const observed = [
      { stationId: "XX_A", ...far, intensity: 7.5 },
      { stationId: "XX_B", ...destination(origin, 0, 345), intensity: 7 },
    ];
    const alert = anAlert({ observed }, area(300, 50));
    expect(alert).toMatchObject({ intensity: 7.5, intensityFrom: "neighbours" });
    expect(alert.latitudeDeg).toBeCloseTo(far.latitudeDeg, 4);
    expect(alert.distanceKm).toBeCloseTo(330, 0);
    expect(alert.secondsLeft).toBeGreaterThan(60);
  });

  test("feels a station outside that is within 30 km of its edge, at the edge", () => {
    const outside = destination(origin, 0, 375);
    const observed = [
      { stationId: "XX_A", ...outside, intensity: 7.5 },
      { stationId: "XX_B", ...destination(origin, 0, 390), intensity: 7 },
    ];
    expect(anAlert({ observed }, area(300, 50))).toMatchObject({ intensity: 7.5 });
    expect(anAlert({ observed }, area(300, 40)).intensity).toBeLessThan(6);
  });
});
