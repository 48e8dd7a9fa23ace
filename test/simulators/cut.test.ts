// Continuous waveforms cut into packets: nothing lost, nothing doubled, every sample at its time.
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeMiniSeed2 } from "../../shared/seismo/miniseed2.ts";
import { encodeMiniSeed2 } from "../../shared/seismo/miniseed2Encode.ts";
import { cutIntoSeconds, joined, type Trace } from "../../simulators/cut.ts";

const START_MS = Date.UTC(2019, 6, 6, 3, 19, 53);

const traceOf = (channel: string, startMs: number, sampleRateHz: number, from: number, count: number): Trace => ({
  channel,
  startMs,
  sampleRateHz,
  samples: Int32Array.from({ length: count }, (_, i) => from + i),
});

const someTrace = fc.record({
  channel: fc.constantFrom("HNZ", "HNN", "HNE"),
  offsetMs: fc.double({ min: 0, max: 20_000, noNaN: true }),
  sampleRateHz: fc.constantFrom(20, 31.25, 50, 100, 200, 250, 99.9999),
  count: fc.integer({ min: 1, max: 2500 }),
});

test("every sample of every trace is in exactly one second, and that second is its own", () => {
  fc.assert(
    fc.property(fc.array(someTrace, { minLength: 1, maxLength: 4 }), (wanted) => {
      const traces = wanted.map(({ channel, offsetMs, sampleRateHz, count }, i) =>
        traceOf(channel, START_MS + offsetMs, sampleRateHz, i * 10_000, count),
      );
      const seconds = cutIntoSeconds(traces);
      const all = seconds.flatMap(({ pieces }) => pieces.flatMap(({ samples }) => [...samples]));
      const expected = traces.flatMap(({ samples }) => [...samples]);
      expect(all.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
      for (const { endMs, pieces } of seconds) {
        for (const { startMs, sampleRateHz, samples } of pieces) {
          const lastMs = startMs + ((samples.length - 1) * 1000) / sampleRateHz;
          expect(Math.floor((startMs + 0.01) / 1000)).toBe(Math.floor((lastMs + 0.01) / 1000));
          expect(lastMs).toBeLessThanOrEqual(endMs + 1e-6);
        }
      }
      const ends = seconds.map(({ endMs }) => endMs);
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    }),
    { numRuns: 60 },
  );
});

test("a second on the wire holds the same samples at the same times", () => {
  const trace = traceOf("HNZ", START_MS + 337.5, 100, -500, 1234);
  const name = { network: "XX", station: "A", location: "" };
  let index = 0;
  for (const { pieces } of cutIntoSeconds([trace])) {
    for (const piece of pieces) {
      for (const { startMs, samples } of decodeMiniSeed2(encodeMiniSeed2({ ...name, ...piece })).records) {
        expect(startMs).toBeCloseTo(trace.startMs + index * 10, 2);
        expect([...samples]).toEqual([...trace.samples.subarray(index, index + samples.length)]);
        index += samples.length;
      }
    }
  }
  expect(index).toBe(1234);
});

test("records that follow each other become one waveform; after a gap a new one begins", () => {
  const records = [
    traceOf("HNZ", START_MS + 2000, 100, 200, 100),
    traceOf("HNN", START_MS, 100, 0, 100),
    traceOf("HNZ", START_MS, 100, 0, 100),
    traceOf("HNZ", START_MS + 1000.4, 100, 100, 100),
    traceOf("HNZ", START_MS + 3020, 100, 300, 50),
  ];
  const whole = joined(records);
  expect(whole.map(({ channel, startMs, samples }) => [channel, startMs - START_MS, samples.length])).toEqual([
    ["HNN", 0, 100],
    ["HNZ", 0, 300],
    ["HNZ", 3020, 50],
  ]);
  expect([...(whole[1]?.samples ?? [])]).toEqual(Array.from({ length: 300 }, (_, i) => i));
});
