// The report of an event: what is told of its versions, its told, its stations, and why it did or did not alert.
import { describe, expect, test } from "vitest";
import { answerOf } from "../../../../services/catalogue/report/answer.ts";
import { type EventFile, reportOf } from "../../../../services/catalogue/report/report.ts";
import { reportSchema } from "../../../../services/catalogue/report/schema.ts";
import { type ToldRow, toldOf, toldRowOf } from "../../../../services/catalogue/report/told.ts";
import type { StoredVersion } from "../../../../services/catalogue/report/versions.ts";
import type { Delivery } from "../../../../shared/contracts/delivery.ts";
import type { SeismicEvent } from "../../../../shared/contracts/event.ts";
import { anEvent, ORIGIN_MS } from "../anEvent.ts";
import { anArrival, aPick } from "../aPick.ts";
import { told } from "./file.ts";

const { origin, magnitude } = anEvent();
const version = (number: number, over: Partial<SeismicEvent> = {}): StoredVersion => ({
  event: anEvent({ version: number, asOfMs: ORIGIN_MS + 5000 + 1000 * number, ...over }),
  storedMs: number === 1 ? 0 : ORIGIN_MS + 5050 + 1000 * number,
  stampsMs: number === 1 ? {} : { received: ORIGIN_MS + 5000 + 1000 * number },
});
const place = { latitudeDeg: 17.5, longitudeDeg: -101.5, name: "", health: null };
const FILE: EventFile = {
  versions: [
    version(1, {
      status: "preliminary",
      arrivals: [anArrival("XX_A"), anArrival("XX_B", { timeMs: ORIGIN_MS + 4000 })],
    }),
    version(2, {
      arrivals: [anArrival("XX_A"), anArrival("XX_C")],
      origin: { ...origin, latitudeDeg: origin.latitudeDeg + 0.1, depthKm: 20 },
      magnitude: { ...magnitude, value: 5.6 },
      evidence: [
        { rule: "stations", value: 5, limit: 4, passed: true },
        { rule: "likelihood", value: 0.9, limit: 0.99, passed: false },
      ],
    }),
  ],
  place: "28 km SW of Ixtapa",
  verdict: null,
  rows: [
    told("a", { secondsLeft: 12, atMs: ORIGIN_MS + 7060 }),
    told("b", { secondsLeft: -1, atMs: ORIGIN_MS + 7090 }),
  ],
  stations: ["XX_A", "XX_B", "XX_C", "XX_D"].map((stationId) => ({ ...place, stationId })),
  picks: [aPick("XX_A"), aPick("XX_D")],
  otherEventOf: (pickId) => (pickId.includes("XX_D") ? "live/another" : undefined),
};
const OPTIONS = { page: { from: 0, limit: 500 }, names: new Map([["a", "lift 1"]]) };
const report = reportOf(FILE, OPTIONS);

test("the report is as its schema says, and its title begins with its world's word", () => {
  expect(reportSchema.safeParse(report).error).toBeUndefined();
  expect(report.title).toBe("M 5.6, 28 km SW of Ixtapa (confirmed)");
  const drill = version(1, { mode: "drill", run: "x" });
  expect(reportOf({ ...FILE, versions: [drill] }, OPTIONS).title).toBe("DRILL: M 5.3, 28 km SW of Ixtapa (confirmed)");
});

test("every version says what changed against the one before, what its evidence said, who was told by it", () => {
  const [first, second] = report.versions;
  expect(first).toMatchObject({ version: 1, status: "preliminary", changes: null, storedMs: null, afterOriginS: 6 });
  expect(first?.alerts).toEqual({ sent: 0, delivered: 0, firstAfterOriginS: null, lastAfterOriginS: null });
  expect(second).toMatchObject({ storedMs: ORIGIN_MS + 7050, stampsMs: { received: ORIGIN_MS + 7000 } });
  expect(second?.changes).toMatchObject({ depthKm: 4, addedStations: ["XX_C"], removedStations: ["XX_B"] });
  expect(second?.changes?.movedKm).toBeCloseTo(11.1, 1);
  expect(second?.changes?.magnitude).toBeCloseTo(0.3);
  expect([second?.passed.map(({ rule }) => rule), second?.failed.map(({ rule }) => rule)]).toEqual([
    ["stations"],
    ["likelihood"],
  ]);
  expect(second?.alerts).toEqual({ sent: 2, delivered: 2, firstAfterOriginS: 7.06, lastAfterOriginS: 7.09 });
});

test("the timeline goes from the origin over the first pick to the last delivery", () => {
  expect(report.timeline.map(({ afterOriginS, text }) => `${afterOriginS} ${text}`)).toEqual([
    "0 the earthquake begins, by the newest origin",
    "4 first pick: P at XX_B",
    "5 P at XX_A",
    "5 P at XX_C",
    "6 version 1, preliminary: M 5.3, likelihood 0.97, 2 arrivals (new)",
    "7 version 2, confirmed: M 5.6, likelihood 0.97, 2 arrivals (new)",
    "7.06 first of those told by version 2 has it, 12.0 s before S",
    "7.09 last delivery",
  ]);
});

test("stations are used, or ignored with the reason", () => {
  expect(report.stations.used.map(({ stationId, residualS }) => [stationId, residualS])).toEqual([
    ["XX_A", 0.1],
    ["XX_C", 0.1],
  ]);
  const ignored = report.stations.ignored.map(({ stationId, code }) => `${stationId} ${code}`).sort();
  expect(ignored).toEqual(["XX_B removed", "XX_D otherEvent"]);
});

describe("who was told", () => {
  const options = { ...OPTIONS, originMs: ORIGIN_MS };

  test("is counted, in time and late, with what was left", () => {
    const rows = [
      told("early", { secondsLeft: 20 }),
      told("early", { version: 3, type: "alarm.updated", secondsLeft: 15 }),
      told("middle", { secondsLeft: 8 }),
      told("late", { secondsLeft: -2 }),
      told("never", { outcome: "expired", secondsLeft: null, atMs: null }),
      told("again", { outcome: "expired", secondsLeft: null, atMs: null }),
      told("again", { version: 3, type: "alarm.updated", secondsLeft: 4 }),
      told("middle", { version: 4, type: "alarm.cancelled", secondsLeft: -30 }),
    ];
    expect(toldOf(rows, options)).toMatchObject({
      ...{ subscribers: 5, reached: 4, inTime: 3, late: 2, deliveries: 8 },
      secondsLeft: { min: -2, median: 4, max: 20 },
    });
  });

  test("is listed by name for the operator, page by page, and for nobody else", () => {
    expect(report.told.list).toMatchObject([
      { subscriptionId: "a", name: "lift 1", secondsLeft: 12, afterOriginS: 7.06 },
      { subscriptionId: "b", name: null },
    ]);
    const page = { from: 1, limit: 1 };
    expect(toldOf(FILE.rows, { ...options, page }).list).toMatchObject([{ subscriptionId: "b" }]);
    const theirs = reportOf(FILE, { ...OPTIONS, names: undefined });
    expect(theirs.told).toEqual({ ...report.told, list: null });
    expect(JSON.stringify(theirs)).not.toMatch(/lift|"subscriptionId"/);
  });

  test("comes out of a delivery as the alarm stores it: the event's clock at the 2xx is that of the decision and the delay", () => {
    const data = {
      asOf: new Date(ORIGIN_MS + 6000).toISOString(),
      sArrival: new Date(ORIGIN_MS + 20_000).toISOString(),
    };
    const delivery: Delivery = {
      ...{
        mode: "live",
        run: "",
        eventId: "e",
        version: 2,
        alertId: "e.2.a",
        subscriptionId: "a",
        type: "alarm.issued",
      },
      ...{ outcome: "delivered", delayMs: 65, message: JSON.stringify({ data: { ...data, intensity: 5.5 } }) },
      attempts: [
        { atMs: 1000, tookMs: 3, status: 503, error: "" },
        { atMs: 1250, tookMs: 40, status: 204, error: "" },
      ],
    };
    expect(toldRowOf(delivery)).toEqual({
      ...{ subscriptionId: "a", version: 2, type: "alarm.issued", outcome: "delivered", intensity: 5.5, attempts: 2 },
      ...{ atMs: ORIGIN_MS + 6065, wallMs: 1290, secondsLeft: 13.935 },
    });
    const unheard = { atMs: null, secondsLeft: null };
    expect(toldRowOf({ ...delivery, delayMs: null })).toMatchObject(unheard);
    expect(toldRowOf({ ...delivery, message: "" })).toMatchObject({ ...unheard, intensity: null });
    expect(toldRowOf({ ...delivery, message: "no JSON" })).toMatchObject({ ...unheard, intensity: null });
    expect(toldRowOf({ ...delivery, outcome: "expired" })).toMatchObject({ ...unheard, wallMs: null });
  });

  test("is nobody where nothing was delivered", () => {
    expect(toldOf([], options)).toMatchObject({ subscribers: 0, reached: 0, late: 0, secondsLeft: null, list: [] });
  });
});

describe("why it did or did not alert", () => {
  const about = (file: Partial<EventFile>) => answerOf(reportOf({ ...FILE, ...file }, OPTIONS));
  const nobody: readonly ToldRow[] = [];

  test("it alerted: by which version, whom, and with how much time", () => {
    expect(about({})).toBe(
      "M 5.6, 28 km SW of Ixtapa (confirmed). It alerted by version 2 (confirmed): 2 of 2 subscribers took it, the first " +
        "7.1 s after the origin, with -1.0 to 12.0 s left until S (median -1.0). 1 had it too late or not at all.",
    );
  });

  test("it was confirmed, and nobody wanted it", () => {
    expect(about({ rows: nobody })).toContain("It was confirmed by version 2, 7.0 s after the origin, and no delivery");
  });

  test("it was never confirmed: what failed, in numbers", () => {
    const evidence = [
      { rule: "stations", value: 3, limit: 4, passed: false },
      { rule: "likelihood", value: 0.98765, limit: 0.99, passed: false },
    ];
    const versions: EventFile["versions"] = [version(1, { status: "preliminary", evidence })];
    expect(about({ versions, rows: nobody })).toContain(
      "never confirmed: what failed in its best version, 1, was stations 3 against 4, likelihood 0.988 against 0.99.",
    );
  });

  test("it was withdrawn: when and why", () => {
    const versions: EventFile["versions"] = [
      version(1),
      version(2, { status: "cancelled", reason: "12 of 14 silent" }),
    ];
    expect(about({ versions })).toMatch(/It was withdrawn 7\.0 s after the origin: 12 of 14 silent\.$/);
  });
});
