// The feeds tell what happened since, and what is significant, under the USGS's names.
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventFeeds } from "../../../../services/catalogue/fdsn/feeds.ts";
import { addPastEvents, keepVersion } from "../../../../services/catalogue/repository.ts";
import { connectDatabase } from "../../../../shared/runtime/connectDatabase.ts";
import { anEvent } from "../anEvent.ts";
import { silentLog } from "../context.ts";
import { clock, NOW_MS, type Site, siteOf } from "./site.ts";

const HOUR_MS = 3_600_000;
let site: Site;
beforeAll(async () => {
  const log = silentLog();
  const database = await connectDatabase("sqlite::memory:", { log });
  site = await siteOf(eventFeeds({ clock, log, agency: "tocsin", database: async () => database }));
  const row = {
    ...{ source: "SSN", latitude_deg: 17, longitude_deg: -101, depth_km: null, magnitude_type: "Mw", place: "here" },
    updated_ms: 0,
  };
  await addPastEvents(database, [
    { ...row, id: "minutes", time_ms: NOW_MS - HOUR_MS, magnitude: null },
    { ...row, id: "hours", time_ms: NOW_MS - HOUR_MS - 1, magnitude: 4.5 },
    { ...row, id: "days", time_ms: NOW_MS - 100 * HOUR_MS, magnitude: 6.24 },
    { ...row, id: "weeks", time_ms: NOW_MS - 300 * HOUR_MS, magnitude: 6.25 },
    { ...row, id: "months", time_ms: NOW_MS - 721 * HOUR_MS, magnitude: 9 },
  ]);
  const { origin, magnitude } = anEvent();
  const now = { origin: { ...origin, timeMs: NOW_MS }, magnitude: { ...magnitude, value: 2.5 } };
  await keepVersion(database, anEvent({ ...now, eventId: "own" }));
  await keepVersion(database, anEvent({ ...now, eventId: "false", status: "cancelled" }));
  await keepVersion(database, anEvent({ ...now, eventId: "drill", mode: "drill", run: "x" }));
});
afterAll(() => site.close());

test.each([
  ["all_hour", "own minutes"],
  ["all_day", "own minutes hours"],
  ["all_week", "own minutes hours days"],
  ["all_month", "own minutes hours days weeks"],
  ["1.0_hour", "own"],
  ["2.5_day", "own hours"],
  ["4.5_month", "hours days weeks"],
  ["significant_month", "weeks"],
  ["significant_hour", ""],
])("%s.geojson tells: %s", async (name, ids) => {
  const { status, type, text } = await site.get(`/feeds/${name}.geojson?_=17`);
  expect([status, type]).toEqual([200, "application/json; charset=utf-8"]);
  const { features, metadata } = JSON.parse(text) as Collection;
  expect(features.map(({ properties }) => properties.code).join(" ")).toBe(ids);
  expect(metadata).toMatchObject({ generated: NOW_MS, status: 200, count: features.length });
  for (const { properties } of features) expect(properties.sig).toBe(SIG[properties.code]);
});

const SIG: Readonly<Record<string, number>> = { own: 96, minutes: 0, hours: 312, days: 599, weeks: 601 };

interface Collection {
  readonly metadata: object;
  readonly features: readonly { readonly properties: { readonly code: string; readonly sig: number } }[];
}

test("a feed's event is to be had from the event service; a feed that is not there is named", async () => {
  const { features } = JSON.parse((await site.get("/feeds/all_hour.geojson")).text);
  expect(features[1].properties.detail).toBe(`${site.url}/fdsnws/event/1/query?eventid=SSN%3Aminutes&format=geojson`);
  const missing = await site.get("/feeds/all_year.geojson");
  expect([missing.status, missing.text]).toEqual([
    404,
    expect.stringMatching(/all_year\.geojson: no such method; there are: all_hour\.geojson, /),
  ]);
});
