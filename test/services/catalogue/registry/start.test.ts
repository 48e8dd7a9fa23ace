// What the registry does at start: an emptied hot state is filled again, files are taken, what operators did stays.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { service } from "../../../../services/catalogue/service.ts";
import { inventory, type Station } from "../../../../shared/contracts/station.ts";
import { connectDatabase } from "../../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../../shared/runtime/database.ts";
import { Unavailable } from "../../../../shared/runtime/errors.ts";
import { eventually } from "../../../poll.ts";
import { silentLog, startOnBench } from "../context.ts";
import { serve } from "../serve.ts";
import { north, told } from "./stations.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "registry-start-"));
});
afterAll(() => rm(folder, { recursive: true }));

const HNZ = { code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 1e6 };
const ROOF = {
  stationId: "XX_ROOF",
  latitudeDeg: 17,
  longitudeDeg: -100,
  elevationM: 10,
  sampleRateHz: 100,
  channels: [HNZ],
};

async function emptyDatabase(): Promise<Database> {
  return connectDatabase("sqlite::memory:", { log: silentLog() });
}

/** A catalogue with an empty hot state on this database. */
async function started(database: Database, env: Record<string, string> = {}) {
  const bench = await startOnBench(service, { env, database: async () => database });
  const http = await serve(bench.running.routes ?? (() => expect.unreachable())());
  const call = (method: string, path: string, body?: object) =>
    fetch(`${http.url}/v1/stations${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
  /** Changes or removes it, as it is now. */
  const change = async (method: "PATCH" | "DELETE", path: string, given: object = {}) => {
    const { station } = Object(await (await call("GET", path)).json());
    const { updatedMs } = station;
    return method === "DELETE"
      ? call(method, `${path}?updatedMs=${updatedMs}`)
      : call(method, path, { ...given, updatedMs });
  };
  const stations = () => bench.published.map(({ body }) => inventory.decode(body));
  const close = async () => {
    await bench.running.close?.();
    await http.close();
  };
  return { ...bench, call, change, stations, close };
}

test("after an emptied hot state stations are back as they were, removed ones as removed", async () => {
  const database = await emptyDatabase();
  const first = await started(database);
  for (const id of ["XX_A", "XX_B", "XX_C"]) await first.call("PUT", `/${id}`, { ...ROOF, stationId: undefined });
  await first.change("PATCH", "/XX_B", north(0));
  await first.change("DELETE", "/XX_C");
  await first.close();

  const second = await started(database);
  const { stations } = second.context;
  expect([...stations.all()].map(({ stationId }) => stationId)).toEqual(["XX_A", "XX_B"]);
  expect(stations.stationOf("live/XX_B")).toMatchObject({
    ...north(0),
    fixed: expect.arrayContaining(["latitudeDeg"]),
  });
  expect(stations.removedOf("live/XX_C")).toBeDefined();
  expect(second.stations().map(({ stationId }) => stationId)).toEqual(["XX_A", "XX_B", "XX_C"]);
  await second.close();
});

test("what devices said while nobody kept it is kept, what the registry fixed wins", async () => {
  const database = await emptyDatabase();
  const first = await started(database);
  await first.call("PUT", "/MX_ACAP", { ...ROOF, ...north(3000), stationId: undefined });
  await first.close();
  const bench = await startOnBench(service, {
    database: async () => database,
    hotState: [
      { ...told, updatedMs: Date.now() + 1000 },
      { ...told, stationId: "MX_NEW" },
    ],
  });
  await eventually("both are kept", async () => {
    const rows = await database.query.selectFrom("station").select(["station_id", "latitude_deg"]).execute();
    return rows.length === 2 && rows.some(({ station_id }) => station_id === "MX_NEW");
  });
  await eventually("the place is corrected for all", () => {
    const { latitudeDeg, claimed } = bench.context.stations.stationOf("live/MX_ACAP") ?? {};
    return latitudeDeg === north(3000).latitudeDeg && claimed !== undefined;
  });
  await bench.running.close?.();
});

test("a file is taken in any format, its bad entries are left out, and what operators changed or removed stays", async () => {
  const database = await emptyDatabase();
  const file = join(folder, "stations.csv");
  const table = (place: string) =>
    `id,lat,lon,rate,channel,unit,gain\n${["A", "B", "C"].map((id) => `XX.${id},${place},100,HNZ,m/s2,1000`).join("\n")}\nXX.D,?,1,,,,\n`;
  await writeFile(file, table("17,-100"));
  const first = await started(database, { CATALOGUE_STATIONS_FILE: file });
  expect(first.stations()).toMatchObject([{ stationId: "XX_A" }, { stationId: "XX_B" }, { stationId: "XX_C" }]);
  await first.change("PATCH", "/XX_B", { latitudeDeg: 18 });
  await first.change("DELETE", "/XX_C");
  await first.close();
  await writeFile(file, table("16,-100"));
  const second = await started(database, { CATALOGUE_STATIONS_FILE: file });
  const places = [...second.context.stations.all()].map(({ stationId, latitudeDeg }) => [stationId, latitudeDeg]);
  expect(places).toEqual([
    ["XX_A", 16],
    ["XX_B", 18],
  ]);
  const { changes } = (await (await second.call("GET", "/XX_A")).json()) as { changes: { source: string }[] };
  expect(changes.map(({ source }) => source)).toEqual(["file", "file"]);
  await second.close();
});

test("a database that is not there yet is waited for behind the start", async () => {
  const database = await emptyDatabase();
  let isDown = true;
  const reach = async () => {
    if (isDown) throw new Unavailable("postgres at db: connection refused");
    return database;
  };
  const file = join(folder, "later.json");
  await writeFile(file, JSON.stringify([ROOF]));
  const bench = await startOnBench(service, { env: { CATALOGUE_STATIONS_FILE: file }, database: reach });
  expect([...bench.context.stations.all()]).toEqual([]);
  isDown = false;
  await eventually("it is registered", () => bench.context.stations.stationOf("live/XX_ROOF") !== undefined);
  await bench.running.close?.();
});

test("ten thousand devices that all connect at once are kept, and told to nobody again", {
  timeout: 60_000,
}, async () => {
  const { published, context, running, send } = await startOnBench(service);
  const all: Station[] = Array.from({ length: 10_000 }, (_, i) => ({
    ...told,
    stationId: `XX_${i}`,
    updatedMs: Date.now(),
  }));
  for (const station of all) await send(inventory, station);
  const { query } = await context.database();
  const count = async () =>
    Number(
      (
        await query
          .selectFrom("station")
          .select(({ fn }) => fn.countAll().as("n"))
          .executeTakeFirstOrThrow()
      ).n,
    );
  await eventually("all are kept", async () => (await count()) === 10_000, 50_000);
  expect(published).toEqual([]);
  await running.close?.();
});
