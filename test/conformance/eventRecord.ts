// What is kept of our own events, and for how long, on whichever database.
import { describe, expect, test } from "vitest";
import { HealthBoard } from "../../services/catalogue/record/healthBoard.ts";
import { keepPicks, picksWithin } from "../../services/catalogue/record/pickRows.ts";
import { Retention } from "../../services/catalogue/record/retention.ts";
import { FIRST_VERSION, fillParts, forgetEvent } from "../../services/catalogue/record/retentionRows.ts";
import { keepStations, type StandingStation, stationsOf } from "../../services/catalogue/record/stationRows.ts";
import { fileOf } from "../../services/catalogue/report/file.ts";
import { verdictOf } from "../../services/catalogue/report/verdict.ts";
import { type WhyQuestion, whyOf } from "../../services/catalogue/report/why.ts";
import { keepContext, keepVersion, newestEvents, versionsOf } from "../../services/catalogue/repository.ts";
import { expectVerdict, updateVerdict } from "../../services/catalogue/verdict/verdictRows.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Pick } from "../../shared/contracts/pick.ts";
import { type Clock, systemClock } from "../../shared/runtime/clock.ts";
import type { Database } from "../../shared/runtime/database.ts";
import { OPERATOR } from "../../shared/runtime/principal.ts";
import { memoryStore } from "../../shared/runtime/storeMemory.ts";
import { anEvent, ORIGIN_MS } from "../services/catalogue/anEvent.ts";
import { anArrival, aPick } from "../services/catalogue/aPick.ts";
import { delivery } from "./databaseRows.ts";
import { databaseDeps, type EmptyDatabase, openedDatabase } from "./openedDatabase.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 5, 1);
/** Stands still, and nobody waits by it. */
const clock: Clock = { ...systemClock, nowMs: () => NOW_MS, sleep: async () => undefined };
const TABLES = ["event_version", "event_context", "origin", "magnitude", "arrival", "pick", "event_station"] as const;
const PARTS = ["origin", "magnitude", "arrival"] as const;
const station: StandingStation = { stationId: "XX_A", name: "", latitudeDeg: 17, longitudeDeg: -101, health: null };

/** @param make a new, empty database */
export function eventRecordConformance(name: string, make: () => Promise<EmptyDatabase>): void {
  describe(`the record of events on ${name}`, () => {
    const given = openedDatabase(make, [...TABLES, "delivery"]);
    keepsVersions(given);
    keepsPicks(given);
    reports(given);
    forgets(given);
  });
}

const rowsOf = ({ query }: Database, table: (typeof TABLES)[number]) => query.selectFrom(table).selectAll().execute();

async function countsOf(database: Database): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) counts[table] = (await rowsOf(database, table)).length;
  return counts;
}

function keepsVersions(given: () => Database): void {
  test("a version is kept with its origin, its magnitude and each of its arrivals, fractions of a millisecond too", async () => {
    const arrivals = [anArrival("XX_A", { timeMs: 1_700_000_000_123.456 }), anArrival("XX_B", { phase: "S" })];
    await keepVersion(given(), anEvent({ arrivals }), { storedMs: NOW_MS + 0.4, stamps: { received: NOW_MS } });
    const { origin, magnitude, eventId } = anEvent();
    expect(await rowsOf(given(), "origin")).toEqual([
      {
        event_id: eventId,
        version: 1,
        time_ms: origin.timeMs,
        latitude_deg: 17.45,
        longitude_deg: -101.72,
        depth_km: 16,
        time_uncertainty_s: 0.4,
        horizontal_uncertainty_km: 6,
        depth_uncertainty_km: 8,
        east_east_km2: 18,
        east_north_km2: 2,
        north_north_km2: 18,
        azimuthal_gap_deg: 140,
        rms_s: 0.3,
      },
    ]);
    expect(await rowsOf(given(), "magnitude")).toEqual([
      { event_id: eventId, version: 1, value: magnitude.value, type: "Mpd", uncertainty: 0.3, station_count: 5 },
    ]);
    const rows = await rowsOf(given(), "arrival");
    expect(rows.map((row) => [row.station_id, row.phase, row.time_ms])).toEqual(
      arrivals.map((arrival) => [arrival.stationId, arrival.phase, arrival.timeMs]),
    );
    expect(await rowsOf(given(), "event_version")).toMatchObject([
      { stored_ms: NOW_MS, stamps: `{"received":${NOW_MS}}` },
    ]);
  });

  test("a repeat changes nothing", async () => {
    const event = anEvent({ arrivals: [anArrival("XX_A")] });
    await keepVersion(given(), event, { storedMs: 1, stamps: {} });
    const before = await Promise.all(TABLES.map((table) => rowsOf(given(), table)));
    await keepVersion(given(), { ...event, arrivals: [anArrival("XX_B")] }, { storedMs: 2, stamps: {} });
    expect(await Promise.all(TABLES.map((table) => rowsOf(given(), table)))).toEqual(before);
  });

  test("a version of two thousand arrivals is kept, and one whose pick stands in it twice", async () => {
    const arrivals = Array.from({ length: 2000 }, (_, n) => anArrival(`XX_${n}`));
    await keepVersion(given(), anEvent({ arrivals: [...arrivals, anArrival("XX_0")] }));
    expect((await rowsOf(given(), "arrival")).length).toBe(2000);
  });

  test("versions of before get their parts; one that cannot be read costs the others nothing", async () => {
    for (const version of [1, 2, 3]) {
      await keepVersion(given(), anEvent({ version, arrivals: [anArrival("XX_A")] }));
    }
    const whole = await countsOf(given());
    for (const table of PARTS) await given().query.deleteFrom(table).execute();
    await given().query.updateTable("event_version").set({ body: "not JSON" }).where("version", "=", 2).execute();
    const eventId = anEvent().eventId;
    expect(await fillParts(given(), { after: FIRST_VERSION, most: 2 })).toEqual({ eventId, version: 2 });
    expect(await fillParts(given(), { after: { eventId, version: 2 }, most: 2 })).toBeUndefined();
    const { origin = 0, magnitude = 0, arrival = 0 } = whole;
    expect(await countsOf(given())).toEqual({
      ...whole,
      origin: origin - 1,
      magnitude: magnitude - 1,
      arrival: arrival - 1,
    });
  });

  test("how stations stood is kept, the later word in place of the earlier", async () => {
    await keepStations(given(), "e", [station, { ...station, stationId: "XX_B" }]);
    await keepStations(given(), "e", [{ ...station, name: "later" }]);
    const kept = await stationsOf(given(), "e");
    expect(kept.map(({ stationId, name }) => `${stationId} ${name}`).sort()).toEqual(["XX_A later", "XX_B "]);
  });
}

function keepsPicks(given: () => Database): void {
  const window = { mode: "live", run: "", fromMs: 0, toMs: 4e12, limit: 100 } as const;

  test("of a pick the update that knows most stays, whatever came last", async () => {
    const first = aPick("XX_A");
    const third = { ...first, update: 2, knownMs: first.knownMs + 2000, snr: 30 };
    await keepPicks(given(), [first], 1000.6);
    await keepPicks(given(), [third, aPick("XX_B")], 2000);
    await keepPicks(given(), [{ ...first, update: 1, knownMs: first.knownMs + 1000 }], 3000);
    expect(await picksWithin(given(), window)).toEqual([
      { pick: third, storedMs: 1001 },
      { pick: aPick("XX_B"), storedMs: 2000 },
    ]);
  });

  test("picks are found by world and time, no more than asked for", async () => {
    const timeMs = aPick("XX_A").timeMs;
    const drill = { mode: "drill" as const, run: "x", pickId: "drill:x/XX_A/P/1" };
    await keepPicks(
      given(),
      [aPick("XX_A"), aPick("XX_B", { timeMs: timeMs + 0.5 }), { ...aPick("XX_A"), ...drill }],
      1,
    );
    const found = async (of: Partial<Parameters<typeof picksWithin>[1]>) =>
      (await picksWithin(given(), { ...window, ...of })).map(({ pick }) => pick.pickId);
    expect(await found({ mode: "drill", run: "x" })).toEqual([drill.pickId]);
    expect(await found({ fromMs: timeMs + 0.1 })).toEqual([aPick("XX_B", { timeMs: timeMs + 0.5 }).pickId]);
    expect(await found({ limit: 1 })).toEqual([aPick("XX_A").pickId]);
  });
}

function reports(given: () => Database): void {
  const deps = { stations: { all: () => [] }, health: new HealthBoard() };
  const EVENT_ID = anEvent().eventId;

  async function keepAll(): Promise<void> {
    for (const version of [1, 2, 3, 4, 5, 6, 7]) {
      await keepVersion(given(), anEvent({ version, arrivals: [anArrival("XX_A")] }), { storedMs: NOW_MS, stamps: {} });
    }
    await keepVersion(given(), anEvent({ eventId: "another", arrivals: [anArrival("XX_B")] }));
    await keepPicks(given(), [aPick("XX_A"), aPick("XX_B")], 1);
    await keepStations(given(), EVENT_ID, [station, { ...station, stationId: "XX_B" }]);
    const rows = Array.from({ length: 250 }, (_, n) => {
      const told = { subscriptionId: `sub-${n}`, version: 1, type: "alarm.issued", outcome: "delivered", delayMs: 50 };
      const message = JSON.stringify({ data: { asOf: new Date(ORIGIN_MS), sArrival: new Date(ORIGIN_MS + 1000 * n) } });
      const body = JSON.stringify({ ...told, message, attempts: [{ atMs: 1, tookMs: 2, status: 204, error: "" }] });
      return { ...delivery, alert_id: `a-${n}`, subscription_id: `sub-${n}`, event_id: EVENT_ID, body };
    });
    await given().query.insertInto("delivery").values(rows).execute();
  }

  test("a report finds every version, the told, the picks of others, and how stations stood", async () => {
    await keepAll();
    await given().query.updateTable("event_version").set({ body: "{}" }).where("version", "=", 3).execute();
    const file = await fileOf(given(), EVENT_ID, deps);
    expect(file?.versions.map(({ event }) => event.version)).toEqual([1, 2, 4, 5, 6, 7]);
    expect(file?.versions[0]?.storedMs).toBe(NOW_MS);
    expect(file?.rows).toHaveLength(250);
    expect(file?.picks.map(({ pickId }) => file.otherEventOf(pickId))).toEqual([undefined, "another"]);
    expect(file?.stations.map(({ stationId }) => stationId).sort()).toEqual(["XX_A", "XX_B"]);
    expect(file?.verdict).toBeNull();
    expect(await fileOf(given(), "nope", deps)).toBeUndefined();
  });

  test("why is answered about an event, a subscriber, and what was felt", async () => {
    await keepAll();
    const asked = { eventId: EVENT_ID, subscriptionId: undefined, felt: undefined, mode: "live", run: "" } as const;
    const why = (over: Partial<WhyQuestion>) => whyOf(given(), { ...asked, ...over }, { ...deps, principal: OPERATOR });
    expect(await why({})).toMatchObject({ event: { told: { subscribers: 250, deliveries: 250 } } });
    expect(await why({ subscriptionId: "sub-7" })).toMatchObject({
      subscription: { deliveries: [{ secondsLeft: 6.95 }] },
    });
    const { latitudeDeg, longitudeDeg } = anEvent().origin;
    const felt = { timeMs: ORIGIN_MS + 5000, latitudeDeg, longitudeDeg };
    expect(await why({ eventId: undefined, felt })).toMatchObject({ felt: { neededStations: 4 }, event: {} });
    const farAway = { ...felt, latitudeDeg: latitudeDeg + 8 };
    expect(await why({ eventId: undefined, felt: farAway })).toMatchObject({
      event: null,
      felt: { nearest: { apartS: -5 } },
    });
  });

  test("a verdict is told where somebody passed one, and goes with its event", async () => {
    await keepAll();
    expect(await verdictOf(given(), EVENT_ID)).toBeNull();
    await expectVerdict(given(), anEvent({ eventId: EVENT_ID }), NOW_MS);
    expect(await verdictOf(given(), EVENT_ID)).toMatchObject({ verdict: "pending", decidedMs: null });
    const found = { eventId: EVENT_ID, value: "false", reason: "quarry", decidedMs: NOW_MS, nextAskMs: null } as const;
    await updateVerdict(given(), { ...found, revision: 1, askedMs: NOW_MS, agency: null, said: null });
    const told = { verdict: "false", reason: "quarry", source: "", agencyEventId: "", decidedMs: NOW_MS };
    expect(await verdictOf(given(), EVENT_ID)).toEqual(told);
    expect(await verdictOf(given(), "another")).toBeNull();
    await forgetEvent(given(), EVENT_ID);
    expect(await verdictOf(given(), EVENT_ID)).toBeNull();
  });
}

function forgets(given: () => Database): void {
  async function keep(event: SeismicEvent, daysAgo: number, picked: readonly Pick[] = []): Promise<void> {
    const storedMs = daysAgo === Number.POSITIVE_INFINITY ? 0 : NOW_MS - daysAgo * DAY_MS;
    await keepVersion(given(), event, { storedMs, stamps: {} });
    const { mode, run, eventId, version } = event;
    await keepContext(given(), {
      mode,
      run,
      eventId,
      version,
      place: "",
      nearest: [],
      largest: null,
      maxMagnitude: null,
    });
    await keepStations(given(), eventId, [station]);
    await keepPicks(given(), picked, storedMs);
  }
  const sweep = (keepDays: { pickDays: number; unrealDays: number; eventDays: number }, store = memoryStore(clock)) =>
    new Retention({
      ...{ database: async () => given(), store, log: databaseDeps.log, instance: "a", keep: keepDays },
      clock,
    }).run();
  const kept = async () => (await newestEvents(given(), { limit: 100 })).map(({ event }) => event.eventId).sort();
  const keptPicks = async () => (await rowsOf(given(), "pick")).map((row) => row.station_id).sort();

  test("drills, simulations and replays go after their days with all that belongs to them, live events stay", async () => {
    const drill = { mode: "drill" as const, run: "x" };
    const theirs = { ...aPick("XX_D"), ...drill, pickId: "drill:x/XX_D/P/1" };
    const arrivals = [{ ...anArrival("XX_D"), pickId: theirs.pickId }];
    await keep(anEvent({ eventId: "live" }), 400, [aPick("XX_A")]);
    await keep(anEvent({ eventId: "old", ...drill, arrivals }), 31, [theirs]);
    await keep(anEvent({ eventId: "old", ...drill, version: 2 }), 31);
    await keep(anEvent({ eventId: "new", ...drill }), 29);
    await keep(anEvent({ eventId: "unknown when", ...drill }), Number.POSITIVE_INFINITY);
    await sweep({ pickDays: 0, unrealDays: 30, eventDays: 0 });
    expect(await kept()).toEqual(["live", "new"]);
    expect(await keptPicks()).toEqual(["XX_A"]);
    expect(await countsOf(given())).toMatchObject({ event_context: 2, origin: 2, magnitude: 2, event_station: 2 });
  });

  test("picks go after their days, but those of an event's arrivals stay as long as the event", async () => {
    await keep(anEvent({ eventId: "live", arrivals: [anArrival("XX_A")] }), 40, [aPick("XX_A"), aPick("XX_B")]);
    await keepPicks(given(), [aPick("XX_C")], NOW_MS - DAY_MS);
    await sweep({ pickDays: 30, unrealDays: 30, eventDays: 0 });
    expect(await keptPicks()).toEqual(["XX_A", "XX_C"]);
    await sweep({ pickDays: 30, unrealDays: 30, eventDays: 39 });
    expect([await kept(), await keptPicks()]).toEqual([[], ["XX_C"]]);
  });

  test("thousands of old picks go batch after batch, past those that stay", async () => {
    const many = Array.from({ length: 450 }, (_, n) => aPick(`XX_${n}`));
    await keepPicks(given(), many, NOW_MS - 40 * DAY_MS);
    await keep(anEvent({ arrivals: many.slice(0, 250).map(({ stationId }) => anArrival(stationId)) }), 1);
    await sweep({ pickDays: 30, unrealDays: 30, eventDays: 0 });
    expect((await keptPicks()).length).toBe(250);
  });

  test("0 days is for ever, and the replica that has not the lease leaves it to the other", async () => {
    await keep(anEvent({ eventId: "old", mode: "drill", run: "x" }), 4000, [aPick("XX_A")]);
    await sweep({ pickDays: 0, unrealDays: 0, eventDays: 0 });
    const store = memoryStore(clock);
    await store.lease("catalogue:retention", "another", 1e6);
    await sweep({ pickDays: 1, unrealDays: 1, eventDays: 1 }, store);
    expect([await kept(), await keptPicks()]).toEqual([["old"], ["XX_A"]]);
  });

  test("an event that is removed leaves nothing of itself behind", async () => {
    await keep(anEvent({ arrivals: [anArrival("XX_A")] }), 1);
    await forgetEvent(given(), anEvent().eventId);
    expect(await versionsOf(given(), anEvent().eventId)).toEqual([]);
    expect(Object.values(await countsOf(given()))).toEqual(TABLES.map(() => 0));
  });
}
