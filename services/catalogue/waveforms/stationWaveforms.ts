// What a station's packets say of a span of time: continuous pieces of each channel, in its counts, with their times.
import type { Packet } from "../../../shared/contracts/packet.ts";
import type { Channel, Station } from "../../../shared/contracts/station.ts";
import { AXES } from "../../../shared/sensors/deviceBlock.ts";
import { DeviceStream } from "../../../shared/sensors/deviceStream.ts";
import { MiniSeedStream } from "../../../shared/sensors/miniseedStream.ts";
import type { ComponentName, Segment } from "../../../shared/sensors/segment.ts";
import { Piece } from "./piece.ts";

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ChannelPieces {
  readonly channel: Channel;
  /** In order of time, without overlap. */
  readonly pieces: readonly Piece[];
}

/** A device's clock and rate are fitted to the packets of about a minute. */
const RUN_IN_MS = 150_000;
/** Packets that come so much later than their samples are not waited for. */
const LATE_MS = 60_000;

/** @param packets of this station, in the order they came */
export function stationWaveforms(station: Station, packets: Iterable<Packet>, span: Span): readonly ChannelPieces[] {
  const device = new DeviceStream();
  const miniseed = new MiniSeedStream();
  const tracks = new Map<Channel, Track>();
  for (const packet of packets) {
    const { receivedMs, format } = packet;
    if (!(receivedMs >= span.fromMs - RUN_IN_MS && receivedMs <= span.toMs + LATE_MS)) continue;
    const isDevice = format !== "miniseed2";
    const taken = (isDevice ? device : miniseed).push(packet, station);
    if (taken.kind !== "segments") continue;
    for (const segment of taken.segments) {
      const channel = channelOf(station, segment.component, isDevice);
      if (channel === undefined) continue;
      const track = tracks.get(channel) ?? new Track(span);
      tracks.set(channel, track);
      track.push(segment);
    }
  }
  return [...tracks].map(([channel, track]) => ({ channel, pieces: track.pieces(channel.sensitivity) }));
}

/** The one that the streams read: the first of its component, for devices the first whose code is an axis. */
function channelOf({ channels }: Station, component: ComponentName, isDevice: boolean): Channel | undefined {
  const isAxis = (code: string) => AXES.some((axis) => axis === code.toLowerCase());
  return channels.find((channel) => channel.component === component && (!isDevice || isAxis(channel.code)));
}

/** Two samples' times that differ by more than this share of a sample are no neighbours. */
const TOLERANCE = 0.5;

class Track {
  readonly #span: Span;
  readonly #runs: Segment[][] = [];
  #endMs = Number.NEGATIVE_INFINITY;

  constructor(span: Span) {
    this.#span = span;
  }

  /** What lies in the span and was not there before: a clock may be set back. */
  push(segment: Segment): void {
    const part = partOf(segment, { fromMs: Math.max(this.#span.fromMs, this.#endMs), toMs: this.#span.toMs });
    if (part === undefined) return;
    const run = this.#runs.at(-1);
    const isNext = !part.gap && Math.abs(part.startMs - this.#endMs) <= TOLERANCE * part.periodMs;
    if (run === undefined || !isNext) this.#runs.push([part]);
    else run.push(part);
    this.#endMs = part.startMs + part.samples.length * part.periodMs;
  }

  pieces(sensitivity: number): readonly Piece[] {
    return this.#runs.map((run) => new Piece(run, sensitivity));
  }
}

/** Samples from `fromMs` on, by half a sample, and before `toMs`. */
function partOf(segment: Segment, { fromMs, toMs }: Span): Segment | undefined {
  const { startMs, periodMs, samples, gap } = segment;
  const first = Math.max(0, Math.ceil((fromMs - startMs) / periodMs - TOLERANCE));
  const end = Math.min(samples.length, Math.ceil((toMs - startMs) / periodMs));
  if (!(end > first)) return undefined;
  return {
    ...segment,
    gap: gap && first === 0,
    samples: samples.subarray(first, end),
    startMs: startMs + first * periodMs,
  };
}
