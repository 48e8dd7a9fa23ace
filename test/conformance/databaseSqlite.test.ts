// The database in SQLite: the suite on files, and what only files can get wrong.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, test } from "vitest";
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import { databaseConformance } from "./database.ts";
import { eventRecordConformance } from "./eventRecord.ts";
import { fdsnEventConformance } from "./fdsnEvents.ts";
import { laterRowsConformance } from "./laterRows.ts";
import { lookupConformance } from "./lookup.ts";
import { databaseDeps } from "./openedDatabase.ts";
import { pastEventsConformance } from "./pastEvents.ts";
import { stationRegistryConformance } from "./stationRegistry.ts";
import { waveformRowsConformance } from "./waveformRows.ts";

const root = mkdtempSync(join(tmpdir(), "tocsin-test-sqlite-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const emptyFile = () => join(mkdtempSync(join(root, "empty-")), "deeper/down/tocsin.db");

const emptyDatabase = async () => {
  const path = emptyFile();
  return { url: `sqlite:${path}`, drop: async () => rmSync(path, { force: true }) };
};
databaseConformance("SQLite", emptyDatabase);
laterRowsConformance("SQLite", emptyDatabase);
waveformRowsConformance("SQLite", emptyDatabase);
fdsnEventConformance("SQLite", emptyDatabase);
stationRegistryConformance("SQLite", emptyDatabase);
eventRecordConformance("SQLite", emptyDatabase);
lookupConformance("SQLite", emptyDatabase);
pastEventsConformance("SQLite", emptyDatabase);

test("a database in memory has its tables and is nobody else's", async () => {
  const [first, second] = [
    await connectDatabase("sqlite::memory:", databaseDeps),
    await connectDatabase("sqlite::memory:", databaseDeps),
  ];
  await first.query.insertInto("event_context").values({ event_id: "a", version: 1, body: "{}" }).execute();
  expect(await first.query.selectFrom("event_context").select("body").execute()).toEqual([{ body: "{}" }]);
  expect(await second.query.selectFrom("event_context").select("body").execute()).toEqual([]);
  await Promise.all([first.close(), second.close()]);
});

test("readers do not wait for a writer", async () => {
  const path = emptyFile();
  const database = await connectDatabase(`sqlite:${path}`, databaseDeps);
  const reader = new DatabaseSync(path);
  expect(reader.prepare("pragma journal_mode").get()).toEqual({ journal_mode: "wal" });
  await database.query.transaction().execute(async (transaction) => {
    await transaction.insertInto("event_context").values({ event_id: "a", version: 1, body: "{}" }).execute();
    expect(reader.prepare("select count(*) as n from event_context").get()).toEqual({ n: 0 });
  });
  expect(reader.prepare("select count(*) as n from event_context").get()).toEqual({ n: 1 });
  reader.close();
  await database.close();
});

test("a file that is no database is an outage with its path, not a crash and not an overwrite", async () => {
  const path = join(root, "photo.jpg");
  writeFileSync(path, "not a database, ".repeat(1000));
  const opening = connectDatabase(`sqlite:${path}`, databaseDeps);
  await expect(opening).rejects.toThrow(Unavailable);
  await expect(opening).rejects.toThrow(path);
});

test("a folder that cannot be made is an outage with its path", async () => {
  writeFileSync(join(root, "file"), "");
  const opening = connectDatabase(`sqlite:${root}/file/tocsin.db`, databaseDeps);
  await expect(opening).rejects.toThrow(Unavailable);
  await expect(opening).rejects.toThrow(`${root}/file/tocsin.db`);
});

test("a failing migration leaves no half of itself behind", async () => {
  const path = emptyFile();
  await (await connectDatabase(`sqlite:${path}`, databaseDeps)).close();
  const file = new DatabaseSync(path);
  // Everything but one table is gone: the migration makes some tables, then meets that one.
  file.exec(
    "delete from kysely_migration; drop table past_event; drop table event_version; drop table event_context; drop table event_verdict; drop table event_station",
  );
  await expect(connectDatabase(`sqlite:${path}`, databaseDeps)).rejects.toThrow('migration "0001-first-tables" failed');
  const tables = file.prepare("select name from sqlite_master where type = 'table' and name like '%event%'").all();
  expect(tables).toEqual([]);
  file.close();
});

test("a URL of an unknown kind is refused by name, and a missing file name too", async () => {
  await expect(connectDatabase("mysql://localhost/tocsin", databaseDeps)).rejects.toThrow(
    'database url: got scheme "mysql:", want sqlite:, postgres: or postgresql:',
  );
  await expect(connectDatabase("sqlite:", databaseDeps)).rejects.toThrow("want sqlite:FILE");
  expect(existsSync("sqlite:")).toBe(false);
});
