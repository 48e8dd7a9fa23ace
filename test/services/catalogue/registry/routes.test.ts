// The registry over HTTP: made, changed, removed, listed, imported; who may, who comes too late, and what is written down.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { service } from "../../../../services/catalogue/service.ts";
import { inventory, type Station } from "../../../../shared/contracts/station.ts";
import { eventually } from "../../../poll.ts";
import { noSharedData, sharedPath } from "../../../sharedData.ts";
import { type Bench, startOnBench } from "../context.ts";
import { serve } from "../serve.ts";
import { north, told } from "./stations.ts";

let bench: Bench;
let http: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  bench = await startOnBench(service);
  http = await serve(bench.running.routes ?? (() => expect.unreachable())());
});
afterAll(async () => {
  await bench.running.close?.();
  await http.close();
});

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by their own paths
type Answer = { readonly status: number; readonly body: any };

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const isText = typeof body === "string";
  const answer = await fetch(`${http.url}/v1/stations${path}`, {
    method,
    headers: body === undefined ? {} : { "content-type": isText ? "text/plain" : "application/json" },
    body: body === undefined ? null : isText ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.includes("json");
  return { status: answer.status, body: isJson ? JSON.parse(text) : text };
}

const PLACE = { latitudeDeg: 16.8634, longitudeDeg: -99.8901 };
const HNZ = { code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 213_979 };
const WHOLE = { ...PLACE, elevationM: 12, sampleRateHz: 100, channels: [HNZ] };
const lastTold = () => inventory.decode(bench.published.at(-1)?.body ?? new Uint8Array());
const ids = ({ body }: Answer) => body.stations.map(({ stationId }: Station) => stationId);
const updatedOf = async (id: string): Promise<number> => (await call("GET", `/${id}`)).body.station.updatedMs;
const historyOf = async (id: string) => (await call("GET", `/${id}`)).body.changes;

describe("one station", () => {
  test("is registered for everybody, and fixed as it was given", async () => {
    const { status, body } = await call("PUT", "/MX_ONE", { ...WHOLE, name: "Port", owner: "UNAM" });
    expect([status, body.warnings]).toEqual([200, []]);
    expect(body.station).toMatchObject({ ...WHOLE, state: "registered", source: "operator", owner: "UNAM" });
    expect(body.station.fixed).toEqual([
      ...["latitudeDeg", "longitudeDeg", "elevationM", "name", "owner", "sampleRateHz", "channels"],
    ]);
    expect(lastTold()).toMatchObject({ ...WHOLE, stationId: "MX_ONE", mode: "live", fixed: body.station.fixed });
    expect(bench.context.stations.stationOf("live/MX_ONE")).toMatchObject(WHOLE);
  });

  test("is replaced by who knows it as it is, and by nobody else", async () => {
    const updatedMs = await updatedOf("MX_ONE");
    for (const [method, given] of [["PUT", WHOLE], ["PATCH", { name: "x" }], ["DELETE"]] as const) {
      const { status, body: refusal } = await call(method, "/MX_ONE", given);
      const message = `updatedMs: got nothing, want ${updatedMs}; say which one you read`;
      expect([method, status, refusal.error]).toEqual([method, 409, expect.objectContaining({ message })]);
    }
    const { body } = await call("PUT", "/MX_ONE", { ...WHOLE, vs30Mps: 300, updatedMs });
    expect([body.station.vs30Mps, body.station.name]).toEqual([300, undefined]);
    for (const [method, given] of [
      ["PUT", { ...WHOLE, updatedMs }],
      ["PATCH", { name: "late", updatedMs }],
      ["DELETE", undefined],
    ] as const) {
      const path = method === "DELETE" ? `/MX_ONE?updatedMs=${updatedMs}` : "/MX_ONE";
      const { status, body: refusal } = await call(method, path, given);
      expect([method, status, refusal.error.message]).toEqual([method, 409, expect.stringMatching(/changed since/)]);
    }
  });

  test("two who change it at the same moment: one is refused, and nothing of the other is lost", async () => {
    const updatedMs = await updatedOf("MX_ONE");
    const both = await Promise.all(["a", "b"].map((name) => call("PATCH", "/MX_ONE", { name, updatedMs })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = both.find(({ status }) => status === 200);
    expect((await call("GET", "/MX_ONE")).body.station.name).toBe(winner?.body.station.name);
  });

  test("has a history of what each field was and is, newest first, and so has the account", async () => {
    await call("PATCH", "/MX_ONE", { vs30Mps: null, name: "Roof", updatedMs: await updatedOf("MX_ONE") });
    const [last, ...others] = await historyOf("MX_ONE");
    expect(last).toMatchObject({ action: "changed", source: "operator", keyId: "", ownerId: "" });
    expect(last.detail).toMatchObject({ vs30Mps: { from: 300, to: null }, name: { to: "Roof" } });
    expect(others.at(-1)).toMatchObject({ action: "registered" });
    const { query } = await bench.context.database();
    const account = await query.selectFrom("audit").selectAll().where("target", "=", "MX_ONE").execute();
    expect(account.map(({ action }) => action).sort()).toEqual([
      ...["station.changed", "station.changed", "station.changed", "station.registered"],
    ]);
  });

  test("that is removed leaves the directory, keeps its history, and comes back by PUT alone", async () => {
    expect((await call("DELETE", `/MX_ONE?updatedMs=${await updatedOf("MX_ONE")}`)).status).toBe(204);
    expect(bench.context.stations.stationOf("live/MX_ONE")).toBeUndefined();
    expect(lastTold().removedMs).toBeGreaterThan(0);
    expect((await call("DELETE", "/MX_ONE")).status).toBe(204);
    expect((await call("GET", "/MX_ONE")).body).toMatchObject({ station: { state: "removed" } });
    expect((await call("PATCH", "/MX_ONE", { name: "x" })).status).toBe(409);
    expect((await call("PUT", "/MX_ONE", WHOLE)).body.station.state).toBe("registered");
    expect(lastTold().removedMs).toBeUndefined();
    expect((await historyOf("MX_ONE")).slice(0, 2).map(({ action }: { action: string }) => action)).toEqual([
      ...["restored", "removed"],
    ]);
  });

  test("without channels waits for its device, and is told by nobody until then", async () => {
    const before = bench.published.length;
    expect((await call("PUT", "/MX_WAIT", { ...PLACE, vs30Mps: 500 })).body.station.state).toBe("waiting");
    expect(bench.published.length).toBe(before);
    await bench.send(inventory, { ...told, ...north(900), stationId: "MX_WAIT", updatedMs: Date.now() });
    await eventually(
      "it is registered",
      async () => (await call("GET", "/MX_WAIT")).body.station.state === "registered",
    );
    expect(bench.context.stations.stationOf("live/MX_WAIT")).toMatchObject({
      ...PLACE,
      vs30Mps: 500,
      claimed: north(900),
    });
  });

  test("that moved is listed as such until somebody acknowledges it", async () => {
    await bench.send(inventory, { ...told, stationId: "MX_MOVED", updatedMs: Date.now() });
    await eventually("it is registered", async () => (await call("GET", "/MX_MOVED")).status === 200);
    await bench.send(inventory, { ...told, ...north(2500), stationId: "MX_MOVED", updatedMs: Date.now() + 1 });
    await eventually("it is noticed", async () => ids(await call("GET", "?state=moved")).includes("MX_MOVED"));
    const { station, changes } = (await call("GET", "/MX_MOVED")).body;
    expect(station).toMatchObject({ ...north(2500), moved: { distanceKm: 2.5, from: PLACE, to: north(2500) } });
    expect(changes[0]).toMatchObject({ action: "moved", source: "device" });
    expect(
      await bench.context.metrics.valueOf("eew_catalogue_stations_moved_total", { places: "new" }),
    ).toBeGreaterThan(0);
    const { body } = await call("POST", "/MX_MOVED/acknowledge");
    expect(body.moved).toBeUndefined();
    expect(ids(await call("GET", "?state=moved"))).not.toContain("MX_MOVED");
    expect((await historyOf("MX_MOVED"))[0]).toMatchObject({ action: "acknowledged", source: "operator" });
  });
});

const deep = `${"[".repeat(50_000)}1${"]".repeat(50_000)}`;
test.each([
  ["PUT", "/MX_BAD", { ...WHOLE, latitudeDeg: 91 }, "latitudeDeg: got 91, want degrees from -90 to 90"],
  ["PUT", "/MX_BAD", { ...WHOLE, latitudeDeg: "16" }, 'latitudeDeg: got "16", want degrees'],
  ["PUT", "/MX_BAD", { latitudeDeg: 16 }, "longitudeDeg: got nothing, want degrees"],
  ["PUT", "/MX_BAD", { ...WHOLE, channels: [] }, "channels: got [], want 1 to 6 of"],
  ["PUT", "/MX_BAD", { ...WHOLE, channels: [{ ...HNZ, gain: 1 }] }, "gain: no such field"],
  ["PUT", "/MX_BAD", { ...WHOLE, channels: [{ ...HNZ, sensitivity: 0 }] }, "channels: got"],
  ["PUT", "/MX_BAD", { ...WHOLE, vs30Mps: 1e9 }, "vs30Mps: got 1000000000, want m/s from 50 to 3000"],
  ["PUT", "/MX_BAD", { ...WHOLE, name: "two\nlines" }, 'name: got "two\\nlines", want 1 to 120 characters on one line'],
  ["PUT", "/MX_BAD", { ...WHOLE, removedMs: 1 }, "removedMs: no such field"],
  ["PUT", "/MX_BAD", [], "body: want a JSON object"],
  ["PATCH", "/MX_ONE", { fixed: [] }, "fixed: no such field"],
  ["PATCH", "/MX_ONE", { elevationM: 1e5 }, "elevationM: got 100000, want metres from -12000 to 9000"],
  ["POST", "/import", "", "content: got nothing, want a station list"],
  ["POST", "/import", "\u0000\u0001\u0002", "body: "],
  ["POST", "/import", '{"a":1}', "want a GeoJSON FeatureCollection of Points or a list of stations"],
  ["POST", "/import", "[", "json: "],
  ["POST", "/import", deep, "body: "],
  ["POST", "/import", "<html></html>", "body: "],
  ["POST", "/import", '<!DOCTYPE a [<!ENTITY a "aaaa">]><FDSNStationXML>&a;</FDSNStationXML>', "body: "],
  ["POST", "/import?dryRun=maybe", "id,lat,lon\n", 'dryRun: got "maybe", want true or false'],
])("%s %s %.60j is refused with its reason", async (method, path, given, message) => {
  const { status, body } = await call(method, path, given);
  expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)]);
});

test.each([
  ["GET", "/acapulco", 404],
  ["GET", "/XX_NOBODY", 404],
  ["PATCH", "/XX_NOBODY", 404],
  ["DELETE", "/XX_NOBODY", 404],
  ["POST", "/XX_NOBODY/acknowledge", 404],
  ["POST", "/XX_NOBODY", 405],
  ["DELETE", "/import", 405],
])("%s %s is a %i", async (method, path, status) => {
  expect((await call(method, path, method === "PATCH" ? {} : undefined)).status).toBe(status);
});

const TABLE = [
  "id,lat,lon,elev,vs30,rate,name,owner,channel,unit,gain,azimuth,dip",
  'MX.CSV1,17.1,-100.1,10,400,100,"Quoted, ""name""",UNAM,HNZ,gal,2140,0,-90',
  'MX.CSV1,17.1,-100.1,10,400,100,"Quoted, ""name""",UNAM,HN1,gal,2140,5,0',
  "MX.CSV2,17.2,-100.2,20,,,,,,,,,",
  "MX.CSV3,north,-100.3,,,,,,,,,,",
  "MX.CSV4,17.4,100.4,40,,100,,,HNZ,gal,2140,,",
].join("\n");

describe("a file", () => {
  test("is only looked at where that is asked for", async () => {
    const { status, body } = await call("POST", "/import?dryRun=true", TABLE);
    expect([status, body.dryRun, body.added]).toEqual([200, true, 3]);
    expect((await call("GET", "/MX_CSV1")).status).toBe(404);
  });

  test("is taken: faults with their places, unlikely places, what was changed", async () => {
    const { body } = await call("POST", "/import", TABLE);
    expect(body).toMatchObject({ dryRun: false, added: 3, changed: 0, unchanged: 0, rejected: 1, moreChanges: 0 });
    expect(body.faults).toEqual([{ where: "line 5", reason: 'latitude: got "north", want degrees from -90 to 90' }]);
    expect(body.warnings).toMatchObject([{ stationId: "MX_CSV4", reason: expect.stringMatching(/sign of longitude/) }]);
    expect(body.changes[0]).toMatchObject({
      ...{ stationId: "MX_CSV1", action: "registered" },
      changed: { vs30Mps: { from: null, to: 400 }, owner: { to: "UNAM" } },
    });
    expect(bench.context.stations.stationOf("live/MX_CSV1")?.channels).toEqual([
      { ...HNZ, sensitivity: 214_000, azimuthDeg: 0, dipDeg: -90 },
      { ...HNZ, code: "HN1", component: "N", sensitivity: 214_000, azimuthDeg: 5, dipDeg: 0 },
    ]);
    expect(bench.context.stations.stationOf("live/MX_CSV2")).toBeUndefined();
  });

  test("changes nothing when it comes again, and only what it tells when it tells less", async () => {
    expect((await call("POST", "/import", TABLE)).body).toMatchObject({ added: 0, changed: 0, unchanged: 3 });
    const { body } = await call("POST", "/import", "id,lat,lon\nMX.CSV1,17.1,-100.15\n");
    expect(body.changes).toEqual([
      { stationId: "MX_CSV1", action: "changed", changed: { longitudeDeg: { from: -100.1, to: -100.15 } } },
    ]);
    expect((await call("GET", "/MX_CSV1")).body.station).toMatchObject({ elevationM: 10, vs30Mps: 400, owner: "UNAM" });
  });

  test("leaves a station as it is of which it says that it ended", async () => {
    const { body } = await call("POST", "/import", "id,lat,lon,start,end\nMX.CSV1,1,2,2001-01-01,2002-01-01\n");
    expect(body).toMatchObject({ changed: 0, rejected: 1 });
    expect(body.faults[0].reason).toMatch(/^end: got 2002-01-01T00:00:00.000Z, want a station that still stands/);
  });

  test("of every format that docs/station-files.md shows is taken", async () => {
    const page = readFileSync("docs/station-files.md", "utf8");
    const examples = [...page.matchAll(/^```(?:csv|text|xml|json)\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
    expect(examples).toHaveLength(6);
    for (const text of examples) {
      const { status, body } = await call("POST", "/import", text);
      expect([status, body.added + body.changed + body.unchanged]).toEqual([200, expect.toSatisfy((n) => n > 0)]);
    }
    expect(ids(await call("GET", "?network=mx&text=acapulco"))).toEqual(["MX_ACAP"]);
  });

  test.skipIf(noSharedData)("of real StationXML is taken with its response", async () => {
    const { body } = await call(
      "POST",
      "/import",
      readFileSync(sharedPath("data/formats/fdsn_text/BW_RJOB.xml"), "utf8"),
    );
    expect(body).toMatchObject({ added: 1, rejected: 0 });
    expect(bench.context.stations.stationOf("live/BW_RJOB")?.channels).toHaveLength(3);
  });
});

describe("the list", () => {
  test("pages by id through all, each station once", async () => {
    const all = ids(await call("GET", "?limit=10000"));
    const seen: string[] = [];
    for (let after = ""; ; ) {
      const page = await call("GET", `?limit=3${after === "" ? "" : `&after=${after}`}`);
      seen.push(...ids(page));
      if (page.body.next === undefined) break;
      after = page.body.next;
    }
    expect(seen).toEqual(all);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each([
    ["?network=BW&limit=1", ["BW_RJOB"]],
    ["?network=B", []],
    ["?text=unam&state=registered&network=MX&maxLongitudeDeg=-100", ["MX_CSV1"]],
    ["?text=%25", []],
    ["?text=_csv2", ["MX_CSV2"]],
    ["?state=waiting&network=MX", ["MX_CSV2"]],
    ["?minLatitudeDeg=17.05&maxLatitudeDeg=17.3&minLongitudeDeg=-101&maxLongitudeDeg=-100", ["MX_CSV1", "MX_CSV2"]],
    ["?minLongitudeDeg=100&maxLongitudeDeg=-179&network=MX", ["MX_CSV4"]],
  ])("%s", async (query, wanted) => {
    if (noSharedData && query.includes("BW")) return;
    expect(ids(await call("GET", query))).toEqual(wanted);
  });

  test.each([
    ["?limit=0", "limit: got "],
    ["?state=gone", 'state: got "gone", want registered, waiting, removed, moved, all'],
    ["?minLatitudeDeg=-91", "minLatitudeDeg: got "],
    ["?network=M%25", "network: got "],
    ["?limit=1&limit=2", "limit: got "],
    ["?colour=red", "colour: no such field"],
  ])("%s is refused", async (query, message) => {
    const { status, body } = await call("GET", query);
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(message)]);
  });

  test("as a table is a station file: importing it changes nothing", async () => {
    const table = await call("GET", "?format=csv&limit=10000");
    expect(table.body).toContain(
      'MX_CSV1,17.1,-100.15,10,400,"Quoted, ""name""",UNAM,100,HNZ,Z,m/s2,214000,0,-90,registered',
    );
    const { body } = await call("POST", "/import?dryRun=true", table.body);
    expect([
      body.rejected,
      body.added,
      body.changes.filter(({ changed }: { changed: object }) => !("fixed" in changed)),
    ]).toEqual([...[0, 0, []]]);
  });
});
