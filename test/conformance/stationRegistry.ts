// Two replicas of the station registry on whichever database they share: each change once, none lost.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { decideClaim } from "../../services/catalogue/registry/claim.ts";
import { imported, patched } from "../../services/catalogue/registry/edit.ts";
import { stationOf } from "../../services/catalogue/registry/record.ts";
import { type Decide, Registry } from "../../services/catalogue/registry/registry.ts";
import {
  changesOfStation,
  listStations,
  NOBODY,
  recordsOf,
  type StationFilter,
} from "../../services/catalogue/registry/repository.ts";
import { inventory, type Station } from "../../shared/contracts/station.ts";
import { systemClock as clock } from "../../shared/runtime/clock.ts";
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../shared/runtime/database.ts";
import { createMetrics } from "../../shared/runtime/metrics.ts";
import { StationDirectory } from "../../shared/runtime/stations.ts";
import { memoryStore } from "../../shared/runtime/storeMemory.ts";
import { T0, told } from "../services/catalogue/registry/stations.ts";
import { databaseDeps, type EmptyDatabase } from "./openedDatabase.ts";

const { log } = databaseDeps;
const { stationId: _, latitudeDeg, longitudeDeg, elevationM, sampleRateHz, channels } = told;
const entry = { latitudeDeg, longitudeDeg, elevationM, sampleRateHz, channels };

export function stationRegistryConformance(name: string, make: () => Promise<EmptyDatabase>): void {
  describe(`the station registry on ${name}`, () => {
    let empty: EmptyDatabase;
    const databases: Database[] = [];
    const published: Station[] = [];
    beforeAll(async () => {
      empty = await make();
      const first = await connectDatabase(empty.url, databaseDeps);
      // Over SQLite all of a process share one connection; replicas of other processes have their own.
      databases.push(first, first.dialect === "sqlite" ? first : await connectDatabase(empty.url, databaseDeps));
    });
    beforeEach(async () => {
      published.length = 0;
      for (const table of ["station", "station_change", "audit"] as const)
        await databases[0]?.query.deleteFrom(table).execute();
    });
    afterAll(async () => {
      await Promise.all([...new Set(databases)].map((database) => database.close()));
      await empty?.drop();
    });
    const one = (): Database => databases[0] ?? (() => expect.unreachable())();
    const replicas = () =>
      databases.map((database) => {
        const stations = new StationDirectory(memoryStore(clock), log);
        const stopping = new AbortController().signal;
        const publish = async (...messages: readonly { body: Uint8Array }[]) => {
          published.push(...messages.map(({ body }) => inventory.decode(body)));
        };
        const context = { clock, log, metrics: createMetrics(), stations, stopping, publish };
        return new Registry({ ...context, database: async () => database });
      });
    const both = (ids: readonly string[], decide: (replica: number) => Decide) =>
      Promise.all(replicas().map((registry, i) => registry.decide(ids, decide(i), { by: NOBODY, isAudited: true })));
    const ids = Array.from({ length: 120 }, (_, i) => `XX_${String(i).padStart(3, "0")}`);

    test("a device both heard is registered once, with one line of history", async () => {
      const claims: Decide = (known, id) => decideClaim(known, { ...told, stationId: id }, { nowMs: T0, movedM: 100 });
      const decisions = await both(ids, () => claims);
      expect(decisions.flat()).toHaveLength(ids.length);
      expect((await listStations(one(), { limit: 1000 })).map(({ stationId }) => stationId)).toEqual(ids);
      for (const id of ids.slice(0, 3)) expect(await changesOfStation(one(), id, 10)).toHaveLength(1);
      expect(published).toEqual([]);
    });

    test("what two change at the same moment is all there, and all of it is told", async () => {
      await replicas()[0]?.decide(
        ids,
        (known, id) => imported(known, { ...entry, stationId: id }, { source: "file", nowMs: T0 }),
        { by: NOBODY },
      );
      const edits = [{ name: "by one" }, { owner: "by the other" }];
      await both(ids, (i) => (known) => known && patched(known, edits[i] ?? {}, { source: "operator", nowMs: T0 + 1 }));
      const records = await recordsOf(one(), ids);
      expect(records.size).toBe(ids.length);
      for (const record of records.values()) {
        expect(record).toMatchObject({ name: "by one", owner: "by the other" });
        expect(published).toContainEqual(stationOf(record));
      }
      const account = await one().query.selectFrom("audit").select("action").execute();
      expect(account.map(({ action }) => action)).toEqual(Array(2 * ids.length).fill("station.changed"));
    });

    test("numbers and texts come back as they were, and lists find them", async () => {
      const [registry] = replicas();
      const odd = {
        ...{ latitudeDeg: -17.123456789, longitudeDeg: 179.987654321, elevationM: -0.5, vs30Mps: 263.5 },
        ...{ name: '50%_"Ñandú"\\地震', owner: "" },
      };
      await registry?.decide(
        ["X-1_A", "XX_B"],
        (known, stationId) => {
          const given = { ...entry, ...(stationId === "XX_B" ? {} : odd), stationId };
          return imported(known, given, { source: "file", nowMs: T0 });
        },
        { by: NOBODY },
      );
      expect((await recordsOf(one(), ["X-1_A"])).get("X-1_A")).toMatchObject(odd);
      const found = async (filter: Omit<StationFilter, "limit">) =>
        (await listStations(one(), { ...filter, limit: 10 })).map(({ stationId }) => stationId);
      expect(await found({ text: "Ñandú" })).toEqual(["X-1_A"]);
      expect(await found({ text: "x-1_a" })).toEqual(["X-1_A"]);
      expect(await found({ text: "50%_" })).toEqual(["X-1_A"]);
      expect(await found({ text: "\\" })).toEqual(["X-1_A"]);
      expect(await found({ network: "X-1" })).toEqual(["X-1_A"]);
      expect(await found({ network: "XX", state: "registered" })).toEqual(["XX_B"]);
      expect(await found({ state: "moved" })).toEqual([]);
      expect(await found({ minLongitudeDeg: 170, maxLongitudeDeg: -170 })).toEqual(["X-1_A"]);
    });
  });
}
