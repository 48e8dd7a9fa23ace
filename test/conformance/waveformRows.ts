// What the waveform archive keeps, finds, decodes and removes, on whichever database.
import { describe, expect, test } from "vitest";
import { readDataselectQuery } from "../../services/catalogue/fdsn/dataselectParameters.ts";
import { selectWaveforms } from "../../services/catalogue/fdsn/dataselectRows.ts";
import {
  addWaveforms,
  archiveBytes,
  bodyOf,
  coveredBy,
  removeOldest,
} from "../../services/catalogue/waveforms/repository.ts";
import { waveformsOf } from "../../services/catalogue/waveforms/waveformsOf.ts";
import { keptRow, LIVE, RATE_HZ, START_MS } from "../services/catalogue/waveforms/keptRows.ts";
import { type EmptyDatabase, openedDatabase } from "./openedDatabase.ts";

const drill = { mode: "drill", run: "monday" } as const;
const DAY = [
  ["starttime", "2026-01-01"],
  ["endtime", "2026-01-02"],
] as const;

export function waveformRowsConformance(name: string, make: () => Promise<EmptyDatabase>): void {
  describe(`waveforms in ${name}`, () => {
    const given = openedDatabase(make, ["waveform"]);

    test("bytes and fractions of milliseconds come back as they were given; a repeat changes nothing", async () => {
      const row = { ...keptRow({ fromS: 0, toS: 9 }), start_ms: START_MS + 0.123, end_ms: START_MS + 9000.456 };
      await addWaveforms(given(), [row], 1);
      await addWaveforms(given(), [row], 2);
      const kept = await given().query.selectFrom("waveform").selectAll().executeTakeFirstOrThrow();
      expect({ ...kept, body: [...kept.body] }).toEqual({ ...row, body: [...row.body], stored_ms: 1 });
      const body = await bodyOf(given(), row);
      expect([body?.format, Buffer.compare(body?.body ?? Buffer.of(), row.body)]).toEqual(["miniseed2", 0]);
    });

    test("pieces that hang together come back as one, in the span that is asked for, of that world alone", async () => {
      await addWaveforms(given(), [keptRow({ fromS: 0, toS: 60 })], 1);
      await addWaveforms(given(), [keptRow({ fromS: 60, toS: 90 }), keptRow({ fromS: 200, toS: 210 })], 2);
      await addWaveforms(given(), [keptRow({ world: drill, fromS: 0, toS: 90 })], 3);
      const [fromMs, toMs] = [START_MS + 50_000, START_MS + 205_000];
      const found = await waveformsOf(given(), { ...LIVE, stationIds: ["XX_AAA", "XX_BBB"], fromMs, toMs });
      expect(found).toMatchObject([
        { stationId: "XX_AAA", channel: "HNZ", startMs: fromMs, sampleRateHz: RATE_HZ },
        { startMs: START_MS + 200_000 },
      ]);
      expect(found.map(({ counts }) => [counts.length, counts[0], counts.at(-1)])).toEqual([
        [400, 50, 89],
        [50, 200, 204],
      ]);
      expect(await waveformsOf(given(), { ...LIVE, stationIds: ["XX_BBB"], fromMs, toMs })).toEqual([]);
      expect(await coveredBy(given(), { ...drill, fromMs: 0, toMs: 1e14 })).toEqual([
        { stationId: "XX_AAA", channel: "HNZ", fromMs: START_MS, toMs: START_MS + 90_000 },
      ]);
    });

    test("of many pieces every one is found once, whatever ends at the same time", async () => {
      const stations = Array.from({ length: 650 }, (_, i) => `XX_S${String(i).padStart(3, "0")}`);
      for (const stationId of stations) await addWaveforms(given(), [keptRow({ stationId, fromS: 0, toS: 1 })], 1);
      const { rows } = await selectWaveforms(given(), readDataselectQuery(DAY), 1e9);
      expect(rows.map(({ meta }) => meta.station_id)).toEqual(stations);
      expect((await selectWaveforms(given(), readDataselectQuery(DAY), 1000)).isTooMuch).toBe(true);
      const drills = readDataselectQuery([...DAY, ["mode", "drill"]]);
      expect((await selectWaveforms(given(), drills, 1e9)).rows).toEqual([]);
    });

    test("the oldest go first, and the sum of all says what is left", async () => {
      const rows = [3, 1, 2].map(
        (stored) => [stored, keptRow({ stationId: `XX_A${stored}`, fromS: 0, toS: 30 })] as const,
      );
      for (const [stored, row] of rows) await addWaveforms(given(), [row], stored);
      const all = await archiveBytes(given());
      const removed = await removeOldest(given(), { storedMs: 3, most: 1 });
      expect(await archiveBytes(given())).toBe(all - removed);
      await removeOldest(given(), { storedMs: 3, most: 10 });
      const left = await given().query.selectFrom("waveform").select("station_id").execute();
      expect(left).toEqual([{ station_id: "XX_A3" }]);
      expect(await removeOldest(given(), { storedMs: 3, most: 10 })).toBe(0);
      await removeOldest(given(), { storedMs: 4, most: 10 });
      expect(await archiveBytes(given())).toBe(0);
    });
  });
}
