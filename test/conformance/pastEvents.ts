// Past events as the gateway reads them, on whichever database: pages, places in words, receipts, waveforms.
import { beforeAll, describe, expect, test } from "vitest";
import { keepContext, keepVersion } from "../../services/catalogue/repository.ts";
import { Live } from "../../services/gateway/live.ts";
import { type EventFilter, eventFilterOf } from "../../services/gateway/past/eventFilter.ts";
import { pageOfEvents } from "../../services/gateway/past/pastEvents.ts";
import { receiptsOf } from "../../services/gateway/past/receipts.ts";
import { pastRoutes } from "../../services/gateway/past/routes.ts";
import { stationsOfEvent } from "../../services/gateway/section/eventStations.ts";
import { readWaveforms, stationsWithWaveforms } from "../../services/gateway/section/storedWaveforms.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { Query } from "../../shared/runtime/query.ts";
import { encodeMiniSeed2 } from "../../shared/seismo/miniseed2Encode.ts";
import { serve } from "../services/catalogue/serve.ts";
import { aContext, anEvent, aStation, ORIGIN_MS, origin } from "../services/gateway/messages.ts";
import { delivery } from "./databaseRows.ts";
import { type EmptyDatabase, openedDatabase } from "./openedDatabase.ts";

const HOUR_MS = 3_600_000;
const filter = (given: Record<string, string>): EventFilter => eventFilterOf(new Query(given));

/** @param make a new, empty database */
export function pastEventsConformance(name: string, make: () => Promise<EmptyDatabase>): void {
  describe(`past events on ${name}`, () => {
    const opened = openedDatabase(make);
    const page = async (given: Record<string, string>) => pageOfEvents(async () => opened(), [], filter(given));
    beforeAll(async () => {
      for (let hours = 1; hours <= 5; hours += 1) {
        const at = { ...origin, timeMs: ORIGIN_MS - hours * HOUR_MS };
        const eventId = `e-${hours}`;
        await keepVersion(opened(), anEvent({ eventId, origin: at, status: "preliminary" }));
        await keepVersion(opened(), anEvent({ eventId, origin: at, version: 2, status: "final" }));
        await keepContext(opened(), aContext({ eventId, place: `${hours} km N of Puebla` }));
      }
    });

    test("come by page, each once in its newest version, with the newest place that is known of it", async () => {
      const first = await page({ limit: "3" });
      expect(first.events.map(({ eventId }) => eventId)).toEqual(["e-1", "e-2", "e-3"]);
      expect(first.events[0]).toMatchObject({ title: "M 5.3, 1 km N of Puebla", versions: [{ version: 2 }] });
      const second = await page({ limit: "3", before: first.next ?? "" });
      expect([second.events.map(({ eventId }) => eventId), second.next]).toEqual([["e-4", "e-5"], null]);
      expect((await page({ status: "preliminary" })).events).toEqual([]);
      expect((await page({ text: "4 KM" })).events.map(({ eventId }) => eventId)).toEqual(["e-4"]);
      const near = { latitudeDeg: "17.4", longitudeDeg: "-101.7", radiusKm: "20" };
      expect((await page({ ...near, minMagnitude: "5" })).events).toHaveLength(5);
      expect((await page({ ...near, radiusKm: "1" })).events).toEqual([]);
    });

    test("tell what became of their alerts in numbers", async () => {
      await opened()
        .query.insertInto("delivery")
        .values({ ...delivery, event_id: "e-1", version: 1, outcome: "delivered" })
        .execute();
      const { total, outcomes, receipts } = await receiptsOf(opened(), "e-1", 10);
      expect({ total, outcomes }).toEqual({ total: 1, outcomes: { delivered: 1 } });
      expect(receipts).toMatchObject([{ version: 1, finishedMs: Number(delivery.finished_ms) }]);
      expect((await page({ limit: "1" })).events).toMatchObject([{ alertCount: 1 }]);
    });

    test("have their waveforms and the stations they are of", async () => {
      const span = { mode: "live" as const, run: "", fromMs: ORIGIN_MS, toMs: ORIGIN_MS + 2000 };
      const samples = Int32Array.from({ length: 300 }, (_, i) => i);
      const named = { network: "XX", station: "A", location: "", channel: "HNZ", startMs: ORIGIN_MS - 1000 };
      const body = encodeMiniSeed2({ ...named, sampleRateHz: 100, samples });
      const of = { mode: "live", run: "", station_id: "XX_A", channel: "HNZ", format: "miniseed2", stored_ms: 1 };
      const times = { start_ms: named.startMs, end_ms: named.startMs + 3000, sample_rate_hz: 100, sample_count: 300 };
      await opened()
        .query.insertInto("waveform")
        .values({ ...of, ...times, byte_count: body.length, body })
        .execute();
      expect(await stationsWithWaveforms(opened(), span)).toEqual(new Set(["XX_A"]));
      const [read] = await readWaveforms(opened(), span, ["XX_A", "XX_B"]);
      expect([read?.startMs, read?.counts.length, read?.counts[0]]).toEqual([ORIGIN_MS, 200, 100]);
      expect(await stationsWithWaveforms(opened(), { ...span, mode: "drill" })).toEqual(new Set());
      const { mode: _mode, run: _run, updatedMs: _updatedMs, ...station } = aStation("XX_A");
      const event_station = { event_id: "e-1", station_id: "XX_A", body: JSON.stringify({ ...station, name: "" }) };
      await opened().query.insertInto("event_station").values(event_station).execute();
      const event = { mode: "live" as const, run: "", eventId: "e-1", epicentre: origin };
      const deps = { database: async () => opened(), stations: { all: () => [aStation("XX_B")] } };
      const found = await stationsOfEvent(event, deps);
      expect([...found.keys()].sort()).toEqual(["XX_A", "XX_B"]);
      expect(found.get("XX_A")).toMatchObject({ channels: station.channels, sampleRateHz: 100 });
    });

    test("an id that no database can hold is that of no event", async () => {
      const stations = { all: () => [] };
      const deps = { live: new Live({ silentAfterMs: 30_000 }), clock: systemClock, stations };
      const http = await serve(pastRoutes({ ...deps, database: async () => opened() }));
      const statusOf = async (path: string) => (await fetch(`${http.url}/api/events${path}`)).status;
      const below = ["", "/versions/1", "/receipts", "/waveforms", "/stations"];
      expect(await Promise.all(below.map((path) => statusOf(`/a%00b${path}`)))).toEqual(below.map(() => 404));
      expect([await statusOf("?before=1~a%00b"), await statusOf("?before=1~b")]).toEqual([400, 200]);
      await http.close();
    });
  });
}
