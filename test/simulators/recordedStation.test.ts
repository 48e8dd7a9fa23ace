// The forms in which recordings describe their stations, made up here and as they lie in the reference data.
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { stationSchema } from "../../shared/contracts/station.ts";
import { type StationForm, stationFormOf } from "../../simulators/recordedStation.ts";
import { readRecording } from "../../simulators/recording.ts";
import { noSharedData, sharedPath } from "../sharedData.ts";

const place = { lat: 17.5, lon: -101.2, elevation_m: null, sample_rate_hz: 100 };
const counts = { ...place, id: "CI.CCC..HN", unit: "counts", file: "waveforms/CI.CCC..HN.mseed" };

const channelsOf = (form: StationForm) =>
  form.kind === "station"
    ? form.meta.channels.map(({ code, component, unit, sensitivity }) => [code, component, unit, sensitivity])
    : form.reason;

test("an OpenEEW device in gal: x is the vertical", () => {
  const form = stationFormOf({
    ...place,
    id: "000",
    components: ["x", "y", "z"],
    unit: "gal",
    scale_to_m_s2: 0.01,
    orientation: { vertical: "x", horizontal: ["y", "z"], azimuths_known: false },
    sensitivity: null,
    file: "waveforms/000.jsonl.gz",
  });
  expect(form.kind === "station" && form.meta.stationId).toBe("OE_000");
  expect(channelsOf(form)).toEqual([
    ["x", "Z", "m/s2", 100],
    ["y", "N", "m/s2", 100],
    ["z", "E", "m/s2", 100],
  ]);
});

test("counts with a gain a channel, in acceleration or velocity", () => {
  const channel = (code: string, sensitivity: number, input_units: string) => ({ code, sensitivity, input_units });
  const form = stationFormOf({
    ...counts,
    components: ["HHE", "HNN", "HNZ"],
    channels: [channel("HHE", 7e8, "M/S"), channel("HNN", 213_979, "M/S**2"), channel("HNZ", 2139.79, "cm/s**2")],
  });
  expect(form.kind === "station" && form.meta.stationId).toBe("CI_CCC");
  expect(channelsOf(form)).toEqual([
    ["HHE", "E", "m/s", 7e8],
    ["HNN", "N", "m/s2", 213_979],
    ["HNZ", "Z", "m/s2", 213_979],
  ]);
});

test("a list of gains beside the components, or one number for all", () => {
  const components = ["HN1", "HN2", "HNZ"];
  expect(channelsOf(stationFormOf({ ...counts, components, sensitivity: [1, 2, 3], input_units: ["m/s**2"] }))).toEqual(
    [
      ["HN1", "N", "m/s2", 1],
      ["HN2", "E", "m/s2", 2],
      ["HNZ", "Z", "m/s2", 3],
    ],
  );
  expect(channelsOf(stationFormOf({ ...counts, components: ["HNZ"], sensitivity: 5, input_units: "m/s^2" }))).toEqual([
    ["HNZ", "Z", "m/s2", 5],
  ]);
});

test("values in m/s² need no gain, and axes are told by a list of orientations", () => {
  const axis = (name: string, code: string) => ({ axis: name, code, horizontal_orientation: null });
  const form = stationFormOf({
    ...place,
    id: "54388",
    components: ["x", "y", "z"],
    unit: "m/s^2",
    sensitivity: 1,
    orientation: [axis("z", "HN1"), axis("y", "HNZ"), axis("x", "HN2")],
    file: "waveforms/54388..json.gz",
  });
  expect(form.kind === "station" && form.meta.stationId).toBe("XX_54388");
  expect(channelsOf(form)).toEqual([
    ["HN2", "E", "m/s2", 1],
    ["HNZ", "Z", "m/s2", 1],
    ["HN1", "N", "m/s2", 1],
  ]);
});

test("numbers written as text, and rates that are not told", () => {
  const text = { ...counts, components: ["HNZ"], sensitivity: "5", input_units: "m/s^2", lat: "17.5", lon: "-101.2" };
  const metaOf = (entry: unknown) => {
    const form = stationFormOf(entry);
    return form.kind === "station" ? form.meta : form.reason;
  };
  expect(metaOf({ ...text, sample_rate_hz: "250" })).toMatchObject({ latitudeDeg: 17.5, sampleRateHz: 250 });
  expect(metaOf({ ...text, sample_rate_hz: null, elevation_m: "x" })).toMatchObject({
    sampleRateHz: 100,
    elevationM: 0,
  });
});

test("axes whose codes name no direction, or name it in full, go by convention or by name", () => {
  const axis = (name: string, code: string) => ({ axis: name, code });
  const axes = { ...place, id: "AOM001", unit: "m/s^2", components: ["x", "y", "z"], file: "AOM001.json.gz" };
  const components = (orientation: unknown) => {
    const form = stationFormOf({ ...axes, orientation });
    return form.kind === "station" ? form.meta.channels.map(({ component }) => component) : form.reason;
  };
  expect(components([axis("x", "E-W"), axis("y", "N-S"), axis("z", "U-D")])).toEqual(["E", "N", "Z"]);
  expect(components([axis("x", "chan a"), axis("z", "")])).toEqual(["E", "N", "Z"]);
  expect(components(null)).toEqual(["E", "N", "Z"]);
});

test("where a gain may be assumed it is one of the kind of instrument", () => {
  const of = (code: string) =>
    channelsOf(stationFormOf({ ...counts, components: [code], sensitivity: null }, { assumeGain: true }));
  expect([of("HNZ"), of("BHZ"), of("EHZ")]).toEqual([
    [["HNZ", "Z", "m/s2", 2e5]],
    [["BHZ", "Z", "m/s", 6e8]],
    [["EHZ", "Z", "m/s", 1e8]],
  ]);
});

test("of a station with one bad channel the others are used", () => {
  const form = stationFormOf({
    ...counts,
    components: ["HNZ", "LOG"],
    sensitivity: [5, null],
    input_units: ["m/s**2"],
  });
  expect(channelsOf(form)).toEqual([["HNZ", "Z", "m/s2", 5]]);
});

test.each([
  ["an unknown gain", { ...counts, components: ["EHZ"], sensitivity: null }, "sensitivity: unknown"],
  ["an unknown unit", { ...counts, components: ["EHZ"], sensitivity: 5, input_units: ["V"] }, 'unit: got "V"'],
  ["no place", { ...counts, components: ["HNZ"], sensitivity: 5, input_units: ["m/s"], lat: null }, "latitudeDeg"],
  ["no file", { ...counts, file: undefined }, "file: got nothing"],
  ["no components", { ...counts, sensitivity: 1 }, "components: got none"],
  ["nothing at all", null, "file: got nothing"],
])("a station with %s is skipped, and the reason says so", (_, entry, reason) => {
  const form = stationFormOf(entry);
  expect(form.kind).toBe("skipped");
  expect(channelsOf(form)).toContain(reason);
});

describe.skipIf(noSharedData)("the reference recordings", () => {
  const folders = noSharedData ? [] : readdirSync(sharedPath("data/events"));

  test.each(folders)("%s gives stations and packets, or a clear reason", (id) => {
    let recording: ReturnType<typeof readRecording>;
    try {
      recording = readRecording(sharedPath("data/events", id));
    } catch (error) {
      expect(String(error)).toMatch(/no station can be used\n(station .* skipped: sensitivity: unknown.*\n?)+/);
      return;
    }
    expect(recording.truths.length).toBeGreaterThan(0);
    for (const meta of recording.stations) {
      expect(stationSchema.safeParse({ ...meta, mode: "replay", run: "r", updatedMs: 0 }).success).toBe(true);
    }
    const heard = new Set(recording.packets.map(({ stationId }) => stationId));
    expect([...heard].toSorted()).toEqual(recording.stations.map(({ stationId }) => stationId).toSorted());
    const receipts = recording.packets.map(({ receivedMs }) => receivedMs);
    expect(receipts).toEqual(receipts.toSorted((a, b) => a - b));
    for (const { payload } of recording.packets) expect(payload.length).toBeLessThanOrEqual(65_536);
  });

  test("most of the recordings can be used", () => {
    const usable = folders.filter((id) => {
      try {
        return readRecording(sharedPath("data/events", id)).packets.length > 0;
      } catch {
        return false;
      }
    });
    expect(usable.length).toBeGreaterThanOrEqual(folders.length - 1);
  });
});
