// What a subscriber is told to expect, and who expects it: the point source or the neighbours' shaking.
import { describe, expect, test } from "vitest";
import type { Subscription } from "../../../services/alarm/subscription.ts";
import { alertSchema } from "../../../shared/contracts/alert.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { exceedanceProbability } from "../../../shared/seismo/exceedance.ts";
import { destination } from "../../../shared/seismo/geodesy.ts";
import { intensityAt } from "../../../shared/seismo/ipe.ts";
import { BSSA14 } from "../../../shared/seismo/shakingModel.ts";
import { siteIncrement } from "../../../shared/seismo/site.ts";
import { anAlert, anEvent, aSubscription, decided } from "./fixtures.ts";

/** 250 km off: the source of the fixture's event lets them expect less than 4. */
const HOME = destination(anEvent().origin, 90, 250);
const atHome = (over: Partial<Subscription> = {}) => aSubscription({ ...HOME, ...over });
const ofSource = intensityAt({ magnitude: 6.5, hypocentralKm: Math.hypot(250, 10) });

/** A station some km north of them. */
function feels(km: number, intensity: number): SeismicEvent["observed"][number] {
  return { stationId: `XX_${km}`, ...destination(HOME, 0, km), intensity };
}

describe("who expects the shaking", () => {
  test.each<[string, SeismicEvent["observed"], number, "source" | "neighbours"]>([
    ["the source where no station is near", [], ofSource, "source"],
    ["the neighbours where they feel more", [feels(5, 6.2), feels(20, 3)], 6.2, "neighbours"],
    ["the source where they feel less", [feels(5, 3.1), feels(20, 3)], ofSource, "source"],
    ["the strongest within 30 km alone", [feels(40, 8), feels(29, 5.5), feels(3, 5)], 5.5, "neighbours"],
    ["nobody believes one station that shakes alone", [feels(5, 7)], ofSource, "source"],
    ["nor one whose neighbours hardly move", [feels(5, 7), feels(8, 2.4)], ofSource, "source"],
    ["a second station within 30 km of the first is enough", [feels(25, 7), feels(54, 2.5)], 7, "neighbours"],
  ])("%s", (_, observed, intensity, intensityFrom) => {
    const alert = anAlert({ observed }, atHome({ minimumIntensity: 1 }));
    expect(alert.intensity).toBeCloseTo(intensity, 2);
    expect(alert.intensityFrom).toBe(intensityFrom);
    expect(alertSchema.parse(alert)).toEqual(alert);
  });
});

test("somebody beside a strongly shaken station is told though the source promises little, and others are not", () => {
  const observed = [feels(4, 6.4), feels(18, 5.9)];
  expect(decided(anEvent(), atHome())).toMatchObject({ kind: "hold", code: "belowMinimum" });
  expect(decided(anEvent({ observed }), atHome())).toMatchObject({
    kind: "notify",
    alert: {
      intensity: 6.4,
      intensityFrom: "neighbours",
      headline: "Strong shaking expected now. Drop, cover, hold on.",
    },
  });
  const beyond = atHome(destination(HOME, 180, 60));
  expect(decided(anEvent({ observed }), beyond)).toMatchObject({ kind: "hold", code: "belowMinimum" });
});

test("what neighbours feel is as sure as intensity from motion is, whatever the source's errors are", () => {
  const alert = anAlert({ observed: [feels(4, 5), feels(18, 4)] }, atHome({ minimumIntensity: 4.5 }));
  expect(alert.intensitySigma).toBe(0.66);
  expect(alert.exceedanceProbability).toBeCloseTo(exceedanceProbability(5, 0.66, 4.5), 4);
});

test("the seconds that are left count to S from the origin, also where neighbours decide, and may be over", () => {
  const observed = [feels(4, 6), feels(18, 5)];
  const calm = anAlert({}, atHome({ minimumIntensity: 1 }));
  const late = { asOfMs: calm.sArrivalMs + 4000 };
  expect(anAlert({ observed, ...late }, atHome())).toMatchObject({
    sArrivalMs: calm.sArrivalMs,
    secondsLeft: -4,
    headline: "Strong shaking expected now. Drop, cover, hold on.",
  });
});

test("a withdrawal names nobody who expects shaking", () => {
  const believed = { magnitude: 6.5, likelihood: 0.97, intensity: 6, exceedanceProbability: 0.9, sArrivalMs: 0 };
  const told = { version: 1, status: "confirmed", ...believed } as const;
  const event = anEvent({ version: 2, status: "cancelled", observed: [feels(4, 6), feels(18, 5)] });
  const decision = decided(event, atHome(), told);
  expect(decision).toMatchObject({ kind: "notify", alert: { intensity: 1 } });
  expect(decision.kind === "notify" && "intensityFrom" in decision.alert).toBe(false);
});

describe("the ground under a place", () => {
  test.each([
    ["softer ground raises what the source promises", 180],
    ["harder rock lowers it", 1500],
    ["the reference rock changes nothing", 760],
  ])("%s", (_, vs30Mps) => {
    const alert = anAlert({}, atHome({ minimumIntensity: 1, vs30Mps }));
    expect(alert.intensity).toBeCloseTo(ofSource + siteIncrement(vs30Mps, ofSource), 2);
  });

  test("one on soft ground is told where one on unknown ground is not", () => {
    const minimumIntensity = Math.ceil(10 * ofSource) / 10;
    expect(decided(anEvent(), atHome({ minimumIntensity })).kind).toBe("hold");
    expect(decided(anEvent(), atHome({ minimumIntensity, vs30Mps: 200 })).kind).toBe("notify");
  });

  test("it counts for what neighbours feel as well, whose own ground nobody knows", () => {
    const observed = [feels(4, 6), feels(18, 5)];
    const alert = anAlert({ observed }, atHome({ vs30Mps: 250 }));
    expect(alert.intensity).toBeCloseTo(6 + siteIncrement(250, 6), 2);
    expect(alert.intensityFrom).toBe("neighbours");
  });
});

// SCIENCE §4.11: M 6.5 at 50 km moves rock by 0.04706 g and 3.4285 cm/s; Worden et al. (2012) make 4.557 and 4.581 of it.
test("with BSSA14 the number is another one, and less sure", () => {
  const there = aSubscription(destination(anEvent().origin, 0, 50));
  const [byIpe, byMotion] = [anAlert({}, there), anAlert({}, there, BSSA14)];
  expect(byMotion.intensity).toBeCloseTo((4.557 + 4.581) / 2, 2);
  expect(byIpe.intensity).toBeCloseTo(intensityAt({ magnitude: 6.5, hypocentralKm: Math.hypot(50, 10) }), 2);
  expect(byMotion.intensitySigma).toBeGreaterThan(byIpe.intensitySigma);
  expect(byMotion.sArrivalMs).toBe(byIpe.sArrivalMs);
});
