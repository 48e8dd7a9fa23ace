// A folder of recordings becomes packets in the order of their receipt.
import { rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeMiniSeed2 } from "../../shared/seismo/miniseed2.ts";
import { readRecording } from "../../simulators/recording.ts";
import { firstPMs, isOfNoise, subscriberPlace, truthFor, truthsOf } from "../../simulators/truth.ts";
import { type MadeFolder, makeRecording, START_MS } from "./recordingFolder.ts";

let made: MadeFolder;
beforeAll(() => {
  made = makeRecording();
});
afterAll(() => made.remove());

test("every form gives packets, NaN in its description or not; an unknown gain is told and left out", () => {
  const { stations, packets, skipped, truths } = readRecording(made.folder);
  expect(stations.length).toBe(12);
  expect(packets.length).toBe(12 * 130);
  expect(skipped).toEqual(["station PB.B916 skipped: sensitivity: unknown, so counts cannot become ground motion"]);
  expect(truths).toMatchObject([{ timeMs: made.quake.originMs, magnitude: 6 }]);
});

test("OpenEEW packets are passed on byte for byte, received when the cloud says", () => {
  const { packets } = readRecording(made.folder);
  const [first] = packets.filter(({ stationId }) => stationId === "OE_003");
  const content = JSON.parse(Buffer.from(first?.payload ?? []).toString());
  expect(content).toMatchObject({ country_code: "mx", device_id: "S004" });
  expect(first?.receivedMs).toBe(Math.round(content.cloud_t * 1000));
});

test("continuous records are one miniSEED packet a second, received a quarter of a second after their last sample", () => {
  const { packets } = readRecording(made.folder);
  for (const stationId of ["NZ_HSES", "CI_CCC"]) {
    const own = packets.filter((packet) => packet.stationId === stationId);
    own.forEach(({ format, receivedMs, payload }, second) => {
      expect(format).toBe("miniseed2");
      expect(receivedMs).toBe(START_MS + second * 1000 + 980 + 250);
      const { records, faults } = decodeMiniSeed2(payload);
      expect(faults).toEqual([]);
      expect(records.map(({ startMs }) => startMs)).toEqual(Array(3).fill(START_MS + second * 1000));
      expect(records.map(({ samples }) => samples.length)).toEqual([50, 50, 50]);
    });
    expect(own.length).toBe(130);
  }
});

test("a folder without stations, or with none that can be used, says what was wanted", () => {
  expect(() => readRecording("/nowhere")).toThrow("want stations.json in it");
  const other = makeRecording();
  writeFileSync(
    join(other.folder, "stations.json"),
    '[{"id":"A","file":"a.mseed","unit":"counts","components":["HNZ"]}]',
  );
  expect(() => readRecording(other.folder)).toThrow(/no station can be used\nstation A skipped: sensitivity/);
  writeFileSync(join(other.folder, "stations.json"), "{");
  expect(() => readRecording(other.folder)).toThrow(/stations\.json: not JSON/);
  other.remove();
});

test("one damaged file costs only its own station", () => {
  const other = makeRecording();
  writeFileSync(join(other.folder, "waveforms/000.jsonl.gz"), "not gzip");
  rmSync(join(other.folder, "waveforms/001.jsonl.gz"));
  const { stations, skipped } = readRecording(other.folder);
  expect(stations.length).toBe(10);
  expect(skipped.join("\n")).toMatch(/000\.jsonl\.gz skipped: .*\n.*001\.jsonl\.gz skipped: ENOENT/);
  other.remove();
});

test("an archive cut short gives the packets before the cut; an unreadable truth is told, and none is no noise", () => {
  const other = makeRecording();
  const whole = readRecording(other.folder).packets.length;
  truncateSync(join(other.folder, "waveforms/000.jsonl.gz"), 20_000);
  writeFileSync(join(other.folder, "event.json"), "{");
  const cut = readRecording(other.folder);
  expect(cut.stations.length).toBe(12);
  expect(cut.packets.length).toBeGreaterThan(whole - 130);
  expect(cut.packets.length).toBeLessThan(whole);
  expect(cut.skipped.join("\n")).toMatch(
    /000\.jsonl\.gz: the archive is cut short after \d+ lines\n.*event\.json: not JSON/s,
  );
  expect(cut).toMatchObject({ truths: [], isNoise: false });
  other.remove();
});

test("only what says so is noise", () => {
  expect([{ events: [] }, [], { kind: "noise" }, { origin_time: null }].map(isOfNoise)).toEqual(Array(4).fill(true));
  expect([{ origin_time: "one day" }, { events: [{}] }, [{}]].map(isOfNoise)).toEqual(Array(3).fill(false));
});

test("the truth may be one earthquake, several, or have parts missing", () => {
  const one = { origin_time: "2019-07-06T03:19:53.040Z", lat: 35.8, lon: -117.6, depth_km: null, magnitude: 7.1 };
  expect(truthsOf(one)).toMatchObject([{ depthKm: 10, magnitude: 7.1 }]);
  expect(truthsOf({ kind: "noise" })).toEqual([]);
  expect(truthsOf({ ...one, lat: null })).toEqual([]);
  expect(truthsOf({ ...one, lat: 358 })).toEqual([]);
  expect(truthsOf([{ ...one, lat: "35.8", depth_km: "deep", magnitude: "7.1", id: 3 }])).toMatchObject([
    { id: "3", latitudeDeg: 35.8, depthKm: 10, magnitude: 7.1 },
  ]);
  const later = { ...one, origin_time: "2019-07-06T03:22:00.000Z", magnitude: null };
  const both = truthsOf({ events: [later, one] });
  expect(both.map(({ magnitude }) => magnitude)).toEqual([7.1, null]);
  expect(truthFor(both, Date.parse("2019-07-06T03:21:30Z"))?.magnitude).toBe(null);
});

test("the subscriber stands 60 km off where there is a station, and in the middle where nothing is known", () => {
  const truth = { id: "", timeMs: 0, latitudeDeg: 0, longitudeDeg: 179.5, depthKm: 10, magnitude: 6 };
  const stations = [179.6, -179.96, -179].map((longitudeDeg) => ({ latitudeDeg: 0, longitudeDeg }));
  expect(subscriberPlace([truth], stations)).toEqual({ latitudeDeg: 0, longitudeDeg: -179.96 });
  const middle = subscriberPlace(
    [],
    [
      { latitudeDeg: 0, longitudeDeg: 179 },
      { latitudeDeg: 0, longitudeDeg: -179 },
    ],
  );
  expect(Math.abs(middle.longitudeDeg)).toBeCloseTo(180, 6);
  expect(firstPMs(truth, stations)).toBeGreaterThan(1000);
  expect(firstPMs(truth, stations)).toBeLessThan(4000);
});
