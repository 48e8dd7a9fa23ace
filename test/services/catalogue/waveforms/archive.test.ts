// When waveforms are kept: once the data clock has passed their end, by one replica, again when a version asks for more.
import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepVersion } from "../../../../services/catalogue/repository.ts";
import { Archive } from "../../../../services/catalogue/waveforms/archive.ts";
import { addWaveforms, archiveBytes } from "../../../../services/catalogue/waveforms/repository.ts";
import { retain } from "../../../../services/catalogue/waveforms/retention.ts";
import { RingThread } from "../../../../services/catalogue/waveforms/ringThread.ts";
import { waveformsOf } from "../../../../services/catalogue/waveforms/waveformsOf.ts";
import type { SeismicEvent } from "../../../../shared/contracts/event.ts";
import { packets } from "../../../../shared/contracts/packet.ts";
import { Unavailable } from "../../../../shared/runtime/errors.ts";
import type { Context } from "../../../../shared/runtime/service.ts";
import { eventually } from "../../../poll.ts";
import { openeewPackets, START_MS, shake, station } from "../../decoder/sensor.ts";
import { anEvent } from "../anEvent.ts";
import { startOnBench } from "../context.ts";
import { keptRow } from "./keptRows.ts";

const { mode, run, stationId } = station;
const RATE_HZ = 31.25;
const sent = openeewPackets(shake({ rateHz: RATE_HZ, seconds: 290 }), RATE_HZ);
let nowMs: number;
let context: Context;
let ring: RingThread;
let archive: Archive;

beforeEach(async () => {
  nowMs = Date.UTC(2026, 6, 1);
  const bench = await startOnBench({ name: "catalogue", start: () => ({ stages: [] }) });
  context = { ...bench.context, clock: { ...bench.context.clock, nowMs: () => nowMs, sleep: async () => undefined } };
  context.stations.accept(station);
  const options = { folder: tmpdir(), name: "tocsin-test-ring", keepMs: 300_000, mostBytes: 1e8 };
  ring = new RingThread({ options, nowMs: () => nowMs, log: context.log, metrics: context.metrics });
  archive = new Archive(context, ring, { mostStations: 10 });
});
afterEach(async () => {
  await ring.close();
  await (await context.database()).close();
});

/** Packets that were received in these seconds. */
async function receive(fromS: number, toS: number): Promise<void> {
  const part = sent.filter(
    ({ receivedMs }) => receivedMs >= START_MS + fromS * 1000 && receivedMs < START_MS + toS * 1000,
  );
  const { packets: before } = ring.state;
  ring.push(packets.encode({ partition: 0, packets: part }));
  ring.flush();
  await eventually("they are in the ring", () => ring.state.packets === before + part.length);
}

function eventOf(version: number, firstPS: number, changes: Partial<SeismicEvent> = {}): SeismicEvent {
  const timeMs = START_MS + firstPS * 1000;
  const arrival = {
    pickId: "p",
    stationId,
    phase: "P",
    timeMs,
    residualS: 0,
    distanceKm: 12,
    azimuthDeg: 0,
    weight: 1,
  } as const;
  const { latitudeDeg, longitudeDeg } = station;
  const origin = { ...anEvent().origin, latitudeDeg, longitudeDeg, timeMs: timeMs - 2000 };
  return anEvent({ mode, run, eventId: "one", version, origin, arrivals: [arrival], ...changes });
}

/** Seconds after the start from which to which the vertical is kept, piece by piece. */
async function kept(): Promise<readonly (readonly [number, number])[]> {
  const all = { mode, run, stationIds: [stationId], fromMs: 0, toMs: 1e14 };
  const found = (await waveformsOf(await context.database(), all)).filter(({ channel }) => channel === "BNZ");
  return found.map(({ startMs, counts, sampleRateHz }) => {
    const endMs = startMs + (counts.length * 1000) / sampleRateHz;
    return [Math.round((startMs - START_MS) / 1000), Math.round((endMs - START_MS) / 1000)] as const;
  });
}
const rowsInAll = async () =>
  (await (await context.database()).query.selectFrom("waveform").selectAll().execute()).length;

test("a cancelled event's waveforms are kept too, not before their end has come and late packets with it", async () => {
  await keepVersion(await context.database(), eventOf(1, 100));
  await keepVersion(await context.database(), eventOf(2, 100, { status: "cancelled", arrivals: [] }));
  await receive(0, 224);
  await archive.step();
  expect(await kept()).toEqual([]);
  await receive(224, 227);
  await archive.step();
  expect(await kept()).toEqual([[70, 220]]);
  await archive.step();
  expect(await rowsInAll()).toBe(3);
});

test("a later version with an earlier P adds what is missing and nothing twice", async () => {
  const database = await context.database();
  await keepVersion(database, eventOf(1, 100));
  await receive(0, 240);
  await archive.step();
  expect(await kept()).toEqual([[70, 220]]);
  await keepVersion(database, eventOf(2, 90));
  await archive.step();
  expect(await rowsInAll()).toBe(6);
  expect(await kept()).toEqual([[60, 220]]);
  await keepVersion(database, eventOf(3, 95, { status: "final" }));
  await archive.step();
  expect(await rowsInAll()).toBe(6);
});

test("of a world that has fallen silent what there is is kept", async () => {
  await keepVersion(await context.database(), eventOf(1, 100));
  await receive(0, 150);
  await archive.step();
  expect(await kept()).toEqual([]);
  nowMs += 21_000;
  await archive.step();
  expect(await kept()).toEqual([[70, 150]]);
});

test("while another replica holds the lease nothing is written; when it has died this one does it", async () => {
  await keepVersion(await context.database(), eventOf(1, 100));
  await receive(0, 240);
  await context.store.lease("catalogue.waveforms", "another", 60_000);
  await archive.step();
  expect(await kept()).toEqual([]);
  await context.store.release("catalogue.waveforms", "another");
  await archive.step();
  expect(await kept()).toEqual([[70, 220]]);
});

test("a database that does not answer is asked again", async () => {
  await keepVersion(await context.database(), eventOf(1, 100));
  await receive(0, 240);
  let isDown = true;
  const database = async () => {
    if (isDown) throw new Unavailable("down");
    return context.database();
  };
  const patient = new Archive({ ...context, database }, ring, { mostStations: 10 });
  await expect(patient.step()).rejects.toThrow(Unavailable);
  isDown = false;
  await patient.step();
  expect(await kept()).toEqual([[70, 220]]);
});

test("waveforms go when they are too old, and the oldest when they are too many", async () => {
  const database = await context.database();
  const day = 86_400_000;
  for (let age = 0; age < 40; age += 1) {
    const row = keptRow({ stationId: `XX_A${age}`, fromS: 0, toS: 150 });
    await addWaveforms(database, [row], nowMs - age * day - 1);
  }
  const each = (await archiveBytes(database)) / 40;
  await retain(context, { days: 0, mostBytes: 1e9 });
  expect(await rowsInAll()).toBe(40);
  await retain(context, { days: 30, mostBytes: 1e9 });
  expect(await rowsInAll()).toBe(30);
  await retain(context, { days: 30, mostBytes: 12.5 * each });
  const left = await database.query.selectFrom("waveform").select("station_id").orderBy("stored_ms", "desc").execute();
  expect(left.length).toBeLessThanOrEqual(12);
  expect(left[0]?.station_id).toBe("XX_A0");
});
