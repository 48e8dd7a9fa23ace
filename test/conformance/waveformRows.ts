// What the waveform archive keeps, finds, decodes and removes, on whichever database.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
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
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../shared/runtime/database.ts";
import { keptRow, LIVE, RATE_HZ, START_MS } from "../services/catalogue/waveforms/keptRows.ts";
import { databaseDeps, type EmptyDatabase } from "./database.ts";

const drill = { mode: "drill", run: "monday" } as const;
const DAY = [
  ["starttime", "2026-01-01"],
  ["endtime", "2026-01-02"],
] as const;

export function waveformRowsConformance(name: string, make: () => Promise<EmptyDatabase>): void {
  describe(`waveforms in ${name}`, () => {
    let empty: EmptyDatabase;
    let database: Database;
    beforeAll(async () => {
      empty = await make();
      database = await connectDatabase(empty.url, databaseDeps);
    });
    beforeEach(async () => {
      await database.query.deleteFrom("waveform").execute();
    });
    afterAll(async () => {
      await database?.close();
      await empty?.drop();
    });

    test("bytes and fractions of milliseconds come back as they were given; a repeat changes nothing", async () => {
      const row = { ...keptRow({ fromS: 0, toS: 9 }), start_ms: START_MS + 0.123, end_ms: START_MS + 9000.456 };
      await addWaveforms(database, [row], 1);
      await addWaveforms(database, [row], 2);
      const kept = await database.query.selectFrom("waveform").selectAll().executeTakeFirstOrThrow();
      expect({ ...kept, body: [...kept.body] }).toEqual({ ...row, body: [...row.body], stored_ms: 1 });
      const body = await bodyOf(database, row);
      expect([body?.format, Buffer.compare(body?.body ?? Buffer.of(), row.body)]).toEqual(["miniseed2", 0]);
    });

    test("pieces that hang together come back as one, in the span that is asked for, of that world alone", async () => {
      await addWaveforms(database, [keptRow({ fromS: 0, toS: 60 })], 1);
      await addWaveforms(database, [keptRow({ fromS: 60, toS: 90 }), keptRow({ fromS: 200, toS: 210 })], 2);
      await addWaveforms(database, [keptRow({ world: drill, fromS: 0, toS: 90 })], 3);
      const [fromMs, toMs] = [START_MS + 50_000, START_MS + 205_000];
      const found = await waveformsOf(database, { ...LIVE, stationIds: ["XX_AAA", "XX_BBB"], fromMs, toMs });
      expect(found).toMatchObject([
        { stationId: "XX_AAA", channel: "HNZ", startMs: fromMs, sampleRateHz: RATE_HZ },
        { startMs: START_MS + 200_000 },
      ]);
      expect(found.map(({ counts }) => [counts.length, counts[0], counts.at(-1)])).toEqual([
        [400, 50, 89],
        [50, 200, 204],
      ]);
      expect(await waveformsOf(database, { ...LIVE, stationIds: ["XX_BBB"], fromMs, toMs })).toEqual([]);
      expect(await coveredBy(database, { ...drill, fromMs: 0, toMs: 1e14 })).toEqual([
        { stationId: "XX_AAA", channel: "HNZ", fromMs: START_MS, toMs: START_MS + 90_000 },
      ]);
    });

    test("of many pieces every one is found once, whatever ends at the same time", async () => {
      const stations = Array.from({ length: 650 }, (_, i) => `XX_S${String(i).padStart(3, "0")}`);
      for (const stationId of stations) await addWaveforms(database, [keptRow({ stationId, fromS: 0, toS: 1 })], 1);
      const { rows } = await selectWaveforms(database, readDataselectQuery(DAY), 1e9);
      expect(rows.map(({ meta }) => meta.station_id)).toEqual(stations);
      expect((await selectWaveforms(database, readDataselectQuery(DAY), 1000)).isTooMuch).toBe(true);
      const drills = readDataselectQuery([...DAY, ["mode", "drill"]]);
      expect((await selectWaveforms(database, drills, 1e9)).rows).toEqual([]);
    });

    test("the oldest go first, and the sum of all says what is left", async () => {
      const rows = [3, 1, 2].map(
        (stored) => [stored, keptRow({ stationId: `XX_A${stored}`, fromS: 0, toS: 30 })] as const,
      );
      for (const [stored, row] of rows) await addWaveforms(database, [row], stored);
      const all = await archiveBytes(database);
      const removed = await removeOldest(database, { storedMs: 3, most: 1 });
      expect(await archiveBytes(database)).toBe(all - removed);
      await removeOldest(database, { storedMs: 3, most: 10 });
      const left = await database.query.selectFrom("waveform").select("station_id").execute();
      expect(left).toEqual([{ station_id: "XX_A3" }]);
      expect(await removeOldest(database, { storedMs: 3, most: 10 })).toBe(0);
      await removeOldest(database, { storedMs: 4, most: 10 });
      expect(await archiveBytes(database)).toBe(0);
    });
  });
}
