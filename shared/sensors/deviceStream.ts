// Packets of one low-cost device, in order, OpenEEW's or compact: resent samples are recognised by their content, times
// come from the fitted clock.
import type { Packet } from "../contracts/packet.ts";
import type { Station } from "../contracts/station.ts";
import { parseCompact } from "./compact.ts";
import { AXES, type Axis, type DeviceBlock } from "./deviceBlock.ts";
import { DeviceClock, type Timing } from "./deviceClock.ts";
import { parseOpeneew } from "./openeew.ts";
import { type ClockState, isAtEnd, type Segment, type Taken, toSi } from "./segment.ts";

/** Samples that must agree on every axis to be taken for the same ones. */
const SIGNATURE = 8;
const SHORTEST_OVERLAP = 3;
const TOO_LARGE = "a sample is beyond 1000 m/s²: the channel's sensitivity or the packet is wrong";

type Tail = Partial<Record<Axis, Float64Array>>;
type Timed = Extract<Timing, { kind: "timed" }>;

export class DeviceStream {
  readonly #clock = new DeviceClock();
  #tail: Tail = {};

  push(packet: Packet, station: Station): Taken {
    const parsed = packet.format === "compact" ? parseCompact(packet.payload) : parseOpeneew(packet.payload);
    if (parsed.kind === "malformed") return parsed;
    const parts = parsed.blocks.map((block) => this.#pushBlock(block, packet, station));
    return joined(parts);
  }

  #pushBlock(block: DeviceBlock, packet: Packet, station: Station): Taken {
    const skip = overlapOf(this.#tail, block);
    if (skip === block.count) return { kind: "duplicate" };
    const count = block.count - skip;
    const { receivedMs } = packet;
    const nominalRateHz = block.rateHz ?? station.sampleRateHz;
    const readable = readAxes(block, station, skip);
    if (readable === undefined) return { kind: "malformed", reason: TOO_LARGE };
    if (readable.length === 0) {
      const codes = station.channels.map((channel) => channel.code).join(", ");
      return { kind: "malformed", reason: `axes: got ${Object.keys(block.axes)}, want one of the station's: ${codes}` };
    }
    const deviceMs = packet.format === "openeew" && isCoarse(block.deviceMs) ? undefined : block.deviceMs;
    const timing = this.#clock.push({ count, deviceMs, receivedMs, nominalRateHz });
    if (timing.kind === "badtime") return { kind: "badtime", reason: `device_t ${block.deviceMs} ms is out of line` };
    if (timing.kind !== "timed") return timing;
    this.#tail = tailOf(this.#tail, block, timing.gap);
    const { lastMs, periodMs, gap } = timing;
    const startMs = lastMs - (count - 1) * periodMs;
    return {
      kind: "segments",
      segments: readable.map((part) => ({ ...part, startMs, periodMs, gap })),
      clock: clockStateOf(timing),
      faults: [],
    };
  }
}

/** Whole seconds, as some firmware sends them, are too coarse to time samples by; receipt is better. */
function isCoarse(deviceMs: number | undefined): boolean {
  return deviceMs !== undefined && deviceMs % 1000 === 0;
}

function clockStateOf({ uncertaintyS, offsetS, periodMs, rateKnown, settled }: Timed): ClockState {
  const distrust = settled ? "" : `clock: device is ${(-offsetS).toFixed(1)} s behind receipt and not settled`;
  return { uncertaintyS, offsetS, fittedRateHz: 1000 / periodMs, rateKnown, distrust };
}

type Readable = Pick<Segment, "component" | "quantity" | "samples" | "clipped">;

function readAxes(block: DeviceBlock, station: Station, skip: number): Readable[] | undefined {
  const parts: Readable[] = [];
  for (const { code, component, unit, sensitivity } of station.channels) {
    const axis = AXES.find((name) => name === code.toLowerCase());
    const counts = axis === undefined ? undefined : block.axes[axis];
    if (counts === undefined || parts.some((part) => part.component === component)) continue;
    const samples = toSi(counts, sensitivity, skip);
    if (samples === undefined) return undefined;
    parts.push({ component, quantity: unit, samples, clipped: isAtEnd(counts) });
  }
  return parts;
}

function tailOf(before: Tail, block: DeviceBlock, gap: boolean): Tail {
  const tail: Tail = {};
  for (const axis of AXES) {
    const samples = block.axes[axis];
    if (samples === undefined) continue;
    const older = gap ? undefined : before[axis];
    const isShort = samples.length < SIGNATURE && older !== undefined;
    tail[axis] = isShort ? Float64Array.of(...older, ...samples).slice(-SIGNATURE) : samples.slice(-SIGNATURE);
  }
  return tail;
}

/** How many samples at the beginning of the block were there before: the firmware sends its last ones again. */
export function overlapOf(tail: Tail, block: DeviceBlock): number {
  const axes = AXES.filter((axis) => tail[axis] !== undefined && block.axes[axis] !== undefined);
  const length = Math.min(...axes.map((axis) => tail[axis]?.length ?? 0));
  if (axes.length === 0 || !axes.some((axis) => isLively(tail[axis] ?? new Float64Array(0)))) return 0;
  const [first = "x"] = axes;
  const samples = block.axes[first];
  const last = tail[first]?.at(-1);
  for (let end = block.count; end >= SHORTEST_OVERLAP; end -= 1) {
    // Hardly any end agrees in so much as one sample.
    if (samples?.[end - 1] !== last) continue;
    const compared = Math.min(length, end);
    if (compared < SHORTEST_OVERLAP) break;
    if (axes.every((axis) => endsAlike(tail[axis], block.axes[axis], { end, compared }))) return end;
  }
  return 0;
}

function endsAlike(
  tail: Float64Array | undefined,
  samples: Float64Array | undefined,
  of: { end: number; compared: number },
) {
  if (tail === undefined || samples === undefined) return false;
  for (let back = 1; back <= of.compared; back += 1) {
    if (tail[tail.length - back] !== samples[of.end - back]) return false;
  }
  return true;
}

/** At least three different values: a channel that stands still repeats itself without being resent. */
function isLively(samples: Float64Array): boolean {
  const first = samples[0];
  let second: number | undefined;
  for (let i = 1; i < samples.length; i += 1) {
    const value = samples[i];
    if (value === first || value === second) continue;
    if (second !== undefined) return true;
    second = value;
  }
  return false;
}

/** Blocks of one packet as one result: what was usable, or why nothing was. */
function joined(parts: readonly Taken[]): Taken {
  const [first] = parts;
  if (first === undefined) return { kind: "malformed", reason: "no traces" };
  if (parts.length === 1) return first;
  const good = parts.filter((part) => part.kind === "segments");
  const last = good.at(-1);
  if (last === undefined) return first;
  return { ...last, segments: good.flatMap((part) => part.segments) };
}
