// From a station's packets to continuous pieces: what sensors sent comes out, whatever their links and clocks did to it.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Piece } from "../../../../services/catalogue/waveforms/piece.ts";
import { type ChannelPieces, stationWaveforms } from "../../../../services/catalogue/waveforms/stationWaveforms.ts";
import { uncoveredParts } from "../../../../services/catalogue/waveforms/uncovered.ts";
import type { Packet } from "../../../../shared/contracts/packet.ts";
import { miniseedPackets, openeewPackets, START_MS, seedStation, shake, station } from "../../decoder/sensor.ts";

const span = { fromMs: START_MS + 100_000, toMs: START_MS + 200_000 };
const of = (found: readonly ChannelPieces[], code: string) =>
  found.find(({ channel }) => channel.code === code)?.pieces ?? [];

/** How the samples of an axis would be counted: gal to three decimals. */
const sent = (axis: Float64Array) => [...axis].map((value) => Number(value.toFixed(3)));

/** First index at which the piece stands in what was sent. */
function indexIn(all: readonly number[], piece: Piece | undefined): number {
  const counts = piece?.counts ?? new Float64Array(0);
  return all.findIndex((_, from) => counts.every((value, i) => Math.abs(value - (all[from + i] ?? 1e9)) < 1e-9));
}

const LINKS = {
  "a good link": {},
  "packets late by up to two seconds": { latencyMs: (packet: number) => 200 + 300 * (packet % 7) },
  "a clock that is 20 s off": { clockMs: (trueMs: number) => trueMs - 20_000 },
  "no clock": { clockMs: () => undefined },
  "a clock with jitter": { clockMs: (trueMs: number, packet: number) => trueMs + 8 * Math.sin(packet * 7.7) },
};

test.each(
  Object.entries(LINKS),
)("a device of 30.9 Hz that says 31.25, with %s: one piece, nothing lost", (_, device) => {
  const rateHz = 30.9;
  const ground = shake({ rateHz, seconds: 240, quakes: [{ pS: 130, sS: 140, gal: 3 }] });
  const found = stationWaveforms(station, openeewPackets(ground, rateHz, device), span);
  for (const axis of ["x", "y", "z"] as const) {
    const pieces = of(found, axis);
    expect(pieces).toHaveLength(1);
    const [piece] = pieces;
    const index = indexIn(sent(ground[axis]), piece);
    expect(index).toBeGreaterThan(0);
    expect(piece?.counts.length).toBeGreaterThan(100 * rateHz - 3);
    expect(piece?.sampleRateHz).toBeCloseTo(rateHz, 1);
    // The edge's receipt is what a device without a clock that can be believed is timed by.
    const trueMs = START_MS + (index * 1000) / rateHz;
    expect(Math.abs((piece?.startMs ?? 0) - trueMs)).toBeLessThan("clockMs" in device ? 300 : 30);
  }
});

test("a logger's counts are whole again, at its own times", () => {
  const ground = shake({ rateHz: 100, seconds: 240 });
  const found = stationWaveforms(seedStation, miniseedPackets(ground, 100), span);
  const counts = [...ground.x].map((gal) => Math.round((gal / 100) * 1e5) + 0);
  const [piece, ...more] = of(found, "HNZ");
  expect(more).toEqual([]);
  expect(piece?.startMs).toBeCloseTo(span.fromMs, 3);
  expect(piece?.endMs).toBeCloseTo(span.toMs, 3);
  expect(piece?.sampleRateHz).toBeCloseTo(100, 6);
  expect([...(piece?.counts ?? [])].map((count) => Math.round(count) + 0)).toEqual(counts.slice(10_000, 20_000));
});

test("lost packets leave a gap as long as they were, repeated ones and those of other stations leave nothing", () => {
  const ground = shake({ rateHz: 31.25, seconds: 240 });
  const packets = openeewPackets(ground, 31.25).flatMap((packet, i) => (i >= 146 && i < 150 ? [] : [packet, packet]));
  const junk: Packet = { ...(packets[0] as Packet), receivedMs: START_MS + 150_000, payload: Buffer.from("{") };
  const pieces = of(stationWaveforms(station, [...packets.slice(0, 250), junk, ...packets.slice(250)], span), "x");
  expect(pieces).toHaveLength(2);
  const [before, after] = pieces;
  expect((after?.startMs ?? 0) - (before?.endMs ?? 0)).toBeCloseTo(4 * 32 * 32, -2);
  expect(indexIn(sent(ground.x), after)).toBe(150 * 32);
});

test("an empty ring has nothing, and packets outside the span leave nothing", () => {
  expect(stationWaveforms(station, [], span)).toEqual([]);
  const early = openeewPackets(shake({ rateHz: 31.25, seconds: 60 }), 31.25);
  expect(stationWaveforms(station, early, span).flatMap(({ pieces }) => pieces)).toEqual([]);
});

const anySpans = fc.array(
  fc.tuple(fc.integer({ min: -5, max: 105 }), fc.integer({ min: 1, max: 60 })).map(([from, length]) => ({
    fromMs: START_MS + from * 1000 + 3,
    toMs: START_MS + (from + length) * 1000 + 3,
  })),
  { maxLength: 4 },
);

test("what is not covered yet and what is make the whole, each sample once", () => {
  const counts = Float64Array.from({ length: 1000 }, (_, i) => i);
  const whole = new Piece([{ samples: counts, startMs: START_MS, periodMs: 100 }], 1);
  fc.assert(
    fc.property(anySpans, (covered) => {
      const parts = uncoveredParts(whole, covered);
      const got = parts.flatMap((part) => [...part.counts]);
      // Sample i stands at i × 100 ms; 3 ms are less than half a sample.
      const isIn = (i: number) =>
        covered.some((one) => START_MS + i * 100 + 3 >= one.fromMs && START_MS + i * 100 + 3 < one.toMs);
      expect(got).toEqual([...counts].filter((i) => !isIn(i)));
      for (const part of parts) expect(part.startMs).toBe(START_MS + (part.counts[0] ?? 0) * 100);
    }),
  );
});
