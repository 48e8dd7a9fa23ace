// An archive's records come out as their samples went in: whole counts exactly, others as 32-bit floats, each with its time.
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeMiniSeed2 } from "../../../shared/seismo/miniseed2.ts";
import { decodeMiniSeed3 } from "../../../shared/seismo/miniseed3.ts";
import {
  isForMiniSeed2,
  miniSeed2Records,
  miniSeed3Records,
  type RecordedWaveform,
} from "../../../shared/seismo/waveformRecords.ts";

const START_MS = Date.UTC(2024, 1, 29, 23, 59, 59, 123);
const waveformOf = (counts: readonly number[]): RecordedWaveform => ({
  ...{ network: "XX", station: "AAA", location: "", channel: "HNZ", sampleRateHz: 31.2476 },
  timeMsOf: (index) => START_MS + (index * 1000) / 31.2476,
  counts: Float64Array.from(counts),
});

const whole = fc.array(
  fc.constantFrom(3, 100, 2 ** 20, 2 ** 30).chain((limit) => fc.integer({ min: -limit, max: limit })),
  {
    minLength: 1,
    maxLength: 900,
  },
);
const broken = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 900 });

test.each([
  ["whole counts", whole],
  ["numbers", broken],
])("any %s come back from both formats, in records that follow one another in time", (_, samples) => {
  fc.assert(
    fc.property(samples, (values) => {
      const waveform = waveformOf(values);
      const isWhole = values.every((value) => Math.abs(value - Math.round(value)) <= 1e-6);
      const want = values.map((value) => (isWhole ? Math.round(value) + 0 : Math.fround(value)));
      const two = decodeMiniSeed2(miniSeed2Records(waveform, "D"));
      const three = decodeMiniSeed3(miniSeed3Records(waveform, ""));
      expect([two.faults, three.faults]).toEqual([[], []]);
      for (const records of [two.records, three.records]) {
        expect(records.flatMap((record) => [...record.samples]).map((value) => value + 0)).toEqual(
          want.map((v) => v + 0),
        );
        let index = 0;
        for (const { startMs, samples: part, sampleRateHz } of records) {
          expect(Math.abs(startMs - waveform.timeMsOf(index))).toBeLessThan(0.001);
          expect(sampleRateHz).toBeCloseTo(31.2476, 4);
          index += part.length;
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("a record of miniSEED 2 has 512 bytes and its fields where SEED puts them", () => {
  const record = miniSeed2Records(waveformOf([1, 2, 4, 8]), "M");
  expect(record).toHaveLength(512);
  const text = Buffer.from(record).toString("latin1");
  expect(text.slice(0, 20)).toBe("000001M AAA    HNZXX");
  // 2024, day 60, 23:59:59.1230; 4 samples.
  expect(Buffer.from(record.subarray(20, 32)).toString("hex")).toBe("07e8" + "003c" + "173b3b00" + "04ce" + "0004");
  // Three blockettes; data at 128, the first blockette at 48: 1000, Steim2, big-endian, 2^9 bytes.
  expect([record[39], record[45], record[47]]).toEqual([3, 128, 48]);
  expect(Buffer.from(record.subarray(48, 55)).toString("hex")).toBe("03e8" + "0038" + "0b0109");
  // First and last sample, then differences 1, 2 and 4 behind the one that is never read.
  expect(Buffer.from(record.subarray(132, 140)).toString("hex")).toBe("00000001" + "00000008");
});

test("quiet counts take less than two bytes a sample", () => {
  const quiet = Array.from({ length: 4700 }, (_, i) => Math.round(60 * Math.sin(i / 5)));
  expect(miniSeed2Records(waveformOf(quiet), "D").length / quiet.length).toBeLessThan(2);
});

test("names of SEED's lengths are for miniSEED 2, longer ones for miniSEED 3", () => {
  const name = { network: "XX", station: "AAAAA", location: "", channel: "HNZ" };
  expect(isForMiniSeed2(name)).toBe(true);
  expect(isForMiniSeed2({ ...name, station: "A8032A4DD5F0" })).toBe(false);
  expect(isForMiniSeed2({ ...name, network: "XXX" })).toBe(false);
});
