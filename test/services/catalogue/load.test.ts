// Catalogue files in the database: counted, bad lines named, good ones kept, known ones left alone.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faultText, type LoadReport } from "../../../services/catalogue/intake.ts";
import { catalogueFiles, loadCatalogue } from "../../../services/catalogue/load.ts";
import { nearby } from "../../../services/catalogue/nearby.ts";
import { connectDatabase } from "../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { noSharedData, sharedPath } from "../../sharedData.ts";
import { silentLog } from "./context.ts";

const HEADER = "id,origin_time,lat,lon,depth_km,magnitude,mag_type,place,source";
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "catalogue-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, ...lines: readonly string[]): Promise<string> {
  const path = join(folder, name);
  const text = `${lines.join("\n")}\n`;
  await writeFile(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return path;
}

const postgres = process.env.TEST_POSTGRES_URL ?? "";

/** A database of our own on the server, so that nothing of anybody else's is touched. */
async function inPostgres(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres });
  await client.connect();
  await client.query(statement);
  await client.end();
}

describe.each(["SQLite", "PostgreSQL"].slice(0, postgres === "" ? 1 : 2))("in %s", (kind) => {
  const name = `catalogue_${randomUUID().replaceAll("-", "")}`;
  let database: Database;
  beforeAll(async () => {
    if (kind === "PostgreSQL") await inPostgres(`create database ${name}`);
    const url = kind === "PostgreSQL" ? new URL(`/${name}`, postgres).href : "sqlite::memory:";
    database = await connectDatabase(url, { log: silentLog() });
  });
  afterAll(async () => {
    await database.close();
    if (kind === "PostgreSQL") await inPostgres(`drop database ${name}`);
  });

  test("each bad line is named with its field, value and limit, and the good lines beside it are kept", async () => {
    const file = await fileOf(
      "bad.csv.gz",
      HEADER,
      "a,2018-02-16T23:39:39Z,16.2,-98.0,12,7.2,Mw,PINOTEPA,SSN",
      "b,2018-02-16T23:39:39Z,97,-98.0,12,7.2,Mw,,SSN",
      "c,yesterday,16.2,-98.0,12,7.2,Mw,,SSN",
      "d,2018-02-16T23:39:39Z,16.2,-98.0,en revision,7.2,Mw,,SSN",
      "e,2018-02-16T23:39:39Z",
      "g,2018-02-31T00:00:00Z,16.2,-98.0,12,7.2,Mw,,SSN",
      "f,2018-02-17T00:00:00.5Z,16.3,262.0,,,,,SSN",
    );
    const report = await loadCatalogue(database, file);
    expect(report).toMatchObject({ rows: 7, added: 2, known: 0, rejected: 5 });
    expect(report.faults.map(faultText).map((text) => text.replace(`${file}:`, ""))).toEqual([
      '3: lat: got "97", want a number from -90 to 90',
      '4: origin_time: got "yesterday", want a UTC time like 2018-02-16T23:39:39.000Z',
      '5: depth_km: got "en revision", want a number from -10 to 800',
      '6: line: got "e,2018-02-16T23:39:39Z", 2 fields, want 9',
      '7: origin_time: got "2018-02-31T00:00:00Z", want a UTC time like 2018-02-16T23:39:39.000Z',
    ]);
    const { nearest } = await nearby(database, { latitudeDeg: 16.2, longitudeDeg: -98 });
    expect(nearest.map(({ id, timeMs, longitudeDeg, magnitude }) => [id, timeMs, longitudeDeg, magnitude])).toEqual([
      ["a", Date.UTC(2018, 1, 16, 23, 39, 39), -98, 7.2],
      ["f", Date.UTC(2018, 1, 17, 0, 0, 0, 500), -98, null],
    ]);
  });

  test("a file loaded again adds nothing", async () => {
    const file = await fileOf(
      "twice.csv",
      HEADER,
      "t1,2020-01-01T00:00:00Z,1,1,1,4,ml,,X",
      "t1,2020-01-01T00:00:00Z,1,1,1,4,ml,,X",
    );
    expect(await loadCatalogue(database, file)).toMatchObject({ rows: 2, added: 1, known: 1 });
    expect(await loadCatalogue(database, file)).toMatchObject({ rows: 2, added: 0, known: 2 });
  });

  test("of the same source and id the one that was changed last stays, whichever comes first", async () => {
    const columns = "time,latitude,longitude,depth,mag,magType,net,id,updated,place,type";
    const lineOf = (magnitude: number, updated: string) =>
      `2021-01-01T00:00:00Z,40,50,10,${magnitude},mw,rev,r1,${updated},,earthquake`;
    const dated = (name: string, day: number, ...magnitudes: readonly number[]) =>
      fileOf(name, columns, ...magnitudes.map((magnitude) => lineOf(magnitude, `2021-02-0${day}T00:00:00Z`)));
    const undated = await fileOf("undated.csv", columns, lineOf(9, ""));
    const [second, third] = [await dated("second.csv", 2, 5.2, 5.9), await dated("third.csv", 3, 5.3)];
    const first = await dated("first.csv", 1, 5.1);
    const told = [];
    for (const file of [undated, second, first, undated, third, third]) told.push(await loadCatalogue(database, file));
    expect(told.map(({ added, replaced, known }) => [added, replaced, known])).toEqual([
      [1, 0, 0],
      [0, 1, 1],
      [0, 0, 1],
      [0, 0, 1],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const row = await database.query.selectFrom("past_event").selectAll().where("id", "=", "r1").execute();
    expect(row).toMatchObject([{ magnitude: 5.3, updated_ms: Date.UTC(2021, 1, 3) }]);
    expect(await loadCatalogue(database, third, { source: "other" })).toMatchObject({ added: 1 });
  });

  test("of thousands of bad lines all are counted and a hundred kept", async () => {
    const file = await fileOf("rotten.csv", HEADER, ...Array.from({ length: 3000 }, () => ",,,,,,,,"));
    const report = await loadCatalogue(database, file);
    expect([report.rejected, report.faults.length]).toEqual([3000, 100]);
  });

  test.skipIf(noSharedData)("the real catalogues load but for their four broken lines", async () => {
    await database.query.deleteFrom("past_event").execute();
    const files = await catalogueFiles([sharedPath("data/catalogue")]);
    expect(files.length).toBe(8);
    const reports: LoadReport[] = [];
    for (const file of files) reports.push(await loadCatalogue(database, file));
    const sum = (pick: (report: LoadReport) => number) => reports.reduce((all, r) => all + pick(r), 0);
    expect([sum((r) => r.rows), sum((r) => r.added), sum((r) => r.rejected)]).toEqual([61_902, 60_190, 4]);
    // The week of 2018 is there twice: what GeoJSON says of the time of change, CSV does not.
    expect(reports.at(-1)).toMatchObject({ format: "USGS GeoJSON", added: 0, replaced: 62, known: 1617, leftOut: 28 });
    const { largest } = await nearby(database, { latitudeDeg: 35.77, longitudeDeg: -117.6 });
    expect(largest?.magnitude).toBe(7.1);
  });
});

test("a file without a needed column, and one that is not there, say so", async () => {
  const database = await connectDatabase("sqlite::memory:", { log: silentLog() });
  const file = await fileOf("short.csv", "id,lat,lon", "1,2,3");
  await expect(loadCatalogue(database, file)).rejects.toThrow(/no column origin_time, depth_km, .*; want id,/);
  await expect(catalogueFiles([join(folder, "nowhere")])).rejects.toThrow("nowhere");
  await database.close();
});
