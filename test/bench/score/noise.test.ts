// What a data folder holds, and noise in all the forms its files come in.
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { layoutOf } from "../../../bench/score/layout.ts";
import { readNoise } from "../../../bench/score/noise.ts";
import { encodeMiniSeed2 } from "../../../shared/seismo/miniseed2Encode.ts";
import { folderOf, ORIGIN_MS } from "./made.ts";

const all = () => true;
const namesOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

test("files among the folders, hidden ones and texts are passed over, links are followed", () => {
  const data = folderOf({
    "events/note.md": "",
    "events/a/stations.json": "[]",
    "events/.b/stations.json": "[]",
    "noise/README.md": "",
    "noise/x.csv": "",
    "picks/s/picks.csv": "",
  });
  symlinkSync(join(data, "events/a"), join(data, "events/link"));
  mkdirSync(join(data, "events/empty"));
  const { events, noise, sets, failed } = layoutOf(data, all);
  expect([namesOf(events), namesOf(noise), namesOf(sets)]).toEqual([["a", "empty", "link"], ["x.csv"], ["s"]]);
  expect(failed).toEqual([]);
  expect(namesOf(layoutOf(data, (id) => id === "a").events)).toEqual(["a"]);
});

test("a folder of events or of pick sets, or one of them, stands for itself", () => {
  const data = folderOf({ "a/stations.json": "[]", "s/picks.csv.gz": "", "other/x": "" });
  expect(layoutOf(data, all)).toMatchObject({ events: [{ id: "a" }], sets: [{ id: "s" }], noise: [] });
  expect(layoutOf(join(data, "a"), all)).toMatchObject({ events: [{ id: "a", path: join(data, "a") }], sets: [] });
  expect(layoutOf(join(data, "other"), all)).toEqual({ events: [], noise: [], sets: [], failed: [] });
});

test("of the index of quiet windows what is whole and here is used, the rest is told", () => {
  const window = { event: "a", device: "020", from_cloud_t: 1, to_cloud_t: "2" };
  const windows = [
    window,
    { ...window, event: "gone" },
    { ...window, to_cloud_t: null },
    null,
    { ...window, device: 21 },
  ];
  const text = JSON.stringify({ windows }).replace("null", "NaN");
  const { noise, failed } = layoutOf(
    folderOf({ "events/a/stations.json": "[]", "noise/openeew_noise_index.json": text }),
    all,
  );
  const own = { event: "a", fromMs: 1000, toMs: 2000 };
  expect(noise).toMatchObject([
    {
      id: "windows:a",
      windows: [
        { ...own, device: "020" },
        { ...own, device: "21" },
      ],
    },
  ]);
  expect(failed).toEqual([
    { id: "openeew_noise_index.json", reason: "2 of 5 windows without event, device and times" },
    { id: "noise index", reason: "not in events/: gone" },
  ]);
  const reasonFor = (index: string) => layoutOf(folderOf({ "noise/index.json": index }), all).failed[0]?.reason;
  expect([reasonFor("{}"), reasonFor("{")]).toEqual(["no windows in it", expect.stringContaining("JSON")]);
});

const axes = { x: [0, 1, Number.NaN, "3"], y: [0, 0, 0, 0], z: [9, 9, 9, 9] };
const file = (name: string, content: string) => ({ id: name, path: join(folderOf({ [name]: content }), name) });

test.each(["a.jsonl.gz", "a.jsonl", "a.json"])("records in %s: lines that cannot be used are told", (name) => {
  const lines = [
    JSON.stringify({ ...axes, sample_rate_hz: "4" }),
    "{ not JSON",
    JSON.stringify({ ...axes, id: "b", sample_rate_hz: null, sample_rate_note: "the author says 2 Hz" }),
    JSON.stringify({ ...axes, id: "c", sample_rate_hz: null }),
    JSON.stringify({ id: "d", sample_rate_hz: 4 }),
  ];
  const { metas, stationHours, skipped } = readNoise(file(name, lines.join("\n")));
  expect(metas.map(({ sampleRateHz }) => sampleRateHz)).toEqual([4, 2]);
  expect(stationHours).toBeCloseTo(3 / 3600, 9);
  expect(skipped).toEqual([
    "line 2: not JSON",
    "c: sample_rate_hz: got nothing, want 1 to 1000",
    "d: no samples in x, y, z",
  ]);
});

test("one JSON text over many lines is a record, or a list of them", () => {
  const text = JSON.stringify(
    [
      { ...axes, sample_rate_hz: 4 },
      { ...axes, sample_rate_hz: 4 },
    ],
    undefined,
    1,
  );
  expect(readNoise(file("a.json", text)).metas.length).toBe(2);
});

test("an alert upload is played back as it was sent", () => {
  const line = (device_id: string, cloud_t: number | null) =>
    JSON.stringify({ device_id, cloud_t, traces: [{ t: 1, sr: 125, x: [0], y: [0], z: [0] }] });
  const { metas, packets, skipped } = readNoise(
    file("a.jsonl.gz", [line("d", 100), line("d", null), line("e", 101), line("d", 102)].join("\n")),
  );
  expect(metas.length).toBe(2);
  expect(packets.map(({ stationId, receivedMs }) => [stationId, receivedMs])).toEqual([
    ["XX_N0", 100_000],
    ["XX_N1", 101_000],
    ["XX_N0", 102_000],
  ]);
  expect(skipped).toEqual(["1 lines without cloud_t"]);
});

const waveform = { network: "XX", location: "", startMs: ORIGIN_MS, sampleRateHz: 50, samples: new Int32Array(500) };
const record = (station: string) => encodeMiniSeed2({ ...waveform, station, channel: "EHZ" });

test("a folder of miniSEED has its places in stations.txt, or made-up ones without it", () => {
  const records = { "r_SK1_Z.m": record("A"), "r_SK2_Z.m": record("B"), "x.event": "not a record" };
  const stations = "Latitude,Longitude,Elevation,Name\n64.3,-17.2,x,SK1\nbad,,,SK2\n";
  const of = (files: Record<string, string | Uint8Array>) => readNoise({ id: "n", path: folderOf(files) });
  expect(of({ ...records, "stations.txt": stations }).metas).toMatchObject([
    { stationId: "XX_SK1", latitudeDeg: 64.3, elevationM: 0 },
    { stationId: "XX_B" },
  ]);
  expect(of(records).metas.map(({ stationId }) => stationId)).toEqual(["XX_A", "XX_B"]);
  expect(of(records).stationHours).toBeCloseTo(20 / 3600, 9);
});

test.each([
  ["of another form", "a.csv", "t,x\n0,1\n", "of no known form"],
  ["with nothing in it", "a.jsonl", "", "no record in it can be used"],
  [
    "with nothing of use",
    "a.jsonl.gz",
    "{}\nrubbish\n",
    "no record in it can be used; line 2: not JSON; record 1: sample_rate_hz",
  ],
])("a file %s says so", (_, name, content, reason) => {
  expect(() => readNoise(file(name, content))).toThrow(reason);
});
