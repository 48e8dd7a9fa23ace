import { describe, expect, test } from "vitest";
import type { Told } from "../../../services/alarm/decide.ts";
import type { Subscription } from "../../../services/alarm/subscription.ts";
import { alertSchema } from "../../../shared/contracts/alert.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { intensityAt } from "../../../shared/seismo/ipe.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";
import { anAlert, anEvent, aSubscription, decided, magnitude } from "./fixtures.ts";

/** What somebody at the fixture's place believes after having been told version 1 of the fixture's event. */
function toldV1(over: Partial<Told> = {}): Told {
  const { version, status, intensity, magnitude, likelihood, exceedanceProbability, sArrivalMs } = anAlert();
  const own = { intensity, exceedanceProbability, sArrivalMs };
  return { version, status, magnitude: magnitude.value, likelihood, ...own, ...over };
}

function outcome(event: Partial<SeismicEvent>, subscription: Partial<Subscription> = {}, told?: Told): string {
  const decision = decided(anEvent(event), aSubscription(subscription), told);
  return decision.kind === "notify" ? decision.alert.type : decision.code;
}

const v2 = { version: 2 } as const;
const v3 = { version: 3 } as const;
const moved = (km: number) => ({ origin: { ...anEvent().origin, latitudeDeg: 35 - km / 111.2 } });

describe("who is told", () => {
  test.each<[string, Partial<SeismicEvent>, Partial<Subscription>, Told | undefined, string]>([
    ["strong enough at their place", {}, {}, undefined, "alarm.issued"],
    ["too weak at their place", magnitude(4), {}, undefined, "belowMinimum"],
    ["just at their minimum", {}, { minimumIntensity: 5.5 }, undefined, "alarm.issued"],
    ["just below their minimum", {}, { minimumIntensity: 5.8 }, undefined, "belowMinimum"],
    ["switched off", {}, { disabledMs: 5, disabledReason: "gone" }, undefined, "disabled"],
    ["a drill for one who wants live", { mode: "drill", run: "d" }, {}, undefined, "mode"],
    [
      "a drill for one who wants drills",
      { mode: "drill", run: "d" },
      { modes: ["live", "drill"] },
      undefined,
      "alarm.issued",
    ],
    ["the real thing for one who wants drills only", {}, { modes: ["drill"] }, undefined, "mode"],
    ["preliminary for the careful", { status: "preliminary" }, {}, undefined, "preliminary"],
    [
      "preliminary for one who takes the risk",
      { status: "preliminary" },
      { acceptPreliminary: true },
      undefined,
      "alarm.issued",
    ],
    ["a cancel for one who never heard of it", { ...v2, status: "cancelled" }, {}, undefined, "neverTold"],
    ["an end for one who never heard of it", { ...v2, status: "final" }, {}, undefined, "neverTold"],
  ])("%s", (_, event, subscription, told, wanted) => expect(outcome(event, subscription, told)).toBe(wanted));
});

describe("what those who were told hear next", () => {
  test.each<[string, Partial<SeismicEvent>, Partial<Subscription>, Told | undefined, string]>([
    ["nothing, when nothing changed", v2, {}, toldV1(), "unchanged"],
    ["nothing, when the same version comes again", {}, {}, toldV1(), "alreadyTold"],
    ["nothing, when an older version comes late", v2, {}, toldV1({ version: 3 }), "alreadyTold"],
    ["a magnitude 0.2 larger is nothing", { ...v2, ...magnitude(6.7) }, {}, toldV1(), "unchanged"],
    ["a magnitude 0.3 larger is an update", { ...v2, ...magnitude(6.8) }, {}, toldV1(), "alarm.updated"],
    ["an origin 5 km off is nothing", { ...v2, ...moved(5) }, {}, toldV1(), "unchanged"],
    ["an S wave 2 s later is an update", { ...v2, ...moved(9) }, {}, toldV1(), "alarm.updated"],
    [
      "preliminary became confirmed",
      v2,
      { acceptPreliminary: true },
      toldV1({ status: "preliminary" }),
      "alarm.updated",
    ],
    ["a cancel", { ...v2, status: "cancelled" }, {}, toldV1(), "alarm.cancelled"],
    [
      "a cancel also when it is weak now",
      { ...v2, ...magnitude(3), status: "cancelled" },
      {},
      toldV1(),
      "alarm.cancelled",
    ],
    [
      "a cancel also to one who does not accept preliminary",
      { ...v2, status: "cancelled" },
      {},
      toldV1(),
      "alarm.cancelled",
    ],
    ["only one cancel", { ...v3, status: "cancelled" }, {}, toldV1({ version: 2, status: "cancelled" }), "closed"],
    ["the end", { ...v2, status: "final" }, {}, toldV1(), "alarm.final"],
    ["nothing after the end", v3, {}, toldV1({ version: 2, status: "final" }), "closed"],
    [
      "an alarm when a withdrawn event comes back",
      v3,
      {},
      toldV1({ version: 2, status: "cancelled", intensity: 1 }),
      "alarm.issued",
    ],
    [
      "back to 0.2 below their minimum they are served",
      { ...v2, ...magnitude(6.9) },
      { minimumIntensity: 6.3 },
      toldV1({ intensity: 5 }),
      "alarm.updated",
    ],
    ["others are not", { ...v2, ...magnitude(6.9) }, { minimumIntensity: 6.3 }, undefined, "belowMinimum"],
    ["far below it they hear once that it is weaker", { ...v2, ...magnitude(4) }, {}, toldV1(), "alarm.updated"],
    ["and not again", { ...v3, ...magnitude(3.5) }, {}, toldV1({ version: 2, intensity: 2.1 }), "belowMinimum"],
    ["silence after they switched it off", v2, { disabledMs: 5 }, toldV1(), "disabled"],
  ])("%s", (_, event, subscription, told, wanted) => expect(outcome(event, subscription, told)).toBe(wanted));
});

test("a hold says in words what was expected and what was wanted", () => {
  const decision = decided(anEvent(magnitude(4)));
  expect(decision).toMatchObject({
    kind: "hold",
    reason: expect.stringMatching(/^expected intensity \d\.\d is below 4$/),
  });
});

test("an alert carries the intensity of the relation, the S arrival of the travel times, and the seconds that are left", () => {
  const alert = anAlert();
  expect(alertSchema.parse(alert)).toEqual(alert);
  const hypocentralKm = Math.hypot(alert.distanceKm, 10);
  expect(alert.distanceKm).toBeCloseTo(58.93, 1);
  expect(alert.intensity).toBeCloseTo(intensityAt({ magnitude: 6.5, hypocentralKm }), 2);
  const sArrivalMs = anEvent().origin.timeMs + travelTimeS("S", alert.distanceKm, 10) * 1000;
  expect(Math.abs(alert.sArrivalMs - sArrivalMs)).toBeLessThan(5);
  expect(alert.secondsLeft).toBeCloseTo((alert.sArrivalMs - alert.asOfMs) / 1000, 3);
  expect(alert.expiresMs).toBe(alert.sArrivalMs + 30_000);
  expect(alert.alertId).toBe(`${alert.eventId}.1.sub_1`);
});

test("a subscriber reads it in their language, and in English where there is none of theirs", () => {
  const inLanguage = (language: string) => {
    const event = anEvent({ mode: "drill", run: "d" });
    const decision = decided(event, aSubscription({ language, modes: ["drill"] }));
    return decision.kind === "notify" ? decision.alert : undefined;
  };
  expect(inLanguage("es-MX")).toMatchObject({
    language: "es",
    headline: expect.stringMatching(
      /^DRILL\/SIMULACRO: Se espera temblor fuerte en \d+ s\. Agáchese, cúbrase y sujétese\.$/,
    ),
  });
  expect(inLanguage("eu")?.headline).toMatch(/^DRILL: Strong shaking expected in \d+ s\. Drop, cover, hold on\.$/);
  expect(inLanguage("eu")).not.toHaveProperty("language");
});

test("uncertainty of magnitude and location make the forecast less sure than the relation alone", () => {
  const sure = { ...anEvent().origin, horizontalUncertaintyKm: 0, depthUncertaintyKm: 0 };
  const best = anAlert({ origin: sure, magnitude: { ...anEvent().magnitude, uncertainty: 0 } });
  const real = anAlert();
  expect(best.intensitySigma).toBeCloseTo(0.82 + 0.37 / (1 + (Math.hypot(58.93, 10) / 22.9) ** 2), 2);
  expect(real.intensitySigma).toBeGreaterThan(Math.hypot(best.intensitySigma, 0.3 * 1.2));
});

test("a withdrawal's numbers cannot be mistaken for an alarm's, and are offered for ten minutes", () => {
  const event = anEvent({ version: 2, status: "cancelled" });
  const decision = decided(event, aSubscription(), toldV1());
  expect(decision).toMatchObject({
    alert: { intensity: 1, exceedanceProbability: 0, supersedes: 1, expiresMs: event.asOfMs + 600_000 },
  });
});

test("an alert decided after the S wave has passed still lives for 20 s", () => {
  const late = anAlert({ asOfMs: anEvent().asOfMs + 300_000 });
  expect(late.secondsLeft).toBeLessThan(-200);
  expect(late.expiresMs - late.asOfMs).toBe(20_000);
});
