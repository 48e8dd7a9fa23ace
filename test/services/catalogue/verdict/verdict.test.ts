// True, qualified, false or not yet: the rule as a table.
import { describe, expect, test } from "vitest";
import { bestMatch } from "../../../../services/catalogue/verdict/match.ts";
import { nextAskMs, retryAskMs } from "../../../../services/catalogue/verdict/schedule.ts";
import { judge, type Known, type VerdictSettings } from "../../../../services/catalogue/verdict/verdict.ts";
import type { AgencyEvent } from "../../../../shared/contracts/context.ts";
import type { SeismicEvent } from "../../../../shared/contracts/event.ts";
import type { PastEventTable } from "../../../../shared/runtime/schema.ts";
import { destination } from "../../../../shared/seismo/geodesy.ts";
import { anEvent, ORIGIN_MS } from "../anEvent.ts";

const MIN_MS = 60_000;
const settings: VerdictSettings = { waitMs: 30 * MIN_MS, magnitudeDifference: 1, distanceKm: 50 };
const { origin, magnitude } = anEvent();

function row(km: number, seconds: number, over: Partial<PastEventTable> = {}): PastEventTable {
  const at = destination(origin, 90, km);
  return {
    ...{ source: "us", id: `us${km}`, time_ms: ORIGIN_MS + seconds * 1000, latitude_deg: at.latitudeDeg },
    ...{
      longitude_deg: at.longitudeDeg,
      depth_km: 20,
      magnitude: 5.5,
      magnitude_type: "mww",
      place: "",
      updated_ms: 0,
    },
    ...over,
  };
}

const agencyOf = (km: number, given: number | null): AgencyEvent | undefined =>
  bestMatch({ origin, magnitude }, [row(km, 2, { magnitude: given })]);

const asked = (minutes: number, agency?: AgencyEvent): Known => ({
  ...{ nowMs: ORIGIN_MS + minutes * MIN_MS, askedMs: ORIGIN_MS + minutes * MIN_MS, agency },
});

describe("an event that was", () => {
  test.each<[SeismicEvent["status"], string, Known, string | undefined]>([
    ["preliminary", "listed", asked(60, agencyOf(5, 5.3)), undefined],
    ["final", "listed near and as large", asked(2, agencyOf(5, 5.3)), "true"],
    ["final", "listed without a magnitude", asked(2, agencyOf(5, null)), "true"],
    ["final", "listed 1.0 smaller", asked(2, agencyOf(5, 4.3)), "true"],
    ["final", "listed 1.1 smaller", asked(2, agencyOf(5, 4.2)), "qualified"],
    ["final", "listed 1.1 larger", asked(2, agencyOf(5, 6.4)), "qualified"],
    ["final", "listed 49 km off", asked(2, agencyOf(49, 5.3)), "true"],
    ["final", "listed 51 km off", asked(2, agencyOf(51, 5.3)), "qualified"],
    ["confirmed", "listed while it still changes", asked(2, agencyOf(5, 5.3)), "pending"],
    ["confirmed", "listed, and five minutes old", asked(5, agencyOf(5, 5.3)), "true"],
    ["cancelled", "listed all the same", asked(2, agencyOf(5, 5.3)), "qualified"],
    ["final", "not listed after 29 min", asked(29), "pending"],
    ["final", "not listed after 30 min", asked(30), "false"],
    ["cancelled", "not listed after 4 min", asked(4), "pending"],
    ["cancelled", "not listed after 5 min", asked(5), "false"],
    ["final", "not asked, days ago", { ...asked(5000), askedMs: null }, "pending"],
    ["cancelled", "not asked, days ago", { ...asked(5000), askedMs: null }, "pending"],
    ["final", "asked last while it was too soon", { ...asked(5000), askedMs: ORIGIN_MS + 20 * MIN_MS }, "pending"],
  ])("%s and is %s", (status, _what, known, value) => {
    expect(judge(anEvent({ status }), known, settings)?.value).toBe(value);
  });
});

test("the reason says who lists it how, and what is against us; in a replay it says so first", () => {
  const event = anEvent({ status: "cancelled", mode: "replay", run: "x" });
  expect(judge(event, asked(6, agencyOf(60, 7)), settings)?.reason).toBe(
    "REPLAY: us lists it as M 7.0 (us60), 60 km and 2.0 s from our origin; " +
      "but we withdrew it; but our magnitude was 5.3; farther than 50 km",
  );
  expect(judge(anEvent({ status: "final" }), asked(31), settings)?.reason).toBe(
    "no agency listed it within 100 km and 30 s when asked 31 min after the origin",
  );
});

test.each([
  ["100 km and 30 s away", [row(99.9, 30)], "us99.9"],
  ["too far", [row(100.2, 0)], undefined],
  ["too late", [row(0, 30.1)], undefined],
  ["too early", [row(0, -30.1)], undefined],
  ["two of them: the better one", [row(80, 0), row(20, 5)], "us20"],
])("a listing %s", (_what, rows, id) => {
  expect(bestMatch({ origin, magnitude }, rows)?.id).toBe(id);
});

test("differences are the agency's value minus ours", () => {
  expect(bestMatch({ origin, magnitude }, [row(12, -3.21)])).toMatchObject({
    ...{ distanceKm: 12, timeDifferenceS: -3.2, magnitudeDifference: 0.2 },
  });
});

test("agencies are asked at 1, 2, 5, 10, 20, 30 min while it is pending, and a few times for revisions", () => {
  const all = (isPending: boolean) => {
    const times: number[] = [];
    for (let nowMs: number | null = 0; nowMs !== null; ) {
      nowMs = nextAskMs({ originMs: 0, nowMs, isPending, waitMs: 15 * MIN_MS });
      if (nowMs !== null) times.push(nowMs / MIN_MS);
    }
    return times;
  };
  expect(all(true)).toEqual([1, 2, 5, 10, 15, 20, 30, 60, 180, 720, 1440, 2880]);
  expect(all(false)).toEqual([60, 360, 1440, 4320]);
});

test("one that does not answer is asked again later and later, not before it asks us to, and one day no more", () => {
  const asking = { originMs: 0, isPending: true, waitMs: 30 * MIN_MS };
  const retry = (minutes: number, waitMs = 0) => {
    const nextMs = retryAskMs({ ...asking, nowMs: minutes * MIN_MS }, waitMs);
    return nextMs === null ? null : nextMs / MIN_MS;
  };
  expect([retry(1), retry(10), retry(40), retry(600), retry(1, 7 * MIN_MS), retry(3000)]).toEqual([
    ...[2, 15, 60, 660, 8, null],
  ]);
});
