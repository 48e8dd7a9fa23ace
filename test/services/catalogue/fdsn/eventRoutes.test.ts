// fdsnws-event over HTTP: what is accepted, what is refused in which words, and that all formats tell the same.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { eventParameters } from "../../../../services/catalogue/fdsn/eventParameters.ts";
import { eventService } from "../../../../services/catalogue/fdsn/eventRoutes.ts";
import { EVENT_TYPES } from "../../../../services/catalogue/fdsn/eventTypes.ts";
import { addPastEvents, keepContext, keepVersion } from "../../../../services/catalogue/repository.ts";
import type { SeismicEvent } from "../../../../shared/contracts/event.ts";
import { MODES } from "../../../../shared/contracts/mode.ts";
import { publicIdsOf } from "../../../../shared/contracts/quakeml.ts";
import { entryOf, listOf, parseXml, textOf } from "../../../../shared/contracts/xmlElement.ts";
import { connectDatabase } from "../../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../../shared/runtime/database.ts";
import { Unavailable } from "../../../../shared/runtime/errors.ts";
import type { PastEventTable } from "../../../../shared/runtime/schema.ts";
import { anyEvent } from "../../../anyEvent.ts";
import { noSharedData, sharedPath } from "../../../sharedData.ts";
import { faultsOfXsd } from "../../../xsd.ts";
import { anEvent } from "../anEvent.ts";
import { silentLog } from "../context.ts";
import { clock, readWadl, type Site, siteOf } from "./site.ts";

const PATH = "/fdsnws/event/1";
const deps = { clock, log: silentLog(), agency: "tocsin" };
let database: Database;
let site: Site;
beforeAll(async () => {
  database = await connectDatabase("sqlite::memory:", { log: deps.log });
  site = await siteOf(eventService({ ...deps, database: async () => database }));
});
beforeEach(async () => {
  for (const table of ["past_event", "event_version", "event_context"] as const) {
    await database.query.deleteFrom(table).execute();
  }
});
afterAll(async () => {
  await site.close();
  await database.close();
});
const ask = (query: string) => site.get(`${PATH}/query${query === "" ? "" : `?${query}`}`);

const past: PastEventTable = {
  ...{ source: "SSN", id: "a", time_ms: 1e12, latitude_deg: 17, longitude_deg: -101 },
  ...{ depth_km: 20, magnitude: 6.1, magnitude_type: "Mw", place: "Guerrero", updated_ms: 0 },
};

test("the text of an error has the pattern of the specification, byte for byte", async () => {
  expect(await ask("minmag=1e1")).toEqual({
    status: 400,
    type: "text/plain; charset=utf-8",
    text: `Error 400: Bad request

minmag: got "1e1", want a number from -20 to 20, without exponent

Usage details are available from ${site.url}/fdsnws/event/1/application.wadl

Request:
${site.url}/fdsnws/event/1/query?minmag=1e1

Request Submitted:
2026-01-02T03:04:05.678Z

Service version:
1.2.0
`,
  });
});

const REFUSED: readonly (readonly [string, string])[] = [
  ["starttime=now", 'starttime: got "now", want a UTC time like'],
  ["start=2020-02-30", 'start: got "2020-02-30", want a UTC time'],
  ["endtime=2020-01-01T24:00:00", "endtime: got"],
  ["end=2020-01-01T00:00:00.1234567", "end: got"],
  ["end=2020-01-01T00:00:00%2B01:00", "end: got"],
  ["starttime=2020-01-02&endtime=2020-01-01", "starttime: got more than endtime, want at most as much"],
  ["minlatitude=-90.1", 'minlatitude: got "-90.1", want degrees from -90 to 90, without exponent'],
  ["maxlat=91", "maxlat: got"],
  ["minlat=2&maxlat=1", "minlatitude: got more than maxlatitude"],
  ["minlongitude=181", "want degrees from -180 to 180"],
  ["maxlon=", 'maxlon: got ""'],
  ["latitude=NaN", 'latitude: got "NaN"'],
  ["longitude=0x10", 'longitude: got "0x10"'],
  ["minradius=-1", "want degrees from 0 to 180"],
  ["maxradius=180.01", "want degrees from 0 to 180"],
  ["minradius=2&maxradius=1", "minradius: got more than maxradius"],
  ["mindepth=1E1", 'mindepth: got "1E1", want kilometers from -1000 to 7000, without exponent'],
  ["mindepth=2&maxdepth=1", "mindepth: got more than maxdepth"],
  ["maxdepth=Infinity", "maxdepth: got"],
  ["minmag=2&maxmagnitude=1", "minmagnitude: got more than maxmagnitude"],
  ["magnitudetype=", "magnitudetype: got"],
  ["eventtype=quake", 'eventtype: got "quake", want event types of QuakeML 1.2 or unknown'],
  ["eventtype=earthquake,", "eventtype: got"],
  ["includeallorigins=1", 'includeallorigins: got "1", want TRUE or FALSE'],
  ["includeallmagnitudes=yes", "want TRUE or FALSE"],
  ["includearrivals=", "want TRUE or FALSE"],
  ["eventid=", "eventid: got"],
  ["limit=0", 'limit: got "0", want a whole number from 1 to 2147483647'],
  ["limit=1.0", "limit: got"],
  ["offset=0", "offset: got"],
  ["offset=99999999999", "offset: got"],
  ["orderby=depth", "want time, time-asc, magnitude, magnitude-asc"],
  ["catalog=", "catalog: got"],
  ["contributor=", "contributor: got"],
  ["updatedafter=2020", "updatedafter: got"],
  ["format=csv", 'format: got "csv", want xml, text, geojson'],
  ["nodata=200", "want 204, 404"],
  ["mode=real", "want live, drill, simulation, replay"],
  ["minmag=1&minmag=1", "minmagnitude: given twice, want it once"],
  ["minmag=1&minmagnitude=2", "minmagnitude: given twice, want it once"],
  ["minMag=1", "minMag: no such parameter; there are: starttime, endtime, "],
  ["__proto__=1", "__proto__: no such parameter"],
  ["minmag=%FF%00", "minmag: got"],
];

test.each(REFUSED)("?%s is refused", async (query, message) => {
  const { status, text } = await ask(query);
  expect([status, text.split("\n\n")[1]]).toEqual([400, expect.stringContaining(message)]);
});

test("the WADL lists what is accepted by its long name, and nothing else", async () => {
  const { base, methods, parameters } = readWadl((await site.get(`${PATH}/application.wadl?any=thing`)).text);
  expect(base).toBe(`${site.url}${PATH}/`);
  expect(methods).toEqual(["query", "catalogs", "contributors", "version", "application.wadl"]);
  const valid: Readonly<Record<string, string>> = { "xs:dateTime": "2020-01-01", "xs:double": "1", "xs:int": "1" };
  for (const { name, type, options } of parameters) {
    const value = options[0] ?? (name === "eventtype" ? "unknown" : (valid[type] ?? "true"));
    expect([name, (await ask(`${name}=${value}`)).status]).toEqual([name, 204]);
  }
  const refused = (await ask("x=1")).text.split("there are: ")[1]?.split("\n")[0]?.split(", ");
  expect(parameters.map(({ name }) => name)).toEqual(refused);
});

test.skipIf(noSharedData)(
  "everything that the specification lists is taken, extensions are typed and described",
  async () => {
    const { parameters } = readWadl((await site.get(`${PATH}/application.wadl`)).text);
    const specification = readFileSync(sharedPath("schemas/fdsn/fdsnws-event-1.2.txt"), "utf8");
    const row = /^ {1,8}([a-z]{4,20}) +(?:([a-z]{3,7}) +)?(?:required|optional)\*? /gm;
    const rows = [...specification.matchAll(row)].map(([, name = "", alias]) => [name, alias]);
    expect(rows).toHaveLength(28);
    const ours = Object.entries(eventParameters).map(([name, { alias }]) => [name, alias]);
    expect(ours).toEqual(expect.arrayContaining(rows));
    const extensions = parameters.filter(({ name }) => !rows.some(([known]) => known === name));
    expect(extensions).toEqual([
      { name: "mode", type: "xs:string", options: [...MODES], doc: expect.stringMatching(/^Extension/) },
    ]);
  },
);

test.skipIf(noSharedData)("event types are those of the schema", () => {
  const schema = readFileSync(sharedPath("schemas/quakeml/QuakeML-BED-1.2.xsd"), "utf8");
  const type = schema.split('<xs:simpleType name="EventType">')[1]?.split("</xs:simpleType>")[0] ?? "";
  expect([...type.matchAll(/value="([^"]+)"/g)].map(([, value]) => value)).toEqual([...EVENT_TYPES]);
});

test("without a match the answer is empty, or 404 where that is asked for", async () => {
  expect(await ask("minmag=9")).toEqual({ status: 204, type: null, text: "" });
  const { status, text } = await ask("minmag=9&nodata=404");
  expect([status, text.slice(0, 52)]).toEqual([404, "Error 404: Not found\n\nno event matches the selection"]);
});

test("what is too long, unknown or only to be read is refused in the same words", async () => {
  const long = await ask(`eventid=${"x".repeat(2000)}`);
  expect([long.status, long.text]).toEqual([
    414,
    expect.stringMatching(/^Error 414: Request URI too large\n\nwant at most 2000 bytes\n/),
  ]);
  const unknown = await site.get(`${PATH}/toString`);
  expect([unknown.status, unknown.text]).toEqual([404, expect.stringContaining("toString: no such method")]);
  const post = await fetch(`${site.url}${PATH}/query`, { method: "POST", body: "minmag=5" });
  expect([post.status, await post.text()]).toEqual([405, expect.stringContaining("\n\nPOST: want GET\n\n")]);
});

test("more than 5000 events are refused, with the limit that the WADL names too", async () => {
  const rows = Array.from({ length: 5001 }, (_, i) => ({ ...past, id: String(i), time_ms: i }));
  for (let i = 0; i < rows.length; i += 500) await addPastEvents(database, rows.slice(i, i + 500));
  const { status, text } = await ask("");
  const limit = text.split("\n\n")[1]?.split(" Ask")[0] ?? "";
  expect([status, limit]).toEqual([413, expect.stringContaining("at most 5000 events")]);
  expect((await site.get(`${PATH}/application.wadl`)).text).toContain(limit);
  expect((await ask("format=text&limit=6000&endtime=1970-01-01T00:00:04.999")).text.split("\n")).toHaveLength(5002);
  expect((await ask("limit=5001")).status).toBe(413);
});

test("versions count against the limit where all of them are asked for", async () => {
  const body = JSON.stringify(anEvent());
  const row = {
    ...{ event_id: "e", mode: "live", run: "", status: "final", body },
    ...{ origin_time_ms: 0, latitude_deg: 0, longitude_deg: 0, depth_km: 0, magnitude: 5 },
  };
  const rows = Array.from({ length: 5001 }, (_, i) => ({ ...row, version: i + 1 }));
  for (let i = 0; i < rows.length; i += 500) {
    await database.query
      .insertInto("event_version")
      .values(rows.slice(i, i + 500))
      .execute();
  }
  expect((await ask("includeallmagnitudes=true")).status).toBe(413);
  expect((await ask("includeallmagnitudes=true&format=text")).status).toBe(200);
});

test("catalogues and contributors are those of the files, and our own", async () => {
  await addPastEvents(database, [past, { ...past, source: "A & B", id: "b" }]);
  expect(await site.get(`${PATH}/catalogs?any=thing`)).toEqual({
    ...{ status: 200, type: "application/xml; charset=utf-8" },
    text: `<?xml version="1.0" encoding="UTF-8"?>
<Catalogs>
<Catalog>tocsin</Catalog>
<Catalog>A &amp; B</Catalog>
<Catalog>SSN</Catalog>
</Catalogs>
`,
  });
  expect((await site.get(`${PATH}/contributors`)).text).toContain("<Contributor>SSN</Contributor>");
  expect(await site.get(`${PATH}/version`)).toMatchObject({ type: "text/plain; charset=utf-8", text: "1.2.0" });
});

const arrival = {
  ...{ pickId: "live/XX_AAA/P/1", stationId: "XX_AAA", phase: "P" as const, timeMs: 1e12 },
  ...{ residualS: 0.1, distanceKm: 22.239, azimuthDeg: 90, weight: 0.9 },
};

test.each([
  ["", 1, 1, 0],
  ["includeallorigins=true", 2, 1, 0],
  ["includeallmagnitudes=TRUE", 1, 2, 0],
  ["includearrivals=true", 1, 1, 1],
  ["includearrivals=true&includeallorigins=true&includeallmagnitudes=true", 2, 2, 2],
])("?%s tells so many origins, magnitudes and picks", async (query, origins, magnitudes, picks) => {
  const older = { ...arrival, pickId: "live/XX_OLD/P/1" };
  await keepVersion(database, anEvent({ arrivals: [older] }));
  await keepVersion(database, anEvent({ version: 2, arrivals: [arrival] }));
  const [event] = eventsIn((await ask(query)).text);
  expect(["origin", "magnitude", "pick"].map((name) => listOf(event, name).length)).toEqual([
    origins,
    magnitudes,
    picks,
  ]);
  expect(textOf(event, "preferredOriginID")).toMatch(/\/2$/);
});

test("what is no more than an exercise says so in every format", async () => {
  await keepVersion(database, anEvent({ mode: "drill", run: "x" }));
  const place = "DRILL: 17.45° N, 101.72° W";
  expect((await ask("mode=drill&format=text")).text.split("\n")[1]).toMatch(new RegExp(`\\|${place}\\|not existing$`));
  const { features } = JSON.parse((await ask("mode=drill&format=geojson")).text);
  expect(features[0].properties).toMatchObject({
    ...{ place, type: "not existing", mode: "drill" },
    title: "DRILL: M 5.3 - 17.45° N, 101.72° W",
  });
  const [event] = eventsIn((await ask("mode=drill")).text);
  expect(textOf(entryOf(event, "comment"), "text")).toMatch(/^DRILL: this is not happening/);
  expect(JSON.parse(await (await fetch(features[0].properties.detail)).text()).features).toHaveLength(1);
});

test("a false alarm is not existing, and deleted", async () => {
  await keepVersion(database, anEvent({ status: "cancelled" }));
  const { features } = JSON.parse((await ask("format=geojson")).text);
  expect(features[0].properties).toMatchObject({ type: "not existing", status: "deleted" });
});

test("without a database the answer is 503, and says nothing of the database", async () => {
  const outage = async () => Promise.reject(new Unavailable("postgres at db: connection refused"));
  const without = await siteOf(eventService({ ...deps, database: outage }));
  const { status, text } = await without.get(`${PATH}/query`);
  expect([status, text]).toEqual([503, expect.not.stringContaining("postgres")]);
  await without.close();
});

function eventsIn(xml: string): readonly unknown[] {
  return listOf(entryOf(parseXml(xml, { root: "quakeml", called: "QuakeML" }), "eventParameters"), "event");
}

const anyText = fc.oneof(fc.constantFrom("a|b", "#c", "d\ne", "f,g", "h:i", "<j>&k"), fc.string({ minLength: 1 }));
const anyPast: fc.Arbitrary<PastEventTable> = fc.record({
  source: anyText,
  id: anyText,
  time_ms: fc.integer({ min: -2e12, max: 2e12 }),
  latitude_deg: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude_deg: fc.double({ min: -180, max: 180, noNaN: true }),
  depth_km: fc.option(fc.double({ min: -10, max: 800, noNaN: true })),
  magnitude: fc.option(fc.double({ min: -5, max: 10, noNaN: true })),
  magnitude_type: fc.constantFrom("", "Mw", "m|b", "a type with more than thirty-two characters"),
  place: fc.oneof(fc.constant(""), anyText),
  updated_ms: fc.integer({ min: 0, max: 2e12 }),
});

async function fill(own: readonly SeismicEvent[], imported: readonly PastEventTable[]): Promise<void> {
  for (const table of ["past_event", "event_version", "event_context"] as const) {
    await database.query.deleteFrom(table).execute();
  }
  for (const event of own) {
    await keepVersion(database, event);
    const { mode, run, eventId, version } = event;
    if (version % 2 === 0) continue;
    const place = "5 km N of | here";
    await keepContext(database, {
      ...{ mode, run, eventId, version, place },
      ...{ nearest: [], largest: null, maxMagnitude: null },
    });
  }
  if (imported.length > 0) await addPastEvents(database, imported);
}

/** Bars, line breaks and other signs that a line of text cannot hold are blanks there; XML drops some of them. */
const bare = (text: string) => text.replaceAll(/[|\p{Cc}\p{Zl}\p{Zp}\s\uFFFD\uFFFE\uFFFF\uD800-\uDFFF#]+/gu, "");
const num = (text: string) => (text === "" ? null : Number(text));
const near = (value: number | null, digits: number) => (value === null ? null : expect.closeTo(value, digits));

test("rows of text, events of QuakeML and features of GeoJSON are the same, and valid", {
  timeout: 60_000,
}, async () => {
  const documents: string[] = [];
  const property = fc.asyncProperty(
    fc.array(anyEvent, { maxLength: 5 }),
    fc.array(anyPast, { maxLength: 5 }),
    fc.constantFrom(...MODES),
    fc.constantFrom("time", "time-asc", "magnitude", "magnitude-asc"),
    async (own, imported, mode, orderby) => {
      await fill(own, imported);
      const [text, xml, geojson] = await Promise.all(
        ["text", "xml", "geojson"].map((format) => ask(`mode=${mode}&orderby=${orderby}&format=${format}`)),
      );
      expect(new Set([text?.status, xml?.status, geojson?.status]).size).toBe(1);
      if (text?.status === 204) return;
      documents.push(xml?.text ?? "");
      const rows = (text?.text ?? "")
        .split("\n")
        .slice(1, -1)
        .map((line) => line.split("|"));
      const { features, metadata, bbox } = JSON.parse(geojson?.text ?? "");
      const told = eventsIn(xml?.text ?? "");
      expect([features.length, told.length, metadata.count, bbox.length]).toEqual([
        rows.length,
        rows.length,
        rows.length,
        6,
      ]);
      for (const [i, row] of rows.entries()) same(row, told[i], features[i]);
    },
  );
  await fc.assert(property, { numRuns: 60 });
  if (!noSharedData) expect(await faultsOfXsd("quakeml", documents)).toEqual([]);
});

function same(row: readonly string[], xml: unknown, feature: Feature): void {
  const [id = "", time = "", lat = "", lon = "", depth = "", author, catalog, contributor, own = "", ...rest] = row;
  const [type = "", magnitude = "", , place = "", eventType = ""] = rest;
  expect(row).toHaveLength(14);
  const { properties, geometry } = feature;
  const [east, north, km] = geometry.coordinates;
  expect([bare(feature.id), bare(properties.code), properties.time, properties.type, bare(properties.place)]).toEqual([
    ...[bare(id), bare(own), Date.parse(`${time}Z`), eventType, bare(place)],
  ]);
  expect([east, north, km ?? null]).toEqual([near(Number(lon), 4), near(Number(lat), 4), near(num(depth), 3)]);
  expect([properties.mag, bare(properties.magType ?? "")]).toEqual([near(num(magnitude), 2), bare(type)]);
  expect(new Set([author, catalog, contributor])).toEqual(new Set([author]));

  const origin = entryOf(xml, "origin");
  const value = (element: unknown, name: string) => textOf(entryOf(element, name), "value");
  const idOf = publicIdsOf("tocsin");
  const { net, code } = properties;
  expect([idOf("event", code), idOf("past", net, code)]).toContain(textOf(xml, "@publicID"));
  expect([value(origin, "time"), textOf(xml, "type")]).toEqual([`${time}Z`, eventType]);
  expect(Number(value(origin, "latitude"))).toBeCloseTo(Number(lat), 4);
  expect(Number(value(origin, "longitude"))).toBeCloseTo(Number(lon), 4);
  expect(num(value(origin, "depth"))).toEqual(near(depth === "" ? null : Number(depth) * 1000, 0));
  expect(num(value(entryOf(xml, "magnitude"), "mag"))).toEqual(near(num(magnitude), 2));
  expect(bare(textOf(entryOf(xml, "magnitude"), "type"))).toBe(
    bare(type)
      .slice(0, 32)
      .slice(0, bare(type.slice(0, 32)).length),
  );
  expect(bare(textOf(entryOf(xml, "description"), "text"))).toBe(bare(place));
}

interface Feature {
  readonly id: string;
  readonly geometry: { readonly coordinates: readonly number[] };
  readonly properties: {
    readonly code: string;
    readonly net: string;
    readonly time: number;
    readonly type: string;
    readonly place: string;
    readonly mag: number | null;
    readonly magType: string | null;
  };
}
