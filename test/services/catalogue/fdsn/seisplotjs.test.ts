// A real client against our FDSN services: seisplotjs asks, parses, and must find what we hold.
import { Router } from "express";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataselectService } from "../../../../services/catalogue/fdsn/dataselectRoutes.ts";
import { eventService } from "../../../../services/catalogue/fdsn/eventRoutes.ts";
import { stationService } from "../../../../services/catalogue/fdsn/stationRoutes.ts";
import { addPastEvents, keepVersion } from "../../../../services/catalogue/repository.ts";
import { addWaveforms } from "../../../../services/catalogue/waveforms/repository.ts";
import type { Station } from "../../../../shared/contracts/station.ts";
import { connectDatabase } from "../../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../../shared/runtime/database.ts";
import { launch, noBrowser } from "../../../browser/browser.ts";
import { anEvent, ORIGIN_MS } from "../anEvent.ts";
import { silentLog } from "../context.ts";
import { keptRow, RATE_HZ, START_MS } from "../waveforms/keptRows.ts";
import { openSeisplotjs } from "./seisplotjs.ts";
import { clock, type Site, siteOf } from "./site.ts";

const station: Station = {
  ...{ mode: "live", run: "", stationId: "XX_ROOF", latitudeDeg: 17.6, longitudeDeg: -101.5, elevationM: 12 },
  ...{ sampleRateHz: 100, name: "Roof", updatedMs: 0, createdMs: 1e12 },
  channels: [{ code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 1e6 }],
};
/** Longer than SEED 2.4 has room for: told as miniSEED 3. */
const LONG = "OE_A8032A4DD5F0";
const arrival = {
  ...{ pickId: "live/XX_ROOF/P/1", stationId: "XX_ROOF", phase: "P" as const, timeMs: ORIGIN_MS + 4120 },
  ...{ residualS: 0.12, distanceKm: 28, azimuthDeg: 55, weight: 1 },
};

let database: Database;
let site: Site;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  if (noBrowser) return;
  const deps = { clock, log: silentLog(), agency: "tocsin" };
  database = await connectDatabase("sqlite::memory:", { log: deps.log });
  const events = eventService({ ...deps, database: async () => database });
  const stations = stationService({ ...deps, stations: { all: () => [station] } });
  const waveforms = dataselectService({ ...deps, database: async () => database });
  site = await siteOf(Router().use(events).use(stations).use(waveforms));
  await addWaveforms(database, [keptRow({ fromS: 0, toS: 60 }), keptRow({ stationId: LONG, fromS: 0, toS: 60 })], 1);
  await keepVersion(database, anEvent({ arrivals: [arrival] }));
  await addPastEvents(database, [
    {
      ...{ source: "SSN", id: "a", time_ms: 1e12, latitude_deg: 17, longitude_deg: -101, depth_km: 20 },
      ...{ magnitude: 6.1, magnitude_type: "Mw", place: "Guerrero", updated_ms: 0 },
    },
  ]);
  browser = await launch();
  page = await openSeisplotjs(browser, `${site.url}/fdsnws/event/1/version`);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await database?.close();
});
const host = () => new URL(site.url).host;

test.skipIf(noBrowser)("seisplotjs reads our events with origin, magnitude, pick and arrival", async () => {
  const read = await page.evaluate(async (at) => {
    const query = new seisplotjs.fdsnevent.EventQuery(at).protocol("http").minMag(0).includeArrivals(true);
    return (await query.query()).map((quake) => ({
      id: quake.eventId,
      timeMs: quake.time.toMillis(),
      latitudeDeg: quake.latitude,
      depthKm: quake.depthKm,
      magnitude: quake.magnitude.mag,
      magnitudeType: quake.magnitude.type,
      picks: quake.picks.map((pick) => [pick.stationCode, pick.time.toMillis(), pick.phaseHint]),
      arrivals: quake.arrivals.map(({ phase, timeResidual }) => [phase, timeResidual]),
    }));
  }, host());
  expect(read).toMatchObject([
    {
      ...{ timeMs: ORIGIN_MS, latitudeDeg: 17.45, depthKm: 16, magnitude: 5.3 },
      ...{ picks: [["ROOF", ORIGIN_MS + 4120, "P"]], arrivals: [["P", 0.12]] },
    },
    { timeMs: 1e12, latitudeDeg: 17, depthKm: 20, magnitude: 6.1, magnitudeType: "Mw", picks: [] },
  ]);
});

test.skipIf(noBrowser)("seisplotjs reads our stations down to a channel's sensitivity", async () => {
  const read = await page.evaluate(async (at) => {
    const query = new seisplotjs.fdsnstation.StationQuery(at).protocol("http").networkCode("XX");
    const networks = await query.queryChannels();
    const channels = [...seisplotjs.stationxml.allChannels(networks)];
    return channels.map((channel) => ({
      codes: channel.codes(),
      sid: channel.sourceId.toString(),
      latitudeDeg: channel.latitude,
      sampleRateHz: channel.sampleRate,
      sensitivity: channel.instrumentSensitivity.sensitivity,
      sinceMs: [channel.startDate, channel.station.startDate, channel.station.network.startDate].map(Number),
    }));
  }, host());
  const sid = "FDSN:XX_ROOF__H_N_Z";
  expect(read).toEqual([
    { codes: "XX.ROOF..HNZ", sid, latitudeDeg: 17.6, sampleRateHz: 100, sensitivity: 1e6, sinceMs: [1e12, 1e12, 1e12] },
  ]);
});

test.skipIf(noBrowser)("seisplotjs reads our waveforms sample by sample, as miniSEED 2 and 3", async () => {
  const ask = { at: host(), startMs: START_MS };
  const read = await page.evaluate(async ({ at, startMs }) => {
    const { fdsndataselect, miniseed, mseed3, luxon } = seisplotjs;
    const start = luxon.DateTime.fromMillis(startMs, { zone: "utc" });
    const span = luxon.Interval.after(start, { seconds: 60 });
    const query = new fdsndataselect.DataSelectQuery(at).protocol("http").timeRange(span);
    const [two] = await query.networkCode("XX").queryDataRecords().then(miniseed.seismogramPerChannel);
    const url = `http://${at}/fdsnws/dataselect/1/query?net=OE&start=${start.toISO()?.slice(0, 19)}&end=2026-01-02`;
    const bytes = await fetch(url).then((answer) => answer.arrayBuffer());
    const [three] = mseed3.seismogramPerChannel(mseed3.parseMSeed3Records(bytes));
    return [two, three].map((one) => ({
      sid: one?.sourceId.toString(),
      startMs: one?.startTime.toMillis(),
      rateHz: one?.sampleRate,
      samples: [...(one?.y ?? [])],
    }));
  }, ask);
  const samples = Array.from({ length: 60 * RATE_HZ }, (_, i) => Math.floor(i / RATE_HZ + 1e-9));
  const told = { startMs: START_MS, rateHz: RATE_HZ, samples };
  expect(read).toEqual([
    { sid: "FDSN:XX_AAA__H_N_Z", ...told },
    { sid: `FDSN:${LONG}__H_N_Z`, ...told },
  ]);
});
