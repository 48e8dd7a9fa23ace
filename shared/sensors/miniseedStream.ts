// miniSEED 2 records of one station: their times are believed; gaps, overlaps and repeats are told by them, per
// component.
import type { Packet } from "../contracts/packet.ts";
import type { Channel, Station } from "../contracts/station.ts";
import { decodeMiniSeed2, type MiniSeedRecord } from "../seismo/miniseed2.ts";
import { type ComponentName, isAtEnd, type Segment, type Taken, toSi } from "./segment.ts";

/** A data logger's clock may be a little ahead of the edge's; records may have waited in a buffer for some hours. */
const MAX_AHEAD_MS = 5_000;
const MAX_BEHIND_MS = 6 * 3_600_000;
/** Breaks shorter than this many samples are rounding of the record's start time. */
const GAP_SAMPLES = 2.5;

type Refused = Exclude<Taken, { kind: "segments" }>;
type Placed = { readonly kind: "segment"; readonly segment: Segment } | { readonly kind: "ignored" } | Refused;

export class MiniSeedStream {
  readonly #nextMs = new Map<ComponentName, number>();

  push(packet: Packet, station: Station): Taken {
    const { records, faults } = decodeMiniSeed2(packet.payload);
    const placed = records.map((record) => this.#place(record, packet.receivedMs, station));
    const segments = placed.flatMap((one) => (one.kind === "segment" ? [one.segment] : []));
    const reasons = [...faults, ...placed.flatMap((one) => (one.kind === "malformed" ? [one.reason] : []))];
    const [segment] = segments;
    if (segment !== undefined) {
      const fittedRateHz = 1000 / segment.periodMs;
      const clock = { uncertaintyS: 0.01, offsetS: 0, fittedRateHz, rateKnown: true, distrust: "" };
      return { kind: "segments", segments, clock, faults: reasons };
    }
    const refused = placed.find((one): one is Refused => one.kind !== "segment" && one.kind !== "ignored");
    if (refused !== undefined) return refused;
    const codes = records.map((record) => record.channel).join(", ");
    const known = station.channels.map((channel) => channel.code).join(", ");
    const nothing = records.length === 0 ? "no record" : `channels: got ${codes}, want one of the station's: ${known}`;
    return { kind: "malformed", reason: reasons[0] ?? nothing };
  }

  #place(record: MiniSeedRecord, receivedMs: number, station: Station): Placed {
    const channel = channelOf(record, station);
    if (channel === undefined) return { kind: "ignored" };
    const periodMs = 1000 / record.sampleRateHz;
    const count = record.samples.length;
    const endMs = record.startMs + count * periodMs;
    if (endMs > receivedMs + MAX_AHEAD_MS || endMs < receivedMs - MAX_BEHIND_MS) {
      const offsetS = ((endMs - receivedMs) / 1000).toFixed(1);
      return { kind: "badtime", reason: `clock: record ends ${offsetS} s after its receipt, want -21600 to 5` };
    }
    const nextMs = this.#nextMs.get(channel.component);
    const aheadMs = nextMs === undefined ? 0 : record.startMs - nextMs;
    const skip = aheadMs < -periodMs / 2 ? Math.round(-aheadMs / periodMs) : 0;
    if (skip === count) return { kind: "duplicate" };
    if (skip > count) return { kind: "late" };
    const samples = toSi(record.samples, channel.sensitivity, skip);
    if (samples === undefined) return { kind: "malformed", reason: `${record.channel}: a sample is beyond 1000 m/s²` };
    this.#nextMs.set(channel.component, endMs);
    const gap = nextMs !== undefined && aheadMs > GAP_SAMPLES * periodMs;
    const startMs = record.startMs + skip * periodMs;
    const { component, unit } = channel;
    const clipped = isAtEnd(record.samples);
    return { kind: "segment", segment: { component, quantity: unit, samples, startMs, periodMs, gap, clipped } };
  }
}

/** The station's first channel for a component is the one that is used; another sensor beside it is left alone. */
function channelOf(record: MiniSeedRecord, station: Station): Channel | undefined {
  const channel = station.channels.find((candidate) => candidate.code === record.channel);
  const first = station.channels.find((candidate) => candidate.component === channel?.component);
  return channel === first ? channel : undefined;
}
