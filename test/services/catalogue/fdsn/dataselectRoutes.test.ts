// fdsnws-dataselect over HTTP: which records are answered, what is refused, and that the WADL tells what is taken.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataselectParameters } from "../../../../services/catalogue/fdsn/dataselectParameters.ts";
import { dataselectService } from "../../../../services/catalogue/fdsn/dataselectRoutes.ts";
import { addWaveforms } from "../../../../services/catalogue/waveforms/repository.ts";
import { connectDatabase } from "../../../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../../../shared/runtime/database.ts";
import { decodeMiniSeed2 } from "../../../../shared/seismo/miniseed2.ts";
import { decodeMiniSeed3 } from "../../../../shared/seismo/miniseed3.ts";
import { silentLog } from "../context.ts";
import { keptRow } from "../waveforms/keptRows.ts";
import { clock, readWadl, type Site, siteOf } from "./site.ts";

const PATH = "/fdsnws/dataselect/1";
const DAY = "start=2026-01-01&end=2026-01-02";
const LONG = "OE_A8032A4DD5F0";
const drill = { mode: "drill", run: "monday" } as const;
let database: Database;
let site: Site;

beforeAll(async () => {
  database = await connectDatabase("sqlite::memory:", { log: silentLog() });
  const rows = [
    keptRow({ fromS: 0, toS: 150 }),
    keptRow({ fromS: 150, toS: 200 }),
    keptRow({ fromS: 300, toS: 400 }),
    keptRow({ channel: "HNN", fromS: 0, toS: 150, isBroken: true }),
    keptRow({ stationId: LONG, channel: "BNZ", fromS: 100, toS: 250, isBroken: true }),
    keptRow({ world: drill, fromS: 0, toS: 20 }),
    keptRow({ world: { ...drill, run: "tuesday" }, stationId: "XX_BBB", fromS: 0, toS: 20 }),
  ];
  await addWaveforms(database, rows, 5);
  // A second time changes nothing.
  await addWaveforms(database, rows, 6);
  site = await siteOf(dataselectService({ database: async () => database, clock, log: silentLog() }));
});
afterAll(async () => {
  await site.close();
  await database.close();
});

async function records(query: string, init: RequestInit = {}) {
  const answer = await fetch(`${site.url}${PATH}/query${query === "" ? "" : `?${query}`}`, init);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const [two, three] = [decodeMiniSeed2(bytes), decodeMiniSeed3(bytes)];
  const told = [
    ...two.records.map((one) => ({ ...one, name: `${one.network}_${one.station}.${one.channel}`, extraHeaders: "" })),
    ...three.records.map((one) => ({ ...one, name: one.sourceId })),
  ];
  return { status: answer.status, type: answer.headers.get("content-type"), bytes, told };
}
/** "XX_AAA.HNZ 0-149": channels, and the first and last second of what they hold. */
async function spans(query: string, init: RequestInit = {}): Promise<string> {
  const of = Map.groupBy((await records(query, init)).told, ({ name }) => name);
  return [...of].map(([name, all]) => `${name} ${all[0]?.samples[0]}-${all.at(-1)?.samples.at(-1)}`).join(" ");
}

const ID = "FDSN:OE_A8032A4DD5F0__B_N_Z";
const SELECTED: readonly (readonly [string, string])[] = [
  [DAY, `XX_AAA.HNN 0.25-149.25 XX_AAA.HNZ 0-399 ${ID} 100.25-249.25`],
  [`${DAY}&net=XX&cha=HNZ`, "XX_AAA.HNZ 0-399"],
  [`${DAY}&network=O?&station=A8*`, `${ID} 100.25-249.25`],
  [`${DAY}&cha=HNN,BNZ`, `XX_AAA.HNN 0.25-149.25 ${ID} 100.25-249.25`],
  [`${DAY}&loc=--&sta=AAA&cha=?NN`, "XX_AAA.HNN 0.25-149.25"],
  [`${DAY}&loc=00`, ""],
  [`${DAY}&sta=BBB`, ""],
  ["start=2026-01-01T00:05:00&end=2026-01-01T01:00:00&cha=HNZ", "XX_AAA.HNZ 300-399"],
  ["start=2026-01-01T00:03:20&end=2026-01-01T00:05:00&sta=AAA", ""],
  [`${DAY}&cha=HNZ&minimumlength=150`, "XX_AAA.HNZ 0-199"],
  [`${DAY}&cha=HNZ&minimumlength=250`, ""],
  [`${DAY}&cha=HNZ&longestonly=TRUE`, "XX_AAA.HNZ 0-199"],
  ["start=2026-01-01T00:02:30&end=2026-01-02&sta=AAA&longestonly=TRUE", "XX_AAA.HNZ 300-399"],
  [`${DAY}&cha=HNZ&quality=D`, "XX_AAA.HNZ 0-399"],
  [`${DAY}&quality=M`, ""],
  [`${DAY}&mode=drill`, "XX_AAA.HNZ 0-19 XX_BBB.HNZ 0-19"],
  [`${DAY}&mode=drill&run=tuesday&quality=M`, "XX_BBB.HNZ 0-19"],
  [`${DAY}&mode=replay`, ""],
];

test.each(SELECTED)("?%s selects %s", async (query, wanted) => {
  expect(await spans(query)).toBe(wanted);
});

test("records that overlap the span come whole, others not at all", async () => {
  const { told } = await records("start=2026-01-01T00:01:00&end=2026-01-01T00:01:01&cha=HNN");
  expect(told).toHaveLength(1);
  expect(told[0]?.samples).toHaveLength(96);
  const seconds = [...(told[0]?.samples ?? [])];
  expect(seconds.filter((second) => second === 60.25)).toHaveLength(10);
});

test("miniseed3 tells the same samples as miniseed, of an exercise with its word", async () => {
  for (const query of [`${DAY}&sta=AAA`, `${DAY}&mode=drill&run=monday`]) {
    const [two, three] = [await records(query), await records(`${query}&format=miniseed3`)];
    expect(two.type).toBe("application/vnd.fdsn.mseed");
    expect(three.type).toBe("application/vnd.fdsn.mseed3");
    const samples = (of: typeof two) => of.told.map((one) => [one.startMs, one.sampleRateHz, [...one.samples]]);
    expect(samples(three)).toEqual(samples(two));
    expect(new Set(two.told.map(({ name }) => name.length))).toEqual(new Set([10]));
    const words = three.told.map(({ extraHeaders }) => extraHeaders);
    if (query.includes("drill"))
      expect(words.every((word) => word.includes('"Mode":"drill","Run":"monday"'))).toBe(true);
    else expect(words.every((word) => word === "")).toBe(true);
    // The seventh byte of a miniSEED 2 record.
    expect(String.fromCharCode(two.bytes[6] ?? 0)).toBe(query.includes("drill") ? "M" : "D");
  }
});

test("lines of a POST select each for itself", async () => {
  const post = (body: string) => spans("", { method: "POST", body });
  const one = "XX AAA -- HNZ 2026-01-01T00:05:00 2026-01-02T00:00:00\n";
  expect(await post(one)).toBe("XX_AAA.HNZ 300-399");
  expect(await post(`quality=B\n${one}OE * * * 2026-01-01 2026-01-02`)).toBe(`XX_AAA.HNZ 300-399 ${ID} 100.25-249.25`);
  expect((await records("", { method: "POST", body: "XX NOBODY * * 2026-01-01 2026-01-02" })).status).toBe(204);
});

test.each([
  ["", "starttime: got nothing, want a UTC time"],
  ["start=2026-01-01", "endtime: got nothing, want a UTC time"],
  ["start=2026-01-02&end=2026-01-01", "starttime: got more than endtime"],
  ["start=yesterday&end=2026-01-01", 'start: got "yesterday"'],
  ["start=2026-02-30&end=2026-03-01", 'start: got "2026-02-30"'],
  [`${DAY}&quality=X`, "want B, D, R, Q, M"],
  [`${DAY}&minimumlength=1e3`, "without exponent"],
  [`${DAY}&minimumlength=-1`, "seconds from 0"],
  [`${DAY}&longestonly=1`, "want TRUE or FALSE"],
  [`${DAY}&format=sac`, "want miniseed, miniseed3"],
  [`${DAY}&net=XX&network=XX`, "network: given twice"],
  [`${DAY}&net='%20or%201=1`, "want codes of letters"],
  [`${DAY}&latitude=1`, "latitude: no such parameter; there are: starttime, "],
])("?%s is refused", async (query, message) => {
  const { status, text } = await site.get(`${PATH}/query?${query}`);
  expect([status, text.split("\n\n")[1]]).toEqual([400, expect.stringContaining(message)]);
});

test("whatever is asked, the answer is records, nothing, or a refusal that says why", async () => {
  const names = Object.entries(dataselectParameters).flatMap(([name, { alias }]) => [name, alias ?? name]);
  const word = fc.oneof(
    fc.constantFrom("2026-01-01", "2026-01-02", "*", "XX", "--", "TRUE", "B", "drill", "1"),
    fc.string(),
  );
  const queries = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string()), word), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(queries, async (given) => {
      const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, value.toWellFormed()]));
      for (const asked of [
        fetch(`${site.url}${PATH}/query?${query}`),
        fetch(`${site.url}${PATH}/query`, { method: "POST", body: given.map((pair) => pair.join("=")).join("\n") }),
      ]) {
        const answer = await asked;
        expect([200, 204, 400, 404, 413, 414]).toContain(answer.status);
        if (answer.status >= 400) expect(await answer.text()).toMatch(/^Error 4\d\d: .+\n\n.+\n\nUsage details/);
        else await answer.arrayBuffer();
      }
    }),
    { numRuns: 80 },
  );
});

test.each([
  ["", 400, "want at least one line"],
  ["XX AAA HNZ", 400, 'line 1: got "XX AAA HNZ", want NET STA LOC CHA START END'],
  ["quality=D\nXX AAA -- HNZ * *", 400, 'line 2: starttime: got "*"'],
  ["net=XX\nXX AAA -- HNZ 2026-01-01 2026-01-02", 400, "net: want it in lines"],
  ["XX * * * 2026-01-01 2026-01-02\n".repeat(51), 413, "want at most 50 lines"],
])("a POST of %.30j is refused", async (body, status, message) => {
  const answer = await fetch(`${site.url}${PATH}/query`, { method: "POST", body });
  expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(message)]);
});

test("nothing selected is 204, or 404 where that is asked for, with the text of the specification", async () => {
  expect(await site.get(`${PATH}/query?${DAY}&net=ZZ`)).toEqual({ status: 204, type: null, text: "" });
  expect(await site.get(`${PATH}/query?${DAY}&net=ZZ&nodata=404`)).toMatchObject({
    ...{ status: 404, type: "text/plain; charset=utf-8" },
    text: expect.stringMatching(/^Error 404: Not found\n\nno waveform matches the selection\n.*\n1\.1\.0\n$/s),
  });
});

test("more than 256 MB are refused with the limit that the WADL names", async () => {
  const row = {
    ...keptRow({ world: { mode: "replay", run: "big" }, fromS: 0, toS: 1 }),
    byte_count: 300 * 1024 * 1024,
  };
  await addWaveforms(database, [row], 5);
  const { status, text } = await site.get(`${PATH}/query?${DAY}&mode=replay`);
  const limit = text.split("\n\n")[1]?.split(" Ask")[0] ?? "";
  expect([status, limit]).toEqual([413, expect.stringContaining("at most 256 MB")]);
  expect((await site.get(`${PATH}/application.wadl`)).text).toContain(limit);
  await database.query.deleteFrom("waveform").where("mode", "=", "replay").execute();
});

test("the WADL lists what is accepted by its long name, and nothing else", async () => {
  const { methods, parameters } = readWadl((await site.get(`${PATH}/application.wadl`)).text);
  expect(methods).toEqual(["query", "version", "application.wadl"]);
  const valid: Readonly<Record<string, string>> = { "xs:dateTime": "2026-01-01", "xs:double": "1", "xs:string": "X" };
  for (const { name, type, options } of parameters) {
    const others = name.endsWith("time") ? DAY.replace(name === "starttime" ? /start=[^&]+&/ : /&end=.*/, "") : DAY;
    const { status } = await site.get(`${PATH}/query?${others}&${name}=${options[0] ?? valid[type] ?? "true"}`);
    expect([name, [200, 204].includes(status)]).toEqual([name, true]);
  }
  const refused = (await site.get(`${PATH}/query?x=1`)).text.split("there are: ")[1]?.split("\n")[0]?.split(", ");
  expect(parameters.map(({ name }) => name)).toEqual(refused);
  expect((await site.get(`${PATH}/version`)).text).toBe("1.1.0");
});
