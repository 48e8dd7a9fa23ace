// One station from packets to picks: made earthquakes, made faults, and clocks that lie.
import fc from "fast-check";
import { expect, test } from "vitest";
import { decoderTable } from "../../../services/decoder/config.ts";
import { type Decoded, StationDecoder } from "../../../services/decoder/station.ts";
import { healths } from "../../../shared/contracts/health.ts";
import { motions } from "../../../shared/contracts/motion.ts";
import type { Packet } from "../../../shared/contracts/packet.ts";
import { type Pick, picks as pickTopic } from "../../../shared/contracts/pick.ts";
import type { Station } from "../../../shared/contracts/station.ts";
import { readConfig } from "../../../shared/runtime/config.ts";
import { encodeMiniSeed2 } from "../../../shared/seismo/miniseed2Encode.ts";
import * as sensor from "./sensor.ts";
import { START_MS } from "./sensor.ts";

const settings = readConfig(decoderTable, {});
const QUAKE = { pS: 40, sS: 46, gal: 3 };

function run(
  packets: readonly Packet[],
  station: Station = sensor.station,
): { all: Decoded[]; picks: Pick[]; first: Pick[] } {
  const decoder = new StationDecoder(settings);
  const all = packets.map((packet) => decoder.push(packet, station));
  const picks = all.flatMap((decoded) => decoded.picks);
  return { all, picks, first: picks.filter(({ update }) => update === 0) };
}

const outcomes = (all: readonly Decoded[], outcome: Decoded["outcome"]) =>
  all.filter((one) => one.outcome === outcome).length;
const secondsOf = (pick: Pick | undefined) => ((pick?.timeMs ?? Number.NaN) - START_MS) / 1000;
const quaking = (rateHz: number) => sensor.shake({ rateHz, seconds: 60, quakes: [QUAKE] });
const openeew = (device?: sensor.Device, rateHz = 31.25) => sensor.openeewPackets(quaking(rateHz), rateHz, device);

test("an earthquake is one P at its onset, declared with the first packet that shows it", () => {
  const { first, all } = run(openeew());
  const [p, ...others] = first;
  expect(p?.phase).toBe("P");
  expect(Math.abs(secondsOf(p) - QUAKE.pS)).toBeLessThan(0.15);
  expect(p?.phaseProbability).toBeGreaterThan(0.8);
  expect(p?.uncertaintyS).toBeLessThan(0.2);
  expect((p?.receivedMs ?? 0) - (p?.timeMs ?? 0)).toBeLessThan(2500);
  for (const { phase, timeMs } of others) {
    expect(phase).toBe("S");
    expect(Math.abs(timeMs - START_MS - QUAKE.sS * 1000)).toBeLessThan(700);
  }
  expect(outcomes(all, "used")).toBe(all.length);
});

test("a pick keeps its id and time while its window and peaks grow, and is what the contract says", () => {
  const { picks } = run(openeew());
  const updates = picks.filter(({ phase }) => phase === "P");
  expect(updates.length).toBeGreaterThan(3);
  updates.forEach((pick, i) => {
    expect(pickTopic.decode(pickTopic.encode(pick))).toEqual(pick);
    const before = updates[i - 1] ?? pick;
    expect(pick).toMatchObject({ update: i, pickId: updates[0]?.pickId, timeMs: updates[0]?.timeMs });
    for (const peak of ["windowS", "pdM", "pvMps", "paMps2", "pgaMps2", "pgvMps"] as const) {
      expect(pick[peak]).toBeGreaterThanOrEqual(before[peak]);
    }
  });
  const last = updates.at(-1);
  expect(last?.paMps2).toBeGreaterThan(0.027);
  expect(last?.paMps2).toBeLessThan(0.06);
});

test("P parameters are those of the ground: a 1 Hz swing of known displacement", () => {
  const axes = sensor.shake({ rateHz: 100, seconds: 60, noiseGal: 0.01 });
  const amplitudeM = 0.001;
  const omega = 2 * Math.PI;
  for (let i = 4000; i < 6000; i += 1) {
    const sinceS = (i - 4000) / 100;
    // Grows from nothing, so that no step in velocity stands at the onset.
    const grown = Math.min(1, sinceS);
    axes.x[i] = (axes.x[i] ?? 0) - 100 * amplitudeM * omega ** 2 * grown * Math.sin(omega * sinceS);
  }
  const { picks } = run(sensor.miniseedPackets(axes, 100), sensor.seedStation);
  const last = picks.findLast(({ phase }) => phase === "P");
  expect(last?.windowS).toBeGreaterThan(4);
  expect((last?.paMps2 ?? 0) / (amplitudeM * omega ** 2)).toBeCloseTo(1, 1);
  expect((last?.pvMps ?? 0) / (amplitudeM * omega)).toBeGreaterThan(0.9);
  expect((last?.pvMps ?? 0) / (amplitudeM * omega)).toBeLessThan(1.3);
  expect((last?.pdM ?? 0) / amplitudeM).toBeGreaterThan(0.9);
  expect((last?.pdM ?? 0) / amplitudeM).toBeLessThan(1.8);
});

test("a pick tells periods, the horizontals' share and its detectors, and they belong to the ground", () => {
  const periodS = 1.25;
  const axes = sensor.shake({ rateHz: 100, seconds: 60, noiseGal: 0.01 });
  for (let i = 4000; i < 6000; i += 1) {
    const sinceS = (i - 4000) / 100;
    axes.x[i] = (axes.x[i] ?? 0) + 20 * Math.min(1, sinceS) * Math.sin((2 * Math.PI * sinceS) / periodS);
    axes.y[i] = (axes.y[i] ?? 0) + (axes.x[i] ?? 0) / 2;
  }
  const { picks } = run(sensor.miniseedPackets(axes, 100), sensor.seedStation);
  const last = picks.findLast(({ phase }) => phase === "P");
  expect((last?.tauCS ?? 0) / periodS).toBeGreaterThan(0.8);
  expect((last?.tauCS ?? 0) / periodS).toBeLessThan(1.5);
  expect((last?.tauPS ?? 0) / periodS).toBeGreaterThan(0.9);
  expect((last?.tauPS ?? 0) / periodS).toBeLessThan(1.8);
  expect(last?.horizontalToVertical).toBeCloseTo(Math.log10(0.5), 1);
  expect(run(openeew()).picks.at(3)?.detectors).toEqual(["staLta", "filterPicker"]);
});

test("the window of a P that goes on growing ends with S, not with its own growth", () => {
  const axes = sensor.shake({ rateHz: 100, seconds: 60 });
  const [pS, sS] = [40, 48];
  for (let i = pS * 100; i < 6000; i += 1) {
    const sinceS = i / 100 - pS;
    const p = 2 * (1 + Math.min(6, sinceS) ** 2) * Math.sin(2 * Math.PI * 4 * sinceS);
    const s = i >= sS * 100 ? 500 * Math.sin(2 * Math.PI * 2 * (i / 100 - sS)) : 0;
    axes.x[i] = (axes.x[i] ?? 0) + p + s / 4;
    // Scattering moves the horizontals more and more, but never more than the vertical.
    axes.y[i] = (axes.y[i] ?? 0) + p * Math.min(0.8, 0.1 + sinceS / 5) + s;
    axes.z[i] = (axes.z[i] ?? 0) + p * Math.min(0.7, 0.1 + sinceS / 6) + s;
  }
  const last = run(sensor.miniseedPackets(axes, 100), sensor.seedStation).picks.findLast(({ phase }) => phase === "P");
  expect(last?.windowS).toBeGreaterThan(sS - pS - 0.5);
  expect(last?.windowS).toBeLessThan(sS - pS + 2);
});

test("periods are not told while the displacement is that of the noise", () => {
  const weak = sensor.shake({ rateHz: 31.25, seconds: 60, quakes: [{ pS: 40, sS: 55, gal: 0.35 }] });
  const [first] = run(sensor.openeewPackets(weak, 31.25)).picks;
  expect(first?.phase).toBe("P");
  expect(first?.pdM ?? 1).toBeLessThan(3 * (first?.noisePdM ?? 0));
  expect(first).not.toHaveProperty("tauCS");
  expect(first).not.toHaveProperty("tauPS");
});

const RATES = [20, 31.25, 50, 100, 125, 200] as const;

test.each(
  RATES.flatMap((rateHz) => (["m/s2", "m/s"] as const).map((unit) => [rateHz, unit] as const)),
)("at %d Hz in %s an offset of a whole g at the start triggers nothing, and P four seconds later is caught", (rateHz, unit) => {
  const made = sensor.shake({ rateHz, seconds: 20, quakes: [{ pS: 4.3, sS: 9, gal: 20 }] });
  const tilted = (samples: Float64Array) => samples.map((value) => value + 981);
  const axes = { x: tilted(made.x), y: tilted(made.y), z: tilted(made.z) };
  // Of a velocity sensor the same numbers are a thousandth of a metre a second.
  const channels = sensor.seedStation.channels.map((channel) => ({
    ...channel,
    unit,
    sensitivity: unit === "m/s" ? 1e8 : 1e5,
  }));
  const station = { ...sensor.seedStation, sampleRateHz: rateHz, channels };
  const { first } = run(sensor.miniseedPackets(axes, rateHz), station);
  expect(first[0]?.phase).toBe("P");
  expect(Math.abs(secondsOf(first[0]) - 4.3)).toBeLessThan(0.2);
});

test("P with 0.3 s in its packet is declared with that packet, and with less by the next one", () => {
  for (const pS of [40.1, 40.25, 40.4, 40.65, 40.9]) {
    const axes = sensor.shake({ rateHz: 100, seconds: 50, quakes: [{ pS, sS: 46, gal: 3 }] });
    const [pick] = run(sensor.miniseedPackets(axes, 100), sensor.seedStation).first;
    const heldS = Math.ceil(pS) - pS;
    const packetEndS = Math.ceil(pS) + (heldS >= 0.3 ? 0 : 1);
    expect(((pick?.knownMs ?? 0) - START_MS) / 1000).toBeLessThanOrEqual(packetEndS);
  }
});

test("an hour of noise gives no pick", () => {
  const { picks } = run(sensor.openeewPackets(sensor.shake({ rateHz: 31.25, seconds: 3600, seed: 7 }), 31.25));
  expect(picks).toEqual([]);
});

test.each([
  ["a single wrong sample", (i: number) => (i === 1200 ? 40 : 0)],
  ["two wrong samples, seconds apart", (i: number) => (i === 1200 || i === 1330 ? -25 : 0)],
  ["a level that jumps and stays", (i: number) => (i > 1200 ? 8 : 0)],
])("%s is no earthquake", (_, fault) => {
  const axes = sensor.shake({ rateHz: 31.25, seconds: 60 });
  axes.x.forEach((value, i) => {
    axes.x[i] = value + fault(i);
  });
  expect(run(sensor.openeewPackets(axes, 31.25)).picks).toEqual([]);
});

test("a channel that stood still and wakes is no earthquake, and is told as dead while it stands", () => {
  const axes = sensor.shake({ rateHz: 31.25, seconds: 60 });
  axes.x.fill(0.004, 0, 900);
  const { picks, all } = run(sensor.openeewPackets(axes, 31.25));
  expect(picks).toEqual([]);
  expect(all.map(({ health }) => health?.reason).join()).toMatch(/dead channel/);
});

test("a recorder that begins four seconds before P still catches it", () => {
  const axes = sensor.shake({ rateHz: 100, seconds: 20, quakes: [{ pS: 4.2, sS: 9, gal: 20 }] });
  const { first } = run(sensor.miniseedPackets(axes, 100), sensor.seedStation);
  expect(first[0]?.phase).toBe("P");
  expect(Math.abs(secondsOf(first[0]) - 4.2)).toBeLessThan(0.15);
});

const LIARS: readonly (readonly [string, sensor.Device, number])[] = [
  ["is 685 s behind", { clockMs: (ms) => ms - 685_000 }, 0.3],
  ["is 3258 s ahead", { clockMs: (ms) => ms + 3_258_000 }, 0.3],
  ["lives in 1970", { clockMs: (ms) => ms - START_MS + 5_000_123 }, 0.3],
  ["tells whole seconds", { clockMs: (ms) => Math.floor(ms / 1000) * 1000 }, 0.2],
  ["tells no time", { clockMs: () => undefined }, 0.2],
  ["is 0.9 s behind", { clockMs: (ms) => ms - 900 }, 0.2],
  ["leaps 100 s ahead before P", { clockMs: (ms, i) => ms + (i > 20 ? 100_000 : 0) }, 0.2],
  ["leaps 30 s back before P", { clockMs: (ms, i) => ms - (i > 20 ? 30_000 : 0) }, 0.2],
  ["is set right by the network before P", { clockMs: (ms, i) => ms - (i < 20 ? 1_900_000 : 0) }, 0],
  ["says twice its rate", { saysRateHz: 62.5 }, 0],
  ["says half its rate", { saysRateHz: 15.625 }, 0],
];

test.each(LIARS)("the pick is right within a second on a device whose clock %s", (_, device, leastUncertaintyS) => {
  const jitter = (i: number) => 150 + ((i * 37) % 11) * 30;
  const { first } = run(openeew({ latencyMs: jitter, ...device }));
  expect(first[0]?.phase).toBe("P");
  expect(Math.abs(secondsOf(first[0]) - QUAKE.pS)).toBeLessThan(1);
  expect(first[0]?.uncertaintyS).toBeGreaterThan(leastUncertaintyS);
});

test.each([
  30.05, 30.5, 31.34,
])("a device that samples at %d Hz and says 31.25 is timed and measured by the truth", (rateHz) => {
  const { first, all } = run(openeew({}, rateHz));
  expect(Math.abs(secondsOf(first[0]) - QUAKE.pS)).toBeLessThan(0.2);
  const fitted = all.findLast(({ health }) => health !== undefined)?.health?.fittedRateHz ?? 0;
  expect(Math.abs(fitted / rateHz - 1)).toBeLessThan(0.005);
});

test("every packet twice changes nothing but the counter of duplicates", () => {
  const once = openeew();
  const twice = once.flatMap((packet) => [packet, { ...packet, receivedMs: packet.receivedMs + 30 }]);
  const { picks, all } = run(twice);
  expect(picks).toEqual(run(once).picks);
  expect(outcomes(all, "duplicate")).toBe(once.length);
});

test("a packet that comes again after ten others is late and changes nothing", () => {
  const once = openeew();
  const again = once.flatMap((packet, i) =>
    i % 12 === 11 ? [packet, { ...(once[i - 10] ?? packet), receivedMs: packet.receivedMs + 5 }] : [packet],
  );
  const { picks, all } = run(again);
  expect(picks).toEqual(run(once).picks);
  expect(outcomes(all, "late")).toBe(again.length - once.length);
});

test("a packet from 1970 in a good stream is counted and the next one is used", () => {
  const packets = openeew();
  const odd = sensor.openeewPackets(quaking(31.25), 31.25, { clockMs: (ms) => ms - START_MS })[10];
  const withOdd = packets.toSpliced(10, 0, {
    ...(odd ?? packets[0]),
    receivedMs: packets[10]?.receivedMs ?? 0,
  } as Packet);
  // Its samples are those of packet 10: made different, so that its clock is what gives it away.
  const body = JSON.parse(Buffer.from(withOdd[10]?.payload ?? []).toString()) as { x: number[] };
  withOdd[10] = sensor.openeewPacket({ ...body, x: body.x.map((value) => value + 0.5) }, packets[10]?.receivedMs ?? 0);
  const { picks, all } = run(withOdd);
  expect(all[10]?.outcome).toBe("badtime");
  expect(all[11]?.outcome).toBe("used");
  expect(picks).toEqual(run(packets).picks);
});

test("samples that the firmware sends again with the next packet are not counted twice", () => {
  const rateHz = 31.25;
  const axes = quaking(rateHz);
  const packets = openeew().map((packet, i) => {
    const body = JSON.parse(Buffer.from(packet.payload).toString()) as Record<string, number[]>;
    const resent = (axis: "x" | "y" | "z") =>
      [...axes[axis].subarray(Math.max(0, i * 32 - 12), i * 32 + 32)].map((v) => Number(v.toFixed(3)));
    return sensor.openeewPacket({ ...body, x: resent("x"), y: resent("y"), z: resent("z") }, packet.receivedMs);
  });
  const { first, all } = run(packets);
  expect(Math.abs(secondsOf(first[0]) - QUAKE.pS)).toBeLessThan(0.15);
  expect(all.slice(1).every(({ samples }) => samples === 96)).toBe(true);
});

test("a history of ten seconds after a break fills the hole without a gap", () => {
  const axes = quaking(31.25);
  const packets = openeew();
  const cut = (axis: "x" | "y" | "z") =>
    [...axes[axis].subarray(15 * 32, 26 * 32)].map((value) => Number(value.toFixed(3)));
  const at = packets[25];
  const history = {
    device_id: "test",
    device_t: ((at?.receivedMs ?? 0) - 200) / 1000,
    traces: { x: cut("x"), y: cut("y"), z: cut("z") },
  };
  const { first, all } = run([
    ...packets.slice(0, 17),
    sensor.openeewPacket(history, at?.receivedMs ?? 0),
    ...packets.slice(26),
  ]);
  expect(Math.abs(secondsOf(first[0]) - QUAKE.pS)).toBeLessThan(0.15);
  expect(all.at(-1)?.health?.gaps ?? all.findLast(({ health }) => health !== undefined)?.health?.gaps).toBe(0);
  expect(all.reduce((sum, { samples }) => sum + samples, 0)).toBe(packets.length * 96);
});

test("packets that come in one burst after a break are timed as they were taken", () => {
  const held = (i: number) => (i >= 30 && i < 42 ? (42 - i) * 1024 + 200 : 200);
  const { first } = run(openeew({ latencyMs: held }));
  expect(first[0]?.phase).toBe("P");
  expect(Math.abs(secondsOf(first[0]) - QUAKE.pS)).toBeLessThan(0.15);
});

test("after a gap nothing triggers for two seconds, and what comes later does", () => {
  const drop = (packets: Packet[], fromS: number, toS: number) =>
    packets.filter((_, i) => i * 1.024 < fromS || i * 1.024 > toS);
  const blind = run(drop(openeew(), 28, 39));
  expect(blind.first.filter(({ phase }) => phase === "P")).toEqual([]);
  const seeing = run(drop(openeew(), 26, 36));
  expect(Math.abs(secondsOf(seeing.first[0]) - QUAKE.pS)).toBeLessThan(0.15);
  expect(seeing.all.findLast(({ health }) => health !== undefined)?.health?.gaps).toBe(1);
});

test("components in packets of their own give the same P as in one", () => {
  const axes = quaking(100);
  const together = run(sensor.miniseedPackets(axes, 100), sensor.seedStation);
  const apart = run(sensor.miniseedPackets(axes, 100, { apart: true }), sensor.seedStation);
  expect(Math.abs(secondsOf(together.first[0]) - QUAKE.pS)).toBeLessThan(0.1);
  expect(apart.first[0]).toMatchObject({ phase: "P", timeMs: together.first[0]?.timeMs });
});

test("records of eight seconds give the same P as records of one", () => {
  const axes = quaking(100);
  const short = run(sensor.miniseedPackets(axes, 100), sensor.seedStation);
  const long = run(sensor.miniseedPackets(axes, 100, { seconds: 8 }), sensor.seedStation);
  expect(Math.abs((long.first[0]?.timeMs ?? 0) - (short.first[0]?.timeMs ?? 0))).toBeLessThan(100);
});

test("miniSEED from another day is not believed and the station says why", () => {
  const packets = sensor
    .miniseedPackets(quaking(100), 100)
    .map((packet) => ({ ...packet, receivedMs: packet.receivedMs + 86_400_000 }));
  const { picks, all } = run(packets, sensor.seedStation);
  expect(picks).toEqual([]);
  expect(outcomes(all, "badtime")).toBe(all.length);
  expect(all.findLast(({ health }) => health !== undefined)?.health).toMatchObject({
    state: "quarantined",
    reason: expect.stringMatching(/clock/),
  });
});

test("ground motion comes second by second with the peaks of that second", () => {
  const axes = sensor.shake({ rateHz: 100, seconds: 30, noiseGal: 0 });
  for (let i = 1250; i < 1260; i += 1) axes.y[i] = 50 * Math.sin(((i - 1250) / 5) * Math.PI);
  const motion = run(sensor.miniseedPackets(axes, 100), sensor.seedStation).all.flatMap((decoded) => decoded.motion);
  expect(motion.map(({ timeMs }) => timeMs - START_MS)).toEqual(Array.from({ length: 29 }, (_, i) => i * 1000));
  const shaken = motion.find(({ timeMs }) => timeMs === START_MS + 12_000);
  expect(shaken?.pgaMps2).toBeGreaterThan(0.4);
  expect(shaken?.intensity).toBeGreaterThan(3.5);
  expect(shaken?.watermarkMs).toBeGreaterThanOrEqual(START_MS + 12_990);
  expect(motion.find(({ timeMs }) => timeMs === START_MS + 10_000)?.pgaMps2).toBeLessThan(0.01);
});

test("a broken packet is counted with its reason and the next one is used", () => {
  const packets = openeew();
  const { all } = run(packets.toSpliced(20, 1, sensor.openeewPacket('{"x":[1,2', packets[20]?.receivedMs ?? 0)));
  expect(all[20]).toMatchObject({ outcome: "malformed", reason: expect.stringMatching(/not JSON/) });
  expect(all[21]?.outcome).toBe("used");
  expect(all.findLast(({ health }) => health !== undefined)?.health?.malformed).toBe(1);
});

test("health is warming, then ok, told at the change and every ten seconds", () => {
  const health = run(openeew()).all.flatMap((decoded) => decoded.health ?? []);
  expect(health.map(({ state }) => state)).toEqual(["warming", "ok", "ok", "ok", "ok", "ok"]);
  expect(health.at(-1)).toMatchObject({ gaps: 0, duplicates: 0, late: 0, malformed: 0, reason: "" });
  expect(health.at(-1)?.latencyS).toBeCloseTo(0.2, 1);
  expect(health.at(-1)?.noiseMps2).toBeGreaterThan(2e-4);
  expect(health.at(-1)?.noiseMps2).toBeLessThan(8e-4);
});

test("the same packets give the same picks, byte for byte", () => {
  const packets = openeew({ clockMs: (ms) => ms - 685_000 });
  expect(JSON.stringify(run(packets).all)).toBe(JSON.stringify(run(packets).all));
});

test("nothing that may come by the wire ends the process, and every message it causes is valid", () => {
  const long = fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(0.004)), {
    minLength: 1,
    maxLength: 200,
  });
  const clock = fc.oneof(fc.double({ min: -1e9, max: 1e10, noNaN: true }), fc.constantFrom(START_MS / 1000, 0, 1.5e9));
  const odd = fc.record({
    x: long,
    sr: fc.constantFrom(1, 10, 31.25, 100, 1000),
    device_t: clock,
    stepMs: fc.integer({ min: 0, max: 5000 }),
  });
  const good = openeew().slice(30, 50);
  fc.assert(
    fc.property(fc.array(fc.tuple(odd, fc.boolean()), { minLength: 1, maxLength: 25 }), (sent) => {
      const decoder = new StationDecoder(settings);
      let receivedMs = START_MS;
      sent.forEach(([{ x, sr, device_t, stepMs }, isGood], i) => {
        receivedMs += stepMs;
        const made = sensor.openeewPacket({ x, y: x, z: [...x].reverse(), sr, device_t: device_t + i }, receivedMs);
        const { motion, picks, health } = decoder.push(isGood ? (good[i % good.length] ?? made) : made, sensor.station);
        const world = { mode: "live", run: "" } as const;
        for (const pick of picks) pickTopic.decode(pickTopic.encode(pick));
        if (motion.length > 0) motions.decode(motions.encode({ ...world, stations: [...motion] }));
        if (health !== undefined) healths.decode(healths.encode({ ...world, stations: [health] }));
      });
    }),
    { numRuns: 600 },
  );
});

test("records hours apart in one packet cost no more than two", () => {
  const [early, late] = [0, 5 * 3_600_000].map((laterMs) => {
    const record = {
      network: "XX",
      station: "AAA",
      location: "",
      channel: "HNZ",
      startMs: START_MS + laterMs,
      sampleRateHz: 100,
    };
    return encodeMiniSeed2({ ...record, samples: Int32Array.from({ length: 100 }, (_, i) => i % 7) });
  });
  const payload = Buffer.concat([early ?? new Uint8Array(), late ?? new Uint8Array()]);
  const [packet] = sensor.miniseedPackets(quaking(100), 100);
  if (packet === undefined) throw new Error("no packet");
  const { all } = run([{ ...packet, payload, receivedMs: START_MS + 5 * 3_600_000 + 2000 }], sensor.seedStation);
  expect(all[0]).toMatchObject({ outcome: "used", samples: 200 });
});

test("a velocity sensor's motion is that of an accelerometer beside it", () => {
  const hz = 3;
  const amplitudeMps = 0.02;
  const velocity = Float64Array.from(
    { length: 2000 },
    (_, i) => amplitudeMps * 1e6 * Math.sin((2 * Math.PI * hz * i) / 100),
  );
  const record = { network: "XX", station: "AAA", location: "", channel: "EHZ", sampleRateHz: 100 };
  const [template] = sensor.miniseedPackets(quaking(100), 100);
  if (template === undefined) throw new Error("no packet");
  const packets = Array.from({ length: 20 }, (_, i): Packet => {
    const samples = Int32Array.from(velocity.subarray(i * 100, i * 100 + 100));
    const startMs = START_MS + i * 1000;
    return { ...template, receivedMs: startMs + 1200, payload: encodeMiniSeed2({ ...record, startMs, samples }) };
  });
  const geophone: Station = {
    ...sensor.seedStation,
    channels: [{ code: "EHZ", component: "Z", unit: "m/s", sensitivity: 1e6 }],
  };
  const last = run(packets, geophone)
    .all.flatMap(({ motion }) => motion)
    .at(-1);
  expect((last?.pgvMps ?? 0) / amplitudeMps).toBeCloseTo(1, 1);
  expect((last?.pgaMps2 ?? 0) / (amplitudeMps * 2 * Math.PI * hz)).toBeCloseTo(1, 1);
});

test("one lost packet of half a second is a gap, not half a second by which all times are wrong", () => {
  const rateHz = 64;
  const packets = openeew({ saysRateHz: rateHz, clockMs: (trueMs) => trueMs + 0.5 }, rateHz);
  const { first, all } = run(packets.filter((_, i) => i !== 66));
  expect(Math.abs(secondsOf(first[0]) - QUAKE.pS)).toBeLessThan(0.15);
  expect(all.findLast(({ health }) => health !== undefined)?.health?.gaps).toBe(1);
});
