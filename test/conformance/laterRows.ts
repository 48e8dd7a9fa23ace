// What several replicas do to the rows that wait to be offered, on whichever database they share.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Claim, LaterRows } from "../../services/alarm/later/laterRows.ts";
import { Repository } from "../../services/alarm/repository.ts";
import { systemClock as clock } from "../../shared/runtime/clock.ts";
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../shared/runtime/database.ts";
import type { DeliveryTable } from "../../shared/runtime/schema.ts";
import { delivery } from "./databaseRows.ts";
import { databaseDeps, type EmptyDatabase } from "./openedDatabase.ts";

const NOW_MS = 1_767_225_600_000;
const bySubscriber = (i: number) => ({ subscription_id: `sub-${i}` });
const message = '{"type":"endpoint.disabled"}';

export function laterRowsConformance(name: string, make: () => Promise<EmptyDatabase>): void {
  describe(`late deliveries on ${name}`, () => {
    let empty: EmptyDatabase;
    const databases: Database[] = [];
    beforeAll(async () => {
      empty = await make();
      // Replicas have connections of their own.
      for (let i = 0; i < 3; i += 1) databases.push(await connectDatabase(empty.url, databaseDeps));
    });
    beforeEach(async () => {
      await databases[0]?.query.deleteFrom("delivery").execute();
    });
    afterAll(async () => {
      await Promise.all(databases.map((database) => database.close()));
      await empty?.drop();
    });
    const replicas = () =>
      databases.map((database) => new LaterRows(new Repository({ database: async () => database, clock })));
    const insert = async (count: number, of: (i: number) => Partial<DeliveryTable> = bySubscriber) => {
      const body = JSON.stringify({ message });
      for (let i = 0; i < count; i += 1) {
        const row = { ...delivery, alert_id: `a-${i}`, outcome: "expired", body, next_attempt_ms: NOW_MS, ...of(i) };
        await databases[0]?.query.insertInto("delivery").values(row).execute();
      }
    };
    const claim = (over: Partial<Claim> = {}): Claim => ({
      by: "a",
      nowMs: NOW_MS,
      untilMs: NOW_MS + 60_000,
      most: 7,
      except: [],
      ...over,
    });

    test("three replicas that claim at the same moment get each row once, all together", async () => {
      await insert(200);
      const all = replicas();
      const got: string[] = [];
      for (let round = 0; round < 100 && got.length < 200; round += 1) {
        const claimed = await Promise.all(all.map((rows, i) => rows.claim(claim({ by: `r${i}` }))));
        for (const { alertId } of claimed.flat()) got.push(alertId);
      }
      expect(got).toHaveLength(200);
      expect(new Set(got).size).toBe(200);
      expect(await all[0]?.claim(claim())).toEqual([]);
    });

    test("of each subscriber one row at a time, the one due longest first, and none of those excepted", async () => {
      await insert(12, (i) => ({ subscription_id: `sub-${i % 4}`, next_attempt_ms: NOW_MS - i }));
      const [rows] = replicas();
      const first = (await rows?.claim(claim({ except: ["sub-0"] }))) ?? [];
      expect(first.map(({ alertId }) => alertId).sort()).toEqual(["a-10", "a-11", "a-9"]);
      expect(first[0]).toMatchObject({ outcome: "expired", message, tries: 0, version: delivery.version });
      expect((await rows?.claim(claim({ most: 2 })))?.map(({ alertId }) => alertId).sort()).toEqual(["a-7", "a-8"]);
    });

    test("a claim that ran out is taken by another, and the first one's end changes nothing then", async () => {
      await insert(1);
      const [one, two] = replicas();
      expect(await one?.claim(claim({ by: "one" }))).toHaveLength(1);
      expect(await two?.claim(claim({ by: "two", nowMs: NOW_MS + 59_999 }))).toEqual([]);
      expect(await two?.claim(claim({ by: "two", nowMs: NOW_MS + 60_000, untilMs: NOW_MS + 90_000 }))).toHaveLength(1);
      const settled = { tries: 1, nextAttemptMs: null, deliveredMs: 5, givenUp: "" };
      await one?.settle("a-0", "one", settled);
      expect(await two?.waiting()).toBe(1);
      await two?.settle("a-0", "two", settled);
      expect(await two?.waiting()).toBe(0);
    });

    test("what was missed is due again, once; notices are queued once; the old is forgotten in parts", async () => {
      await insert(3, (i) => ({ subscription_id: "sub-1", next_attempt_ms: null, finished_ms: NOW_MS - 10 + i }));
      const [rows] = replicas();
      expect(await rows?.recover("sub-1", NOW_MS - 9, { nowMs: NOW_MS, most: 10 })).toBe(2);
      const notice = { alertId: "n", message, subscriptionId: "sub-2", about: "endpoint.sub-1", mode: "drill" };
      for (let i = 0; i < 2; i += 1) await rows?.announce([{ ...notice, type: "endpoint.disabled" }], NOW_MS);
      expect(await rows?.waiting()).toBe(3);
      expect([await rows?.forget(NOW_MS, 2), await rows?.forget(NOW_MS, 2), await rows?.waiting()]).toEqual([2, 1, 1]);
    });
  });
}
