// One station that somebody watches: its packets as samples in SI units, timed as the decoder times them, and its trigger curve.
import type { Packet } from "../../../shared/contracts/packet.ts";
import type { Channel, Station } from "../../../shared/contracts/station.ts";
import { DeviceStream } from "../../../shared/sensors/deviceStream.ts";
import { MiniSeedStream } from "../../../shared/sensors/miniseedStream.ts";
import { type ClockState, checked, type Segment, type Taken } from "../../../shared/sensors/segment.ts";
import { type Curve, TriggerCurve, type TriggerRatios } from "./triggerCurve.ts";

export interface WaveBlock {
  readonly component: Channel["component"];
  readonly unit: Channel["unit"];
  readonly startMs: number;
  readonly periodMs: number;
  /** Samples are missing before it. */
  readonly gap: boolean;
  /** Float32, little endian, base64. */
  readonly samples: string;
}

/** What became of one packet: its samples, or why there are none. */
export type WaveView =
  | {
      readonly kind: "wave";
      readonly receivedMs: number;
      readonly blocks: readonly WaveBlock[];
      readonly curves: readonly Curve[];
      readonly clock: ClockState;
    }
  | { readonly kind: "unused"; readonly receivedMs: number; readonly outcome: string; readonly reason: string };

export class WatchedStation {
  readonly #ratios: TriggerRatios;
  #device = new DeviceStream();
  #miniseed = new MiniSeedStream();
  #curve: TriggerCurve;
  #channels: readonly Channel[] | undefined;

  constructor(ratios: TriggerRatios) {
    this.#ratios = ratios;
    this.#curve = new TriggerCurve(ratios);
  }

  push(packet: Packet, station: Station): WaveView {
    if (this.#channels !== station.channels) this.#begin(station.channels);
    const { receivedMs } = packet;
    const taken = Number.isFinite(receivedMs) ? checked(this.#take(packet, station)) : NO_RECEIPT;
    if (taken.kind !== "segments") {
      return { kind: "unused", receivedMs, outcome: taken.kind, reason: "reason" in taken ? taken.reason : "" };
    }
    const verticals = taken.segments.filter(({ component }) => component === "Z");
    const curves = verticals.map((segment) => this.#curve.push(segment));
    return { kind: "wave", receivedMs, blocks: taken.segments.map(blockOf), curves, clock: taken.clock };
  }

  /** Other channels, or another sensitivity: everything so far means something else. */
  #begin(channels: readonly Channel[]): void {
    const isSame = JSON.stringify(channels) === JSON.stringify(this.#channels);
    this.#channels = channels;
    if (isSame) return;
    this.#device = new DeviceStream();
    this.#miniseed = new MiniSeedStream();
    this.#curve = new TriggerCurve(this.#ratios);
  }

  #take(packet: Packet, station: Station): Taken {
    return (packet.format === "miniseed2" ? this.#miniseed : this.#device).push(packet, station);
  }
}

const NO_RECEIPT: Taken = { kind: "badtime", reason: "receivedMs: want epoch ms" };

function blockOf({ component, quantity, startMs, periodMs, gap, samples }: Segment): WaveBlock {
  const bytes = Buffer.allocUnsafe(4 * samples.length);
  samples.forEach((sample, i) => {
    bytes.writeFloatLE(sample, 4 * i);
  });
  return { component, unit: quantity, startMs, periodMs, gap, samples: bytes.toString("base64") };
}
