// What the catalogue finds out about an event, the same on every database: past earthquakes, mainshocks, agencies, verdicts.
import { describe, expect, test } from "vitest";
import { type ContextDeps, recordEvent } from "../../services/catalogue/context.ts";
import { Questions } from "../../services/catalogue/lookup/deadline.ts";
import { nearby } from "../../services/catalogue/nearby.ts";
import { addPastEvents } from "../../services/catalogue/repository.ts";
import {
  dueVerdicts,
  expectVerdict,
  updateVerdict,
  verdictRecordOf,
} from "../../services/catalogue/verdict/verdictRows.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import type { Database } from "../../shared/runtime/database.ts";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import { anEvent, ORIGIN_MS } from "../services/catalogue/anEvent.ts";
import { type EmptyDatabase, openedDatabase } from "./openedDatabase.ts";

const DAY_MS = 86_400_000;
const { origin, magnitude } = anEvent();

export function lookupConformance(name: string, make: () => Promise<EmptyDatabase>): void {
  describe(`lookup on ${name}`, () => {
    const given = openedDatabase(make, ["past_event", "event_version", "event_context", "event_verdict"]);
    searches(given);
    mainshocks(given);
    verdicts(given);
  });
}

interface Past {
  readonly id: string;
  readonly magnitude: number | null;
  readonly daysAgo: number;
  readonly northDeg?: number;
  readonly eastDeg?: number;
}

function rowOf({ id, magnitude: value, daysAgo, northDeg = 0, eastDeg = 0 }: Past) {
  return {
    ...{ source: "us", id, time_ms: ORIGIN_MS - daysAgo * DAY_MS, depth_km: 10, magnitude: value },
    ...{ latitude_deg: origin.latitudeDeg + northDeg, longitude_deg: origin.longitudeDeg + eastDeg },
    ...{ magnitude_type: "Mw", place: "", updated_ms: 0 },
  };
}

const tell = (
  database: Database,
  over: Parameters<typeof anEvent>[0] = {},
  agencies: Partial<ContextDeps["agencies"]> = {},
) =>
  recordEvent(anEvent(over), {
    ...{ database: async () => database, clock: systemClock, questions: new Questions(systemClock, 30_000) },
    wordsOf: async () => ({ place: "here", region: "Guerrero, Mexico" }),
    agencies: {
      ...{ servers: [], own: "tocsin", verdict: { waitMs: 1.8e6, magnitudeDifference: 1, distanceKm: 50 } },
      ...agencies,
    },
  });

function searches(given: () => Database): void {
  test("the nearest and the largest agree with a search of everything, in swarms, at cells' edges, over the date line", async () => {
    // Tenths and halves of degrees lie on the edges of cells, where databases round differently.
    const places = Array.from({ length: 3000 }, (_, n) => ({
      latitudeDeg: n % 3 === 0 ? -17.25 + (n % 37) * 0.05 : -17 + ((n * 0.618) % 4) - 2,
      longitudeDeg: n % 3 === 0 ? 179.75 + (n % 10) * 0.025 : ((((n * 0.7548) % 6) + 177 + 180) % 360) - 180,
      magnitude: n % 11 === 0 ? null : 1 + ((n * 37) % 60) / 10,
    }));
    const rows = places.map((place, n) => ({
      ...rowOf({ id: String(n), magnitude: place.magnitude, daysAgo: 400 + (n % 100) }),
      ...{ latitude_deg: place.latitudeDeg, longitude_deg: place.longitudeDeg },
    }));
    for (let at = 0; at < rows.length; at += 250) await addPastEvents(given(), rows.slice(at, at + 250));
    for (let n = 0; n < 25; n += 1) {
      const from = { latitudeDeg: -19.5 + n * 0.2, longitudeDeg: ((((n * 1.31) % 8) + 176 + 180) % 360) - 180 };
      const ranked = places
        .map((place) => ({ ...place, distance: Math.round(distanceKm(from, place) * 10) / 10 }))
        .sort((a, b) => a.distance - b.distance);
      const found = await nearby(given(), from);
      const near = ranked.filter(({ distance }) => distance <= 200).slice(0, 5);
      expect(found.nearest.map((past) => past.distanceKm)).toEqual(near.map(({ distance }) => distance));
      const within = ranked.filter(({ distance }) => distance <= 100).flatMap((place) => place.magnitude ?? []);
      expect(found.maxMagnitude).toBe(within.length === 0 ? null : Math.max(...within));
    }
  });

  test("a place without larger ones on record says so as a hint", async () => {
    await addPastEvents(given(), [rowOf({ id: "a", magnitude: 4.1, daysAgo: 900 })]);
    expect(await tell(given())).toMatchObject({
      ...{ maxMagnitude: 4.1, region: "Guerrero, Mexico" },
      plausibility: "M 5.3 would be far above the largest on record within 100 km (M 4.1); a hint only",
    });
  });
}

function mainshocks(given: () => Database): void {
  test("a larger past earthquake within its window is named, the largest of several", async () => {
    await addPastEvents(given(), [
      rowOf({ id: "main", magnitude: 7.2, daysAgo: 300, northDeg: 0.3 }),
      rowOf({ id: "other", magnitude: 6, daysAgo: 2 }),
      rowOf({ id: "far", magnitude: 8, daysAgo: 300, northDeg: 0.9 }),
      rowOf({ id: "old", magnitude: 7.9, daysAgo: 1100 }),
      rowOf({ id: "itself", magnitude: 5.9, daysAgo: 0 }),
    ]);
    expect((await tell(given())).aftershockOf).toMatchObject({ id: "main", magnitude: 7.2, afterS: 300 * 86_400 });
  });

  test("our own earlier event counts in its world alone, unless it was withdrawn, and never a later one", async () => {
    const world = { mode: "replay", run: "a" } as const;
    const ours = (eventId: string, hours: number, over: Parameters<typeof anEvent>[0] = {}) => ({
      ...{ ...world, eventId, magnitude: { ...magnitude, value: 6.8 } },
      ...{ origin: { ...origin, timeMs: ORIGIN_MS + hours * 3_600_000 }, ...over },
    });
    const asked = async (over: Parameters<typeof anEvent>[0] = world) =>
      (await tell(given(), { ...over, eventId: "asked" })).aftershockOf?.id;
    await tell(given(), ours("future", 1));
    await tell(given(), ours("preliminary", -1, { status: "preliminary" }));
    await tell(given(), ours("withdrawn", -1));
    await tell(given(), ours("withdrawn", -1, { version: 2, status: "cancelled" }));
    expect(await asked()).toBeUndefined();
    await tell(given(), ours("before", -1));
    expect(await asked()).toBe("before");
    expect([await asked({ mode: "live", run: "" }), await asked({ ...world, run: "b" })]).toEqual([
      undefined,
      undefined,
    ]);
  });
}

function verdicts(given: () => Database): void {
  test("a verdict is waited for from the first confirmed version, keeps its state over later ones, and is due in time", async () => {
    const agencies = { servers: ["http://127.0.0.1:9"] };
    const recent = { ...origin, timeMs: systemClock.nowMs() };
    const event = { origin: recent, eventId: "e" };
    await tell(given(), { ...event, status: "preliminary" }, agencies);
    expect(await verdictRecordOf(given(), "e")).toBeUndefined();
    await tell(given(), { ...event, version: 2 }, agencies);
    const pending = await verdictRecordOf(given(), "e");
    expect(pending).toMatchObject({
      value: "pending",
      revision: 0,
      decidedMs: null,
      nextAskMs: Math.ceil(recent.timeMs + 60_000),
    });
    expect(await dueVerdicts(given(), recent.timeMs + 59_000, 9)).toEqual([]);
    expect(await dueVerdicts(given(), recent.timeMs + 60_001, 9)).toEqual([pending]);
    if (pending === undefined) return;
    const said = { status: "final", timeMs: 1, latitudeDeg: 0, longitudeDeg: 0, depthKm: 1, magnitude: 5 } as const;
    const decided = {
      ...pending,
      value: "false",
      reason: "r",
      revision: 1,
      decidedMs: 5,
      said,
      nextAskMs: null,
    } as const;
    await updateVerdict(given(), decided);
    await tell(given(), { ...event, version: 3 }, agencies);
    await tell(given(), { ...event, version: 2 }, agencies);
    expect(await verdictRecordOf(given(), "e")).toEqual(decided);
    const rows = await given().query.selectFrom("event_verdict").select(["version", "verdict"]).execute();
    expect(rows).toEqual([{ version: 3, verdict: "false" }]);
    await expectVerdict(given(), anEvent({ ...event, version: 4, status: "cancelled" }), 77);
    expect((await verdictRecordOf(given(), "e"))?.nextAskMs).toBe(77);
    expect((await tell(given(), { ...event, version: 5 })).verdict).toMatchObject({ value: "false", said });
  });
}
