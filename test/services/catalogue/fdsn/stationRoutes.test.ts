// fdsnws-station over HTTP: which stations and channels are selected, what is refused, and that XML and text tell the same.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stationParameters } from "../../../../services/catalogue/fdsn/stationParameters.ts";
import { stationService } from "../../../../services/catalogue/fdsn/stationRoutes.ts";
import { MODES } from "../../../../shared/contracts/mode.ts";
import type { Station } from "../../../../shared/contracts/station.ts";
import { claimsOfStationXml } from "../../../../shared/contracts/stationXml.ts";
import { noSharedData, sharedPath } from "../../../sharedData.ts";
import { faultsOfXsd } from "../../../xsd.ts";
import { silentLog } from "../context.ts";
import { clock, readWadl, type Site, siteOf } from "./site.ts";

const PATH = "/fdsnws/station/1";
const axis = (code: string, component: "Z" | "N" | "E") =>
  ({ code, component, unit: "m/s2", sensitivity: 1e6 }) as const;
const roof: Station = {
  ...{ mode: "live", run: "", stationId: "XX_ROOF", latitudeDeg: 17.6, longitudeDeg: -101.5, elevationM: 12 },
  ...{ sampleRateHz: 100, channels: [axis("HNZ", "Z"), axis("HNN", "N"), axis("HNE", "E")] },
  ...{ name: "Roof | east", vs30Mps: 760, updatedMs: Date.UTC(2026, 0, 1) },
};
const { name: _, vs30Mps: __, ...bare } = roof;
const BASE: readonly Station[] = [
  roof,
  { ...bare, stationId: "XX_CELLAR", latitudeDeg: 40, longitudeDeg: 179, updatedMs: Date.UTC(2026, 0, 2) },
  {
    ...{ ...bare, stationId: "OE_A8032A4DD5F0", longitudeDeg: -179, sampleRateHz: 31.25 },
    channels: [axis("x", "Z"), axis("y", "N"), { ...axis("EHZ", "Z"), unit: "m/s" }],
  },
  { ...roof, stationId: "XX_DRILL", mode: "drill", run: "monday" },
];
const { createdMs: ___, ...BEFORE } = { ...bare, stationId: "XX_OLD", createdMs: 0 };
const LASTING: readonly Station[] = [
  BEFORE,
  { ...bare, stationId: "XX_NOW", createdMs: Date.UTC(2026, 0, 10), channels: [axis("HNZ", "Z")] },
  {
    ...{ ...bare, stationId: "XX_GONE", createdMs: Date.UTC(2026, 0, 5), removedMs: Date.UTC(2026, 0, 20) },
    ...{ owner: "UNAM", channels: [{ ...axis("HN1", "N"), azimuthDeg: 359.5, dipDeg: -1 }] },
  },
];

let all: readonly Station[] = BASE;
let site: Site;
beforeAll(async () => {
  const stations = { all: () => all };
  site = await siteOf(stationService({ stations, clock, log: silentLog(), agency: "tocsin" }));
});
afterAll(() => site.close());
const ask = (query: string) => site.get(`${PATH}/query?${query}`);
const post = async (body: string) => {
  const answer = await fetch(`${site.url}${PATH}/query`, { method: "POST", body });
  return { status: answer.status, text: await answer.text() };
};
/** "ROOF.HNZ,HNN CELLAR.HNZ" */
function channelsIn(text: string): string {
  const rows = text
    .split("\n")
    .slice(1, -1)
    .map((line) => line.split("|"));
  const of = Map.groupBy(rows, ([, station = ""]) => station);
  return [...of].map(([station, channels]) => `${station}.${channels.map((row) => row[3]).join(",")}`).join(" ");
}

const OE = "A8032A4DD5F0.BNZ,BNN,EHZ";
const ALL = `${OE} CELLAR.HNZ,HNN,HNE ROOF.HNZ,HNN,HNE`;
const SELECTED: readonly (readonly [string, string])[] = [
  ["", ALL],
  ["network=OE", OE],
  ["net=XX,YY&sta=ROOF", "ROOF.HNZ,HNN,HNE"],
  ["network=?E", OE],
  ["network=X", ""],
  ["network=xx", ""],
  ["station=*L*&cha=HNE", "CELLAR.HNE"],
  ["station=R?O*,NOBODY", "ROOF.HNZ,HNN,HNE"],
  ["station=DRILL", ""],
  ["channel=?NZ,EH?", "A8032A4DD5F0.BNZ,EHZ CELLAR.HNZ ROOF.HNZ"],
  ["channel=x", ""],
  ["location=--", ALL],
  ["loc=", ALL],
  ["loc=%20%20", ALL],
  ["loc=??", ALL],
  ["loc=*", ALL],
  ["loc=00", ""],
  ["loc=00,--&net=OE", OE],
  ["minlatitude=40", "CELLAR.HNZ,HNN,HNE"],
  ["maxlat=17.6&maxlon=-101.5&minlongitude=-102", "ROOF.HNZ,HNN,HNE"],
  ["minlon=179&maxlon=-179", `${OE} CELLAR.HNZ,HNN,HNE`],
  ["latitude=17&longitude=-101&maxradius=1", "ROOF.HNZ,HNN,HNE"],
  ["lat=17.6&lon=-101.5&minradius=0.1&channel=*Z", "A8032A4DD5F0.BNZ,EHZ CELLAR.HNZ"],
  ["starttime=1900-01-01&endtime=1900-01-02", ALL],
  ["startbefore=1900-01-01&endafter=2100-01-01", ALL],
  ["startafter=1900-01-01", ""],
  ["endbefore=2100-01-01", ""],
  ["updatedafter=2026-01-01", "CELLAR.HNZ,HNN,HNE"],
  ["includerestricted=FALSE", ALL],
];

test.each(SELECTED)("?%s selects %s", async (query, channels) => {
  expect(channelsIn((await ask(`level=channel&format=text&${query}`)).text)).toBe(channels);
});

test.each([
  ["level=response", 'level: got "response", want station, network, channel'],
  ["level=response&format=text", 'level: got "response"'],
  ["network=A/B", 'network: got "A/B", want codes of letters, digits and -'],
  ["station=", 'station: got ""'],
  ["cha=HNZ,", "cha: got"],
  ["loc=toolongforit", "loc: got"],
  [`sta=${Array.from({ length: 51 }, () => "*A").join(",")}`, "(in at most 50 of them)"],
  ["starttime=2020-01-02&endtime=2020-01-01", "starttime: got more than endtime"],
  ["startbefore=0", "startbefore: got"],
  ["minlatitude=1e1", "without exponent"],
  ["includerestricted=0", "want TRUE or FALSE"],
  ["includeavailability=TRUE", "includeavailability: no such parameter; there are: starttime, "],
  ["format=geojson", "want xml, text"],
  ["net=XX&network=XX", "network: given twice"],
])("?%s is refused", async (query, message) => {
  const { status, text } = await ask(query);
  expect([status, text.split("\n\n")[1]]).toEqual([400, expect.stringContaining(message)]);
});

test("lines of a POST select each for itself, together with the parameters above them", async () => {
  const body = "level=channel\r\nformat=text\nXX ROOF -- HN? 2012-01-01T00:00:00 2012-01-02\n\nOE * * EHZ * *\n";
  expect(channelsIn((await post(body)).text)).toBe("A8032A4DD5F0.EHZ ROOF.HNZ,HNN,HNE");
  expect(channelsIn((await post(`network=OE\n${body}`)).text)).toBe("A8032A4DD5F0.EHZ");
  expect((await post("XX NOBODY * * * *")).status).toBe(204);
});

test.each([
  ["XX ROOF HNZ", 400, 'line 1: got "XX ROOF HNZ", want NET STA LOC CHA START END'],
  ["format=text\nXX ROOF -- HNZ now *", 400, 'line 2: starttime: got "now"'],
  ["XX ROOF -- H/Z * *", 400, 'line 1: channel: got "H/Z"'],
  ["colour=red", 400, "colour: no such parameter"],
  ["XX * * * * *\n".repeat(51), 413, "want at most 50 lines that name more than one station"],
  ["#".repeat(5_000_000), 413, "want at most 1000000 bytes"],
])("a POST of %.30j is refused", async (body, status, message) => {
  expect(await post(body)).toEqual({ status, text: expect.stringContaining(message) });
});

describe("stations that were registered and removed", () => {
  beforeAll(() => {
    all = LASTING;
  });
  afterAll(() => {
    all = BASE;
  });
  const selected = (text: string) => [...text.matchAll(/^XX\|(\w+)\|/gm)].map(([, code]) => code).join(" ");

  test.each([
    ["", "GONE NOW OLD"],
    ["starttime=2026-01-21", "NOW OLD"],
    ["starttime=2026-01-20", "GONE NOW OLD"],
    ["endtime=2026-01-04", "OLD"],
    ["endtime=2026-01-05", "GONE OLD"],
    ["starttime=2026-01-06&endtime=2026-01-07", "GONE OLD"],
    ["startbefore=2026-01-10", "GONE OLD"],
    ["startafter=2026-01-05", "NOW"],
    ["startafter=2026-01-01", "GONE NOW"],
    ["endbefore=2026-01-21", "GONE"],
    ["endbefore=2026-01-20", ""],
    ["endafter=2026-01-20", "NOW OLD"],
    ["endafter=2026-01-19", "GONE NOW OLD"],
  ])("?%s selects %s", async (query, codes) => {
    expect(selected((await ask(`format=text&${query}`)).text)).toBe(codes);
  });

  test("lines of a POST have times of their own", async () => {
    const body = "format=text\nXX GONE * * 2026-01-21 *\nXX NOW * * * 2026-01-09\nXX OLD * * 2000-01-01 2000-01-02\n";
    expect(selected((await post(body)).text)).toBe("OLD");
    expect(selected((await post("format=text\nXX * * * 2026-01-11 2026-01-12\n")).text)).toBe("GONE NOW OLD");
  });

  test("times, owner and orientation are told in both formats", async () => {
    const rows = (await ask("format=text&level=channel&sta=GONE,OLD&cha=HN1,HNE")).text.split("\n");
    expect(rows.slice(1, 3)).toEqual([
      "XX|GONE||HN1|17.6|-101.5|12|0|359.5|-1|Accelerometer|1000000|1|m/s**2|100|2026-01-05T00:00:00.000|2026-01-20T00:00:00.000",
      "XX|OLD||HNE|17.6|-101.5|12|0|90|0|Accelerometer|1000000|1|m/s**2|100||",
    ]);
    const [gone] = claimsOfStationXml((await ask("level=channel&sta=GONE")).text);
    expect(gone).toMatchObject({
      ...{ owner: "UNAM", startMs: Date.UTC(2026, 0, 5), endMs: Date.UTC(2026, 0, 20) },
      channels: [{ azimuthDeg: 359.5, dipDeg: -1, endMs: Date.UTC(2026, 0, 20) }],
    });
  });
});

test("a row of text has the columns of its level, a name no bars", async () => {
  const rows = async (query: string) => (await ask(`format=text&net=XX&sta=ROOF&cha=HNZ&${query}`)).text;
  expect(await rows("level=network")).toBe("#Network|Description|StartTime|EndTime|TotalStations\nXX||||2\n");
  expect(await rows("")).toBe(
    "#Network|Station|Latitude|Longitude|Elevation|SiteName|StartTime|EndTime\nXX|ROOF|17.6|-101.5|12|Roof   east||\n",
  );
  expect((await rows("level=channel")).split("\n")[1]).toBe(
    "XX|ROOF||HNZ|17.6|-101.5|12|0|0|-90|Accelerometer|1000000|1|m/s**2|100||",
  );
});

test("nothing selected is 204, or 404 where that is asked for", async () => {
  expect(await ask("net=ZZ")).toEqual({ status: 204, type: null, text: "" });
  expect(await ask("net=ZZ&nodata=404")).toMatchObject({
    ...{ status: 404, type: "text/plain; charset=utf-8" },
    text: expect.stringMatching(/^Error 404: Not found\n\nno station matches the selection\n.*\n1\.1\.0\n$/s),
  });
});

test("more than 10000 stations are refused with the limit that the WADL names, but networks are counted", async () => {
  all = Array.from({ length: 10_001 }, (_, i) => ({ ...bare, stationId: `XX_${i}` }));
  const { status, text } = await ask("level=station");
  const limit = text.split("\n\n")[1]?.split(" Ask")[0] ?? "";
  expect([status, limit]).toEqual([413, expect.stringContaining("at most 10000 stations")]);
  expect((await site.get(`${PATH}/application.wadl`)).text).toContain(limit);
  expect((await ask("level=network&format=text")).text).toContain("\nXX||||10001\n");
  all = BASE;
});

test("the WADL lists what is accepted by its long name, and nothing else", async () => {
  const { methods, parameters } = readWadl((await site.get(`${PATH}/application.wadl`)).text);
  expect(methods).toEqual(["query", "version", "application.wadl"]);
  const valid: Readonly<Record<string, string>> = { "xs:dateTime": "2020-01-01", "xs:double": "1", "xs:string": "X" };
  for (const { name, type, options } of parameters) {
    const { status } = await ask(`${name}=${options[0] ?? valid[type] ?? "true"}`);
    expect([name, [200, 204].includes(status)]).toEqual([name, true]);
  }
  const refused = (await ask("x=1")).text.split("there are: ")[1]?.split("\n")[0]?.split(", ");
  expect(parameters.map(({ name }) => name)).toEqual(refused);
  expect((await site.get(`${PATH}/version`)).text).toBe("1.1.0");
});

test.skipIf(noSharedData)("every required parameter of the specification is taken under both names", () => {
  const specification = readFileSync(sharedPath("schemas/fdsn/fdsnws-station-1.1.txt"), "utf8");
  const row = /^ {1,8}([a-z]{4,20}) +(?:([a-z]{3,7}) +)?required /gm;
  const rows = [...specification.matchAll(row)].map(([, name = "", alias]) => [name, alias]);
  expect(rows).toHaveLength(11);
  const ours = Object.entries(stationParameters).map(([name, { alias }]) => [name, alias]);
  expect(ours).toEqual(expect.arrayContaining(rows));
});

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyStation: fc.Arbitrary<Station> = fc.record({
  mode: fc.constantFrom(...MODES),
  run: fc.constant(""),
  stationId: fc.stringMatching(/^(XX|AM)_[A-Z0-9-]{1,16}$/),
  latitudeDeg: number(-90, 90),
  longitudeDeg: number(-180, 180),
  elevationM: number(-400, 8000),
  sampleRateHz: number(1, 1000),
  channels: fc.uniqueArray(
    fc.record({
      code: fc.constantFrom("HNZ", "x", "EH1", "a<b"),
      component: fc.constantFrom("Z", "N", "E"),
      unit: fc.constantFrom("m/s2", "m/s"),
      sensitivity: number(0.001, 1e10),
      azimuthDeg: number(0, 359.99),
      dipDeg: number(-90, 90),
    }),
    { minLength: 1, maxLength: 3, selector: ({ code }) => code },
  ),
  vs30Mps: fc.integer({ min: 50, max: 3000 }),
  name: fc.string({ maxLength: 40, unit: "grapheme" }),
  owner: fc.string({ maxLength: 40, unit: "grapheme" }),
  createdMs: fc.integer({ min: 0, max: 2e12 }),
  removedMs: fc.integer({ min: 2e12, max: 4e12 }),
  updatedMs: fc.integer({ min: 0, max: 4e12 }),
});

test("StationXML is valid and tells what the text tells, and what was registered", { timeout: 60_000 }, async () => {
  const documents: string[] = [];
  const property = fc.asyncProperty(
    fc.uniqueArray(anyStation, { selector: (s) => s.stationId, maxLength: 6 }),
    async (given) => {
      all = given;
      const live = given.filter(({ mode }) => mode === "live");
      for (const level of ["network", "station", "channel"]) {
        const [xml, text] = [await ask(`level=${level}`), await ask(`level=${level}&format=text`)];
        expect([xml.status, text.status]).toEqual(live.length > 0 ? [200, 200] : [204, 204]);
        if (live.length === 0) continue;
        documents.push(xml.text);
        const rows = text.text
          .split("\n")
          .slice(1, -1)
          .map((line) => line.split("|"));
        const claims = claimsOfStationXml(xml.text);
        if (level === "network") expect(rows.map(([code]) => code)).toEqual(codesIn(xml.text, "Network"));
        else
          expect(claims.map(({ station }) => station).sort()).toEqual(
            live.map((s) => s.stationId.split("_")[1]).sort(),
          );
        if (level === "station") expect(rows.map(([, code]) => code)).toEqual(codesIn(xml.text, "Station"));
        if (level !== "channel") continue;
        expect(rows.map((row) => row[3])).toEqual(codesIn(xml.text, "Channel"));
        for (const claim of claims) {
          const station = live.find(({ stationId }) => stationId === `${claim.network}_${claim.station}`);
          expect([Number(claim.latitude), Number(claim.elevation), Number(claim.vs30)]).toEqual([
            ...[station?.latitudeDeg, station?.elevationM, station?.vs30Mps],
          ]);
          expect([claim.startMs, claim.endMs]).toEqual([station?.createdMs, station?.removedMs]);
          expect(claim.channels.map(({ azimuthDeg, dipDeg }) => [azimuthDeg, dipDeg])).toEqual(
            station?.channels.map(({ azimuthDeg, dipDeg }) => [azimuthDeg, dipDeg]),
          );
          expect(claim.channels.map(({ sensitivity }) => Number(sensitivity))).toEqual(
            station?.channels.map(({ sensitivity }) => sensitivity),
          );
        }
      }
    },
  );
  await fc.assert(property, { numRuns: 25 });
  all = BASE;
  if (!noSharedData) expect(await faultsOfXsd("stationxml", documents)).toEqual([]);
});

function codesIn(xml: string, element: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${element} code="([^"]+)"`, "g"))].map(([, code]) => code ?? "");
}
