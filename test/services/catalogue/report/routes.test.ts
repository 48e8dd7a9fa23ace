// The report and "why" over HTTP: who may see what, what is refused, and what is said when nothing is known.

import { Router } from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OPEN_REPORT_PATHS } from "../../../../services/catalogue/report/open.ts";
import { reportSchema } from "../../../../services/catalogue/report/schema.ts";
import { whySchema } from "../../../../services/catalogue/report/whySchema.ts";
import { service } from "../../../../services/catalogue/service.ts";
import { events } from "../../../../shared/contracts/event.ts";
import { healths } from "../../../../shared/contracts/health.ts";
import { picks } from "../../../../shared/contracts/pick.ts";
import { inventory, type Station } from "../../../../shared/contracts/station.ts";
import { OPERATOR, type Principal, setPrincipal } from "../../../../shared/runtime/principal.ts";
import { delivery, subscription } from "../../../conformance/databaseRows.ts";
import { eventually } from "../../../poll.ts";
import { anEvent, ORIGIN_MS } from "../anEvent.ts";
import { anArrival, aPick } from "../aPick.ts";
import { type Bench, startOnBench } from "../context.ts";
import { serve } from "../serve.ts";

const EVENT_ID = "live-20180216T233939-9g3q";
const OWNER: Principal = { keyId: "k", ownerId: "own-1", scopes: ["read"] };
const OTHER: Principal = { ...OWNER, ownerId: "own-2" };
const { origin } = anEvent();
const station = (stationId: string, latitudeDeg: number): Station => ({
  ...{ mode: "live", run: "", stationId, latitudeDeg, longitudeDeg: origin.longitudeDeg, elevationM: 0 },
  ...{ sampleRateHz: 100, updatedMs: 1, channels: [{ code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 1 }] },
});
const healthOf = (stationId: string, lastSampleMs: number) => ({
  ...{
    stationId,
    lastSampleMs,
    latencyS: 0.3,
    clockOffsetS: 0,
    fittedRateHz: 100,
    noiseMps2: 0.001,
    packets: 9,
    gaps: 0,
  },
  ...{ duplicates: 0, late: 0, malformed: 0, state: "ok" as const, reason: "" },
});

let bench: Bench;
let http: Awaited<ReturnType<typeof serve>>;
let principal = OPERATOR;
const get = async (path: string) => {
  const answer = await fetch(http.url + path);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

beforeAll(async () => {
  bench = await startOnBench(service, { env: { CATALOGUE_CONTEXT_DEADLINE_MS: "25000" } });
  const asked = Router().use((_request, response, next) => {
    setPrincipal(response, principal);
    next();
  });
  http = await serve(asked.use(bench.running.routes ?? (() => expect.unreachable())()));
});
afterAll(async () => {
  await http.close();
  await bench.running.close?.();
});

test("before there is anything, it is said what to do", async () => {
  expect(await get("/v1/why")).toMatchObject({
    status: 200,
    body: { event: null, answer: /No event is recorded yet/ },
  });
});

describe("once there was an earthquake", () => {
  beforeAll(async () => {
    for (const each of [station("XX_A", 17.5), station("XX_B", 17.6), station("XX_C", 17.7)]) {
      await bench.send(inventory, each);
    }
    const stations = [healthOf("XX_A", ORIGIN_MS + 60_000), healthOf("XX_B", ORIGIN_MS - 100_000)];
    await bench.send(healths, { mode: "live", run: "", stations });
    await bench.send(picks, aPick("XX_A"));
    await bench.send(picks, aPick("XX_C", { timeMs: ORIGIN_MS - 20_000 }));
    const event = anEvent({ eventId: EVENT_ID, arrivals: [anArrival("XX_A")] });
    await bench.send(events, event);
    await bench.send(events, { ...event, version: 2, status: "final" as const, asOfMs: ORIGIN_MS + 60_000 });
    const { query } = await bench.context.database();
    const data = { asOf: new Date(ORIGIN_MS + 9000), sArrival: new Date(ORIGIN_MS + 21_000), intensity: 5 };
    const body = JSON.stringify({
      ...{ mode: "live", run: "", eventId: EVENT_ID, version: 1, alertId: "1", subscriptionId: "sub-1" },
      ...{ type: "alarm.issued", outcome: "delivered", delayMs: 50, message: JSON.stringify({ data }) },
      attempts: [{ atMs: 1e12, tookMs: 10, status: 204, error: "" }],
    });
    await query
      .insertInto("subscription")
      .values([subscription, { ...subscription, subscription_id: "sub-2" }])
      .execute();
    await query
      .insertInto("delivery")
      .values({ ...delivery, event_id: EVENT_ID, body })
      .execute();
    await eventually("the picks are stored", async () => {
      const rows = await query.selectFrom("pick").select("pick_id").execute();
      return rows.length === 2;
    });
  });

  test("its report tells versions, the told, stations used and ignored; stations as they stood when it ended", async () => {
    await bench.send(healths, { mode: "live", run: "", stations: [healthOf("XX_B", ORIGIN_MS + 900_000)] });
    const { status, body } = await get(`/v1/catalogue/events/${EVENT_ID}/report`);
    expect([status, reportSchema.safeParse(body).error]).toEqual([200, undefined]);
    const report = reportSchema.parse(body);
    expect(report.versions.map((version) => version.status)).toEqual(["confirmed", "final"]);
    expect(report.versions[0]?.storedMs).toBeGreaterThan(1.7e12);
    expect(report.told).toMatchObject({ subscribers: 1, inTime: 1, secondsLeft: { median: 11.95 } });
    expect(report.told.list).toMatchObject([{ subscriptionId: "sub-1", name: subscription.name, intensity: 5 }]);
    expect(report.stations.used.map(({ stationId }) => stationId)).toEqual(["XX_A"]);
    const ignored = report.stations.ignored.map(({ stationId, code }) => `${stationId} ${code}`);
    expect(ignored).toEqual(["XX_B silent", "XX_C misfit"]);
  });

  test("whoever is not the operator is told how many were told, not who", async () => {
    principal = OWNER;
    const { body } = await get(`/v1/catalogue/events/${EVENT_ID}/report`);
    principal = OPERATOR;
    expect(body).toMatchObject({ told: { subscribers: 1, list: null } });
    expect(JSON.stringify(body)).not.toMatch(/sub-1|example\.org|Zihuatanejo – /);
  });

  test("why it alerted is one GET, by its id or as the newest", async () => {
    for (const path of [`/v1/why?eventId=${EVENT_ID}`, "/v1/why"]) {
      const { status, body } = await get(path);
      expect([status, whySchema.safeParse(body).error]).toEqual([200, undefined]);
      expect(whySchema.parse(body).answer).toContain("1 of 1 subscribers took it, the first 9.1 s after the origin");
      expect(JSON.stringify(body)).not.toContain("sub-1");
    }
  });

  test("why one subscriber was told, or where it is said why not, is for its owner and the operator", async () => {
    const path = `/v1/why?eventId=${EVENT_ID}&subscriptionId=`;
    for (const who of [OPERATOR, OWNER]) {
      principal = who;
      expect(await get(`${path}sub-1`)).toMatchObject({
        body: {
          answer: /told by version 1, 9\.1 s after the origin, with 11\.9 s left/,
          subscription: { deliveries: [{}] },
        },
      });
      const decisionsPath = `/v1/subscriptions/sub-2/decisions?eventId=${EVENT_ID}`;
      expect(await get(`${path}sub-2`)).toMatchObject({ body: { subscription: { deliveries: [], decisionsPath } } });
    }
    principal = OTHER;
    expect(await get(`${path}sub-1`)).toMatchObject({ status: 404, body: { error: { field: "subscriptionId" } } });
    principal = OPERATOR;
  });

  const at = `latitudeDeg=${origin.latitudeDeg}&longitudeDeg=${origin.longitudeDeg}`;
  test("what was felt is found by time and place", async () => {
    const time = new Date(ORIGIN_MS + 10_000).toISOString();
    for (const when of [`time=${time}`, `timeMs=${ORIGIN_MS + 10_000}`, `time=${time.slice(0, -1)}`]) {
      const { body } = await get(`/v1/why?${when}&${at}`);
      expect(body).toMatchObject({ event: { eventId: EVENT_ID }, felt: { stations: [{}, {}, {}] } });
    }
  });

  test("where nothing was found it is said what the stations around saw, and what comes nearest", async () => {
    const { body } = await get(`/v1/why?timeMs=${ORIGIN_MS - 120_000}&${at}`);
    expect(whySchema.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      event: null,
      answer: /no event there: of 3 stations within 150 km 0 picked .* 4 must agree .* nearest thing to it is M 5\.3/,
      felt: { neededStations: 4, nearest: { eventId: EVENT_ID, apartS: 120 } },
    });
  });

  test.each([
    ["/v1/why?timeMs=1", "latitudeDeg", /got nothing, want a number from -90 to 90/],
    [`/v1/why?${at}`, "timeMs", /got nothing/],
    [`/v1/why?time=noon&${at}`, "time", /got "noon", want a time as 2026-01-31T12:00:00Z/],
    ["/v1/why?mode=real", "mode", /want live, drill/],
    ["/v1/why?event=1", "event", /no such parameter; there are: eventId/],
    [`/v1/catalogue/events/${EVENT_ID}/report?toldLimit=501`, "toldLimit", /from 0 to 500/],
  ])("%s is refused and says which field", async (path, field, message) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { error: { field, message } } });
  });

  const page = async (path: string) => {
    const answer = await fetch(http.url + path, { redirect: "manual" });
    return { answer, text: await answer.text() };
  };

  test("the same is a page, with no code let into it, and named subscribers only for the operator", async () => {
    const { answer, text } = await page(`/reports/${EVENT_ID}`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'self';/);
    expect(text).toContain("28 km SW of Ixtapa-Zihuatanejo, Guerrero, Mexico (final)");
    expect(text).toContain("sub-1");
    principal = OTHER;
    expect((await page(`/reports/${EVENT_ID}`)).text).not.toMatch(/sub-1|Zihuatanejo – /);
    principal = OPERATOR;
  });

  test("the list, the stylesheet and what is wrong have their pages", async () => {
    expect((await page("/reports/")).text).toContain(`href="/reports/${EVENT_ID}"`);
    expect((await page("/reports/?mode=drill")).text).toContain("No event of mode drill is recorded yet");
    expect((await page("/reports")).answer.headers.get("location")).toBe("/reports/");
    for (const path of OPEN_REPORT_PATHS) {
      expect((await page(path)).answer.headers.get("content-type")).toBe("text/css; charset=utf-8");
      expect((await page("/reports/")).text).toContain(`href="${path}"`);
    }
    expect(await page("/reports/nope")).toMatchObject({
      answer: { status: 404 },
      text: expect.stringContaining("No such event"),
    });
    expect(await page("/reports/?mode=real")).toMatchObject({
      answer: { status: 400 },
      text: expect.stringContaining("want live, drill"),
    });
  });

  test.each(["/v1/catalogue/events/nope/report", "/v1/why?eventId=nope"])("%s is not there", async (path) => {
    const error = { field: "eventId", message: 'eventId: no event "nope"' };
    expect(await get(path)).toEqual({ status: 404, body: { error } });
  });
});
