// Compact packets through the decoder: the same samples are the same ground, whatever bytes carried them.
import { expect, test } from "vitest";
import { decoderTable } from "../../../services/decoder/config.ts";
import { type Decoded, StationDecoder } from "../../../services/decoder/station.ts";
import { encodeCompact } from "../../../shared/contracts/compactPacket.ts";
import type { Packet } from "../../../shared/contracts/packet.ts";
import { readConfig } from "../../../shared/runtime/config.ts";
import { parseOpeneew } from "../../../shared/sensors/openeew.ts";
import * as sensor from "./sensor.ts";

const settings = readConfig(decoderTable, {});
const quaking = sensor.shake({ rateHz: 31.25, seconds: 60, quakes: [{ pS: 40, sS: 46, gal: 3 }] });
/** Device time to the millisecond, as both formats can say it, and never a whole second. */
const openeew = sensor.openeewPackets(quaking, 31.25, { clockMs: (trueMs) => Math.round(trueMs) });

/** 0.001 gal is 10 µm/s². */
function compactOf(packet: Packet): Packet {
  const parsed = parseOpeneew(packet.payload);
  const block = parsed.kind === "blocks" ? parsed.blocks[0] : undefined;
  if (block === undefined) throw new Error("no block");
  const countsOf = (axis: "x" | "y" | "z") => Int32Array.from(block.axes[axis] ?? [], (gal) => Math.round(gal * 1000));
  const axes = [countsOf("x"), countsOf("y"), countsOf("z")] as const;
  const { deviceMs, rateHz = 0 } = block;
  return { ...packet, format: "compact", payload: encodeCompact({ deviceMs, rateHz, umps2PerCount: 10, axes }) };
}

function run(packets: readonly Packet[]): Decoded[] {
  const decoder = new StationDecoder(settings);
  return packets.map((packet) => decoder.push(packet, sensor.station));
}

const outcomes = (all: readonly Decoded[]) => all.map(({ outcome }) => outcome);

test("compact and OpenEEW packets of the same samples give the same picks, motion and health", () => {
  const compact = openeew.map(compactOf);
  const told = run(compact);
  expect(told.flatMap(({ picks }) => picks).length).toBeGreaterThan(3);
  expect(told).toEqual(run(openeew));
});

test("a device may change from one format to the other in the middle of an earthquake", () => {
  expect(run(openeew.map((packet, i) => (i % 2 === 0 ? compactOf(packet) : packet)))).toEqual(run(openeew));
});

test("a compact packet that comes twice is a duplicate", () => {
  const twice = openeew
    .slice(0, 10)
    .map(compactOf)
    .flatMap((packet) => [packet, packet]);
  expect(outcomes(run(twice))).toEqual(Array.from({ length: 10 }, () => ["used", "duplicate"]).flat());
});

test("a damaged one is malformed with its reason, and the next is used", () => {
  const packets = openeew.slice(0, 3).map(compactOf);
  const damaged = packets.map((packet, i) => (i === 1 ? { ...packet, payload: packet.payload.slice(0, -1) } : packet));
  const all = run(damaged);
  expect(outcomes(all)).toEqual(["used", "malformed", "used"]);
  expect(all[1]?.reason).toContain("compact.crc");
});

test("whole seconds are times like any other: a compact packet counts milliseconds", () => {
  const whole = openeew.slice(0, 40).map((packet, i) => {
    const { payload, ...rest } = compactOf(packet);
    const parsed = parseOpeneew(packet.payload);
    const block = parsed.kind === "blocks" ? parsed.blocks[0] : undefined;
    const axes = [block?.axes.x, block?.axes.y, block?.axes.z].map((axis) =>
      Int32Array.from(axis ?? [], (v) => v * 1000),
    );
    const [x = new Int32Array(), y = new Int32Array(), z = new Int32Array()] = axes;
    const deviceMs = sensor.START_MS + 1000 * i;
    return {
      ...rest,
      receivedMs: deviceMs + 200,
      payload: encodeCompact({ deviceMs, rateHz: 32, umps2PerCount: 10, axes: [x, y, z] }),
    };
  });
  const health = run(whole).findLast((decoded) => decoded.health !== undefined)?.health;
  expect(health?.state).toBe("ok");
  expect(health?.fittedRateHz).toBeCloseTo(32, 2);
});
