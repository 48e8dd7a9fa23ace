// The ring in a thread of its own: what it writes, reads and decodes never stands in an alarm's way.
import { parentPort, workerData } from "node:worker_threads";
import { type Packet, packets } from "../../../shared/contracts/packet.ts";
import type { Station } from "../../../shared/contracts/station.ts";
import { stationKey } from "../../../shared/contracts/station.ts";
import { codeOf } from "../fdsn/channelCodes.ts";
import { Ring, type RingOptions, type RingState } from "./ring.ts";
import { type Span, stationWaveforms } from "./stationWaveforms.ts";
import { uncoveredParts } from "./uncovered.ts";
import { type WaveformRow, waveformRow } from "./waveformRow.ts";

/** What is in the archive already. */
export interface Covered extends Span {
  readonly channel: string;
}
export interface Question {
  readonly station: Station;
  readonly span: Span;
  readonly covered: readonly Covered[];
}
/** What a station sent last, as it came. */
export interface PacketQuestion {
  /** From `stationKey`. */
  readonly key: string;
  readonly forMs: number;
}
export type ToRing =
  | { readonly kind: "chunk"; readonly buffer: ArrayBuffer; readonly used: number; readonly nowMs: number }
  | { readonly kind: "question"; readonly id: number; readonly question: Question | PacketQuestion };
export type FromRing =
  | { readonly kind: "written"; readonly buffer: ArrayBuffer; readonly state: RingState }
  | { readonly kind: "rows"; readonly id: number; readonly rows: readonly WaveformRow[] }
  | { readonly kind: "packets"; readonly id: number; readonly batch: Uint8Array }
  | { readonly kind: "failed"; readonly id: number; readonly reason: string };

/** Of one answer. */
const MOST_PACKETS = 3000;
const MOST_BYTES = 4 * 1024 * 1024;

const ring = new Ring(workerData as RingOptions);

parentPort?.on("message", (message: ToRing) => {
  if (message.kind === "chunk") take(message);
  else answer(message.id, message.question);
});

/** A bug over one station must not cost what is held of all others. */
function answer(id: number, question: Question | PacketQuestion): void {
  let answered: FromRing;
  try {
    answered =
      "key" in question
        ? { kind: "packets", id, batch: newestOf(question) }
        : { kind: "rows", id, rows: rowsOf(question) };
  } catch (error) {
    answered = { kind: "failed", id, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage(answered);
}

function take({ buffer, used, nowMs }: Extract<ToRing, { kind: "chunk" }>): void {
  ring.append(Buffer.from(buffer, 0, used), nowMs);
  const written: FromRing = { kind: "written", buffer, state: ring.state() };
  parentPort?.postMessage(written, [buffer]);
}

/** A frame of packet.v1, with the newest where there are too many for one. */
function newestOf({ key, forMs }: PacketQuestion): Uint8Array {
  const all = [...ring.packetsOf(key)];
  const fromMs = Math.max(...all.map(({ receivedMs }) => receivedMs)) - forMs;
  const newest: Packet[] = [];
  let bytes = 0;
  for (const packet of all.toReversed()) {
    bytes += packet.payload.length;
    if (packet.receivedMs < fromMs || newest.length === MOST_PACKETS || bytes > MOST_BYTES) break;
    newest.push(packet);
  }
  return packets.encode({ partition: 0, packets: newest.reverse() });
}

function rowsOf({ station, span, covered }: Question): readonly WaveformRow[] {
  const { mode, run, stationId, sampleRateHz } = station;
  const packets = ring.packetsOf(stationKey(station));
  return stationWaveforms(station, packets, span).flatMap(({ channel, pieces }) => {
    const code = codeOf(channel, sampleRateHz);
    const known = covered.filter((one) => one.channel === code);
    const parts = pieces.flatMap((piece) => uncoveredParts(piece, known));
    return parts.map((piece) => waveformRow({ mode, run, stationId, channel: code, piece }));
  });
}
