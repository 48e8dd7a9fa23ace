// The database in a real PostgreSQL: the suite, and what happens while the server is dead or frozen.
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordEvent } from "../../services/catalogue/context.ts";
import { Questions } from "../../services/catalogue/lookup/deadline.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../shared/runtime/database.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import { databaseConformance } from "../conformance/database.ts";
import { eventRecordConformance } from "../conformance/eventRecord.ts";
import { fdsnEventConformance } from "../conformance/fdsnEvents.ts";
import { laterRowsConformance } from "../conformance/laterRows.ts";
import { lookupConformance } from "../conformance/lookup.ts";
import { databaseDeps, type EmptyDatabase } from "../conformance/openedDatabase.ts";
import { pastEventsConformance } from "../conformance/pastEvents.ts";
import { stationRegistryConformance } from "../conformance/stationRegistry.ts";
import { waveformRowsConformance } from "../conformance/waveformRows.ts";
import { eventually } from "../poll.ts";
import { startPostgres } from "../servers/postgres.ts";
import type { PrivateServer } from "../servers/privateServer.ts";
import { temporaryFolder } from "../servers/start.ts";
import { anEvent } from "../services/catalogue/anEvent.ts";

const url = process.env.TEST_POSTGRES_URL ?? "";
const OUTAGE_KNOWN_WITHIN_MS = 3000;

describe.skipIf(url === "")("with a server", () => {
  databaseConformance("PostgreSQL", emptyDatabase);
  laterRowsConformance("PostgreSQL", emptyDatabase);
  waveformRowsConformance("PostgreSQL", emptyDatabase);
  fdsnEventConformance("PostgreSQL", emptyDatabase);
  stationRegistryConformance("PostgreSQL", emptyDatabase);
  eventRecordConformance("PostgreSQL", emptyDatabase);
  pastEventsConformance("PostgreSQL", emptyDatabase);
  lookupConformance("PostgreSQL", emptyDatabase);

  test("while past earthquakes cannot be read, versions are kept all the same, and what is not known is said", async () => {
    const empty = await emptyDatabase();
    const [database, other] = [await connectDatabase(empty.url, databaseDeps), new pg.Client(empty.url)];
    await other.connect();
    await other.query("begin; lock table past_event in access exclusive mode");
    const deps = { database: async () => database, clock: systemClock, questions: new Questions(systemClock, 100) };
    const agencies = { servers: [], own: "tocsin", verdict: { waitMs: 1, magnitudeDifference: 1, distanceKm: 50 } };
    const wordsOf = async () => ({ place: "here", region: "" });
    for (const version of [1, 2, 3, 4, 5]) {
      const context = await recordEvent(anEvent({ version }), { ...deps, agencies, wordsOf });
      expect(context).toMatchObject({ version, place: "here", late: ["nearest", "largest", "aftershock", "agency"] });
    }
    await other.query("rollback");
    expect(
      await recordEvent(anEvent({ version: 6 }), {
        ...deps,
        questions: new Questions(systemClock, 9000),
        agencies,
        wordsOf,
      }),
    ).not.toHaveProperty("late");
    const versions = await database.query.selectFrom("event_version").select("version").execute();
    expect(versions.length).toBe(6);
    await other.end();
    await database.close();
    await empty.drop();
  });

  test("a database that is not there is an outage, told without the password", async () => {
    const { username, host } = new URL(url);
    const opening = connectDatabase(`postgres://${username}:hunter2@${host}/nowhere`, databaseDeps);
    await expect(opening).rejects.toThrow(Unavailable);
    await expect(opening).rejects.toThrow(`postgres at ${host}/nowhere`);
    await expect(opening).rejects.not.toThrow("hunter2");
  });

  test("the server ends a statement that would never end", async () => {
    const empty = await emptyDatabase();
    const database = await connectDatabase(empty.url, databaseDeps);
    const limit = sql<{ statement_timeout: string }>`show statement_timeout`;
    expect((await limit.execute(database.query)).rows).toEqual([{ statement_timeout: "10s" }]);
    const endless = sql`set statement_timeout = 50; select pg_sleep(30)`.execute(database.query);
    await expect(endless).rejects.toThrow(Unavailable);
    await database.close();
    await empty.drop();
  });

  describe("that fails", () => {
    const folder = temporaryFolder("postgres");
    let server: PrivateServer;
    let database: Database;
    beforeAll(async () => {
      server = await startPostgres(folder);
      database = await connectDatabase(server.url, databaseDeps);
    });
    afterAll(async () => {
      await database?.close();
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    const contexts = () => database.query.selectFrom("event_context").select("event_id").execute();
    const insert = (event_id: string) =>
      database.query.insertInto("event_context").values({ event_id, version: 1, body: "{}" }).execute();

    test("queries fail as Unavailable while PostgreSQL is dead, and work again when it is back", async () => {
      await insert("before");
      const slow = sql`select pg_sleep(30)`.execute(database.query).catch((error: unknown) => error);
      const halfDone = database.query
        .transaction()
        .execute(async (transaction) => {
          await transaction.insertInto("event_context").values({ event_id: "half", version: 1, body: "{}" }).execute();
          await sql`select pg_sleep(30)`.execute(transaction);
        })
        .catch((error: unknown) => error);
      await eventually("both are at work", async () => (await sleepers(database)) === 2);
      await server.kill();
      expect(await slow).toBeInstanceOf(Unavailable);
      expect(await halfDone).toBeInstanceOf(Unavailable);
      await everythingIsRefused(database, [contexts(), insert("lost"), contexts()]);
      await server.restart();
      await eventually("the database is ready again", async () => (await database.notReady()) === undefined);
      await insert("after");
      expect((await contexts()).map((row) => row.event_id).sort()).toEqual(["after", "before"]);
    });

    test("a frozen server is seen as not ready, and serves again when it wakes", async () => {
      await contexts();
      server.signal("SIGSTOP");
      for (const pid of await childrenOf(server.pid)) process.kill(pid, "SIGSTOP");
      expect(await database.notReady()).toContain("no answer within 2 s");
      for (const pid of await childrenOf(server.pid)) process.kill(pid, "SIGCONT");
      server.signal("SIGCONT");
      await eventually("the database is ready again", async () => (await database.notReady()) === undefined);
      await contexts();
    });
  });
});

async function emptyDatabase(): Promise<EmptyDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const administer = async (statement: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await administer(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => administer(`drop database ${name} with (force)`) };
}

async function sleepers({ query }: Database): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*) as n from pg_stat_activity where wait_event = 'PgSleep'`.execute(query);
  return found.rows[0]?.n ?? 0;
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.split(" ").filter(Boolean).map(Number);
}

async function everythingIsRefused(database: Database, asked: readonly Promise<unknown>[]): Promise<void> {
  const startedMs = performance.now();
  for (const outcome of await Promise.allSettled(asked)) {
    expect(outcome.status === "rejected" && outcome.reason).toBeInstanceOf(Unavailable);
  }
  expect(await database.notReady()).toContain("postgres at 127.0.0.1");
  expect(performance.now() - startedMs).toBeLessThan(OUTAGE_KNOWN_WITHIN_MS);
}
