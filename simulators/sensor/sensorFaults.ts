// What breaks in a low-cost sensor: in what it measures, in the bytes it sends, in its battery.
import { drawAt } from "../random.ts";

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}
/** 0 up, 1 north, 2 east. */
export type AxisIndex = 0 | 1 | 2;

/** In what is measured. */
export type SampleFault = Span &
  (
    | { readonly kind: "clipping"; readonly fullScaleMps2: number }
    | { readonly kind: "deadAxis"; readonly axis: AxisIndex }
    /** All axes repeat one value. */
    | { readonly kind: "stuck"; readonly valueMps2: number }
    | { readonly kind: "spikes"; readonly perMinute: number; readonly peakMps2: number }
    | { readonly kind: "baselineStep"; readonly axis: AxisIndex; readonly byMps2: number }
    | { readonly kind: "wrongGain"; readonly factor: number }
    | { readonly kind: "swappedAxes"; readonly axes: readonly [AxisIndex, AxisIndex] }
    /** A share of the packets holds a block of something else. */
    | { readonly kind: "foreignBlock"; readonly share: number; readonly peakMps2: number }
  );

/** In the bytes: a share of the packets. */
export type ByteFault = Span &
  ({ readonly kind: "corrupt"; readonly share: number } | { readonly kind: "truncated"; readonly share: number });

/** From `fromMs` on nothing is sent, until somebody brings a new one. */
export type BatteryFault = Span & { readonly kind: "battery" };

export type SensorFault = SampleFault | ByteFault | BatteryFault;

type Axes = [Float64Array, Float64Array, Float64Array];

export interface Samples {
  readonly axes: Axes;
  readonly fromMs: number;
  readonly rateHz: number;
}

export interface Chance {
  readonly key: number;
  readonly sequence: number;
}

const LANES = { foreign: 80, foreignHz: 81, damaged: 82, where: 83, what: 84, spike: 90, spikeHeight: 91 } as const;

export function isBatteryDead(faults: readonly SensorFault[], timeMs: number): boolean {
  return faults.some(({ kind, fromMs, toMs }) => kind === "battery" && timeMs >= fromMs && timeMs < toMs);
}

/** Those of the faults that change these samples. */
export function sampleFaultsIn(faults: readonly SensorFault[], { fromMs, toMs }: Span, chance: Chance): SampleFault[] {
  const found: SampleFault[] = [];
  for (const fault of faults) {
    if (fault.kind === "battery" || fault.kind === "corrupt" || fault.kind === "truncated") continue;
    if (toMs < fault.fromMs || fromMs >= fault.toMs) continue;
    if (fault.kind !== "foreignBlock" || happens(fault.share, LANES.foreign, chance)) found.push(fault);
  }
  return found;
}

/** In the order of the list. */
export function spoil(samples: Samples, faults: readonly SampleFault[], chance: Chance): void {
  for (const fault of faults) spoilBy(samples, fault, chance);
}

function spoilBy(samples: Samples, fault: SampleFault, chance: Chance): void {
  const { axes, fromMs, rateHz } = samples;
  const indexOf = (timeMs: number) =>
    Math.min(axes[0].length, Math.max(0, Math.ceil(((timeMs - fromMs) * rateHz) / 1000)));
  const [begin, end] = [indexOf(fault.fromMs), indexOf(fault.toMs)];
  const change = changeBy(fault, samples, chance);
  for (const axis of [0, 1, 2] as const) {
    const values = axes[axis];
    for (let i = begin; i < end; i += 1) values[i] = change(values[i] as number, axis, i);
  }
}

type Change = (value: number, axis: AxisIndex, i: number) => number;

function changeBy(fault: SampleFault, { axes, fromMs, rateHz }: Samples, chance: Chance): Change {
  switch (fault.kind) {
    case "clipping":
      return (value) => Math.max(-fault.fullScaleMps2, Math.min(fault.fullScaleMps2, value));
    case "deadAxis":
      return (value, axis) => (axis === fault.axis ? 0 : value);
    case "stuck":
      return () => fault.valueMps2;
    case "baselineStep":
      return (value, axis) => (axis === fault.axis ? value + fault.byMps2 : value);
    case "wrongGain":
      return (value) => value * fault.factor;
    case "swappedAxes":
      return swapped(axes, fault.axes);
    case "spikes":
      return (value, _axis, i) =>
        value + spikeAt(fault, { key: chance.key, rateHz, timeMs: fromMs + (i * 1000) / rateHz });
    case "foreignBlock": {
      const hz = 2 + 8 * drawAt(chance.key, LANES.foreignHz, chance.sequence);
      return (_value, _axis, i) => fault.peakMps2 * Math.cos((2 * Math.PI * hz * i) / rateHz);
    }
  }
}

function swapped(axes: Axes, [a, b]: readonly [AxisIndex, AxisIndex]): Change {
  const [ofA, ofB] = [axes[a].slice(), axes[b].slice()];
  return (value, axis, i) => (axis === a ? (ofB[i] as number) : axis === b ? (ofA[i] as number) : value);
}

/** One sample, the same on all axes: the bus between chip and processor. */
function spikeAt(
  { perMinute, peakMps2 }: { perMinute: number; peakMps2: number },
  { key, rateHz, timeMs }: { key: number; rateHz: number; timeMs: number },
): number {
  const sample = Math.round((timeMs * rateHz) / 1000);
  if (drawAt(key, LANES.spike, sample) >= perMinute / (60 * rateHz)) return 0;
  return peakMps2 * (drawAt(key, LANES.spikeHeight, sample) < 0.5 ? -1 : 1);
}

/** The packet as it leaves the device; the very bytes given where nothing is wrong. */
export function damage(
  payload: Uint8Array,
  faults: readonly SensorFault[],
  at: Chance & { timeMs: number },
): Uint8Array {
  let bytes = payload;
  for (const fault of faults) {
    if (fault.kind !== "corrupt" && fault.kind !== "truncated") continue;
    if (at.timeMs < fault.fromMs || at.timeMs >= fault.toMs || !happens(fault.share, LANES.damaged, at)) continue;
    const where = Math.floor(bytes.length * drawAt(at.key, LANES.where, at.sequence));
    bytes = fault.kind === "truncated" ? bytes.slice(0, Math.max(1, where)) : corrupted(bytes, where, at);
  }
  return bytes;
}

/** A handful of bytes overwritten, as by a buffer that was used twice. */
function corrupted(bytes: Uint8Array, where: number, { key, sequence }: Chance): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let i = 0; i < 8; i += 1) {
    copy[(where + i) % copy.length] = Math.floor(256 * drawAt(key, LANES.what, sequence * 8 + i));
  }
  return copy;
}

function happens(share: number, lane: number, { key, sequence }: Chance): boolean {
  return share >= 1 || drawAt(key, lane, sequence) < share;
}
