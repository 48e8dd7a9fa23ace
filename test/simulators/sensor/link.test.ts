// The way to the edge: as late as OpenEEW's, what is lost or doubled is so by chance, and an outage ends with a burst.
import { expect, test } from "vitest";
import { keyOf } from "../../../simulators/random.ts";
import { Link, type LinkSpec } from "../../../simulators/sensor/link.ts";
import { decode, packetsOf, QUAKE, residualS, START_MS, sensorOf } from "./sensedStation.ts";

const COUNT = 5000;

function arrivals(spec: LinkSpec, everyMs = 1000): readonly (readonly number[])[] {
  const link = new Link(spec, keyOf("link"));
  return Array.from({ length: COUNT }, (_, i) => link.arrivalsOf(i, START_MS + everyMs * i));
}

const latencies = (spec: LinkSpec) =>
  arrivals(spec)
    .flatMap(([first], i) => (first === undefined ? [] : [first - START_MS - 1000 * i]))
    .sort((a, b) => a - b);

test("latency is OpenEEW's unless told otherwise: 0.25 s in the median, 0.88 s for 99 %", () => {
  const sorted = latencies({});
  expect(sorted[COUNT / 2]).toBeGreaterThan(235);
  expect(sorted[COUNT / 2]).toBeLessThan(265);
  expect(sorted[COUNT * 0.99]).toBeGreaterThan(780);
  expect(sorted[COUNT * 0.99]).toBeLessThan(1000);
  expect(sorted[0]).toBeGreaterThan(60);
});

test("no latency is longer than the longest told", () => {
  const latency = { shortestMs: 20, medianMs: 100, p99Ms: 500, longestMs: 300 };
  expect(latencies({ latency }).at(-1)).toBe(300);
});

test("one connection keeps its order, however short the packets are", () => {
  const times = arrivals({}, 100).flat();
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test.each([0.01, 0.2])("a share of %d is lost, and as many are doubled or overtaken where told", (share) => {
  const shareOf = (count: number) => count / COUNT / share;
  const lost = arrivals({ lossShare: share }).filter(({ length }) => length === 0).length;
  const doubled = arrivals({ copyShare: share }).filter(({ length }) => length === 2).length;
  const plain = arrivals({});
  const overtaken = arrivals({ overtakenShare: share }).filter(([first], i) => first !== plain[i]?.[0]).length;
  for (const count of [lost, doubled, overtaken]) {
    expect(shareOf(count)).toBeGreaterThan(0.7);
    expect(shareOf(count)).toBeLessThan(1.3);
  }
});

test("after an outage the last ten seconds come in a burst, in order, before what is new; the older ones are lost", () => {
  const outage = { fromMs: START_MS + 20_000, toMs: START_MS + 60_000, keptS: 10 };
  const sensor = sensorOf({ phaseMs: 500, link: { outages: [outage] } });
  const packets = packetsOf(sensor, 90);
  const during = packets.filter(({ receivedMs }) => receivedMs >= outage.fromMs + 1500 && receivedMs < outage.toMs);
  const kept = packets.filter(
    ({ lastSampleMs }) => lastSampleMs >= outage.toMs - 10_000 && lastSampleMs < outage.toMs - 20,
  );
  const receiptsMs = kept.map(({ receivedMs }) => receivedMs - outage.toMs);
  expect(during).toEqual([]);
  expect(kept.length).toBe(10);
  expect(receiptsMs[0]).toBeGreaterThan(0);
  expect((receiptsMs.at(-1) ?? 0) - (receiptsMs[0] ?? 0)).toBeLessThan(150);
  expect(sensor.ledger.lost).toBe(30);
  const order = packets.map(({ sequence }) => sequence);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test("without a buffer nothing of an outage is kept", () => {
  const outage = { fromMs: START_MS + 20_000, toMs: START_MS + 60_000, keptS: 0 };
  const sensor = sensorOf({ phaseMs: 500, link: { outages: [outage] } });
  packetsOf(sensor, 90);
  expect(sensor.ledger.lost).toBe(40);
});

test("the decoder drops each copy", () => {
  const made = decode({ link: { copyShare: 0.2 } }, { felt: [], seconds: 200 });
  const copies = made.packets.filter(({ isCopy }) => isCopy).length;
  expect(copies).toBeGreaterThan(20);
  expect((made.outcomes.duplicate ?? 0) + (made.outcomes.late ?? 0)).toBe(copies);
  expect(made.outcomes.used).toBe(made.sensor.ledger.sent);
});

test("a lossy link that doubles and mixes up short packets does not move P: it is at its time, or in a gap and not told", () => {
  const link = { lossShare: 0.02, copyShare: 0.05, overtakenShare: 0.02 };
  const residuals = Array.from({ length: 12 }, (_, seed) => residualS(decode({ seed, packetS: 0.5, link })));
  const told = residuals.filter((residual) => !Number.isNaN(residual));
  expect(told.length).toBeGreaterThan(6);
  for (const residual of told) expect(Math.abs(residual)).toBeLessThan(0.2);
});

test("a P in an outage is told from the burst after it, at its time", () => {
  const outage = { fromMs: QUAKE.originMs - 5000, toMs: QUAKE.originMs + 20_000, keptS: 60 };
  const made = decode({ link: { outages: [outage] } }, { seconds: 130 });
  expect(made.sensor.ledger.lost).toBe(0);
  expect(Math.abs(residualS(made))).toBeLessThan(0.35);
});
