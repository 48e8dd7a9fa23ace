// The synthetic network: the same seed shakes it in the same way, and what it sends is what a sensor sends.
import { expect, test } from "vitest";
import { stationSchema } from "../../shared/contracts/station.ts";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import { travelTimeS } from "../../shared/seismo/travelTime.ts";
import { parseOpeneew } from "../../shared/sensors/openeew.ts";
import type { FeedPacket } from "../../simulators/feed.ts";
import { packetsOf, runFleet, sensorsOf } from "../../simulators/fleet.ts";
import { type Quake, Shaking } from "../../simulators/quake.ts";
import { eventually } from "../poll.ts";
import { startIngest } from "../services/ingest/harness.ts";

const START_MS = Date.UTC(2026, 0, 1);
const center = { latitudeDeg: 19.43, longitudeDeg: -99.13 };
const wanted = {
  stations: 9,
  center,
  spacingKm: 15,
  rateHz: 31.25,
  seed: 1,
  magnitude: 6.2,
  quakeAfterS: 5,
  repeatEveryS: undefined,
  startMs: START_MS,
  onQuake: () => undefined,
};

function make(options: Partial<typeof wanted> = {}): { packets: FeedPacket[]; quakes: Quake[] } {
  const all = { ...wanted, ...options };
  const quakes: Quake[] = [];
  return { packets: [...packetsOf(sensorsOf(all), all, quakes)], quakes };
}

const textOf = (packets: readonly FeedPacket[]) =>
  packets.map(({ stationId, receivedMs, payload }) => `${stationId} ${receivedMs} ${Buffer.from(payload)}`).join("\n");

function samplesOf({ payload }: FeedPacket): Float64Array {
  const parsed = parseOpeneew(payload);
  if (parsed.kind !== "blocks") throw new Error(parsed.reason);
  return parsed.blocks[0]?.axes.x ?? new Float64Array();
}

test("the same seed gives the same bytes, another seed another network", () => {
  const once = textOf(make().packets);
  expect(textOf(make().packets)).toBe(once);
  expect(textOf(make({ seed: 2 }).packets)).not.toBe(once);
});

test("packets come in the order of receipt, 0.1 to 0.4 s after their last sample's second, and none is missing", () => {
  const { packets } = make();
  const receipts = packets.map(({ receivedMs }) => receivedMs);
  expect(receipts).toEqual(receipts.toSorted((a, b) => a - b));
  const ofOne = packets.filter(({ stationId }) => stationId === "SIM_S001");
  expect(ofOne.length).toBe(packets.length / 9);
  ofOne.forEach(({ receivedMs }, i) => {
    const latencyMs = receivedMs - (START_MS + (i + 1) * 1000);
    expect(latencyMs).toBeGreaterThanOrEqual(100);
    expect(latencyMs).toBeLessThanOrEqual(400);
  });
  const samples = ofOne.slice(0, 8).reduce((sum, packet) => sum + samplesOf(packet).length, 0);
  expect(samples, "31.25 Hz is 250 samples in 8 s, although no second has 31.25").toBe(250);
});

test("before the P wave there is noise of 0.05 gal, after it the ground moves", () => {
  const { packets, quakes } = make();
  const [quake] = quakes;
  const [sensor] = sensorsOf(wanted);
  if (quake === undefined || sensor === undefined) throw new Error("no earthquake");
  const pMs = quake.originMs + 1000 * travelTimeS("P", distanceKm(quake, sensor.meta), quake.depthKm);
  const ofOne = packets.filter(({ stationId }) => stationId === sensor.meta.stationId);
  const before = ofOne.filter(({ receivedMs }) => receivedMs < pMs).flatMap((packet) => [...samplesOf(packet)]);
  const rms = Math.sqrt(before.reduce((sum, gal) => sum + gal * gal, 0) / before.length);
  expect(rms).toBeGreaterThan(0.04);
  expect(rms).toBeLessThan(0.06);
  const after = ofOne.filter(({ receivedMs }) => receivedMs > pMs + 2500).flatMap((packet) => [...samplesOf(packet)]);
  expect(Math.max(...after.map(Math.abs))).toBeGreaterThan(10);
});

test("shaking is stronger near than far, and of a large earthquake than of a small one", () => {
  const peakOf = (magnitude: number, distanceDeg: number) => {
    const quake = { ...center, originMs: 0, depthKm: 12, magnitude, seed: "s" };
    const place = { latitudeDeg: center.latitudeDeg + distanceDeg, longitudeDeg: center.longitudeDeg };
    const shaking = new Shaking(quake, place, "XX_A");
    return Math.max(...Array.from({ length: 6000 }, (_, i) => Math.abs(shaking.at(i * 20)[1])));
  };
  const peaks = [peakOf(6.5, 0.2), peakOf(6.5, 0.8), peakOf(5, 0.2), peakOf(5, 0.8), peakOf(3.5, 0.8)];
  expect(peaks[0]).toBeGreaterThan(2 * (peaks[1] ?? 0));
  expect(peaks[2]).toBeGreaterThan(2 * (peaks[3] ?? 0));
  expect(peaks[0]).toBeGreaterThan(2 * (peaks[2] ?? 0));
  expect(peaks[3]).toBeGreaterThan(2 * (peaks[4] ?? 0));
  // 0.2° from an M 6.5: between the slightest and the strongest that strong-motion records know there.
  expect(peaks[0]).toBeGreaterThan(0.3);
  expect(peaks[0]).toBeLessThan(10);
});

test("every sensor describes itself as a station can be registered, near its grid point", () => {
  for (const { meta } of sensorsOf({ ...wanted, stations: 20 })) {
    expect(stationSchema.safeParse({ ...meta, mode: "drill", run: "r", updatedMs: 0 }).success).toBe(true);
    expect(distanceKm(meta, center)).toBeLessThan(60);
  }
});

test("a fleet's packets come through the edge, as many and in the order they were sent", async () => {
  const ingest = await startIngest();
  const report = await runFleet({ mqttUrl: ingest.mqttUrl, ...wanted, stations: 4, run: "once", speed: 200 });
  await eventually("all came through", async () => {
    const outcomes = ["accepted", "unregistered"].map((outcome) => ingest.outcomes(outcome));
    return (await Promise.all(outcomes)).reduce((a, b) => a + b) === report.packets;
  });
  await ingest.close();
  expect(report.quakes.length).toBe(1);
  expect(report.packets).toBe(4 * 95);
  expect(ingest.stations.map(({ stationId }) => stationId)).toContain("SIM_S004");
  const receipts = ingest.packets.map(({ receivedMs }) => receivedMs);
  expect(receipts).toEqual(receipts.toSorted((a, b) => a - b));
});

test("it goes on with one earthquake after another until it is told to stop", async () => {
  const ingest = await startIngest();
  const stopping = new AbortController();
  const quakes: Quake[] = [];
  const report = await runFleet({
    mqttUrl: ingest.mqttUrl,
    ...wanted,
    stations: 2,
    speed: Number.POSITIVE_INFINITY,
    repeatEveryS: 60,
    signal: stopping.signal,
    onQuake: (quake) => {
      if (quakes.push(quake) === 3) stopping.abort();
    },
  });
  await ingest.close();
  expect(report.quakes.map(({ originMs }) => (originMs - START_MS) / 1000)).toEqual([5, 65, 125]);
  expect(new Set(report.quakes.map(({ latitudeDeg }) => latitudeDeg)).size).toBe(3);
});

test("it says so when there is no broker", async () => {
  await expect(runFleet({ mqttUrl: "mqtt://me:secret@127.0.0.1:1" })).rejects.toThrow(
    "no MQTT broker at mqtt://…@127.0.0.1:1",
  );
});
