// Packets that must not be used, one of each kind that edge and decoder tell apart, made of a good one that was just sent.
import type { BadKind } from "./protocol.ts";

export interface Good {
  readonly topic: Buffer;
  readonly bytes: Buffer;
  /** Where the device's time stands, seconds. */
  readonly timeAt: number;
  readonly dueMs: number;
}

const OVERSIZED_BYTES = 70_000;
const LATE_MS = 60_000;
const TIME_LENGTH = 15;

export function badMessage(kind: BadKind, good: Good): { readonly topic: Buffer; readonly bytes: Uint8Array } {
  const { topic, bytes } = good;
  const elsewhere = (from: RegExp, to: string) => Buffer.from(topic.toString().replace(from, to));
  switch (kind) {
    case "malformed":
      return { topic, bytes: bytes.subarray(0, bytes.length >> 1) };
    case "duplicate":
      return { topic, bytes };
    case "badtime":
      return { topic, bytes: toldAt(good, 12_345) };
    case "late":
      return { topic, bytes: toldAt(good, good.dueMs - LATE_MS) };
    case "unregistered":
      return { topic: elsewhere(/S\d+/, "NOBODY"), bytes };
    case "unknown_topic":
      return { topic: elsewhere(/traces.*/, "weather"), bytes };
    case "oversized":
      return { topic, bytes: Buffer.alloc(OVERSIZED_BYTES, "A") };
    case "empty":
      return { topic, bytes: Buffer.alloc(0) };
  }
}

/** Other samples, or it would be taken for the good one sent again. */
function toldAt({ bytes, timeAt }: Good, lastMs: number): Buffer {
  const text = bytes.toString("latin1");
  const time = (lastMs / 1000 + 0.0003).toFixed(4).padStart(TIME_LENGTH, " ");
  const told = text.slice(0, timeAt) + time + text.slice(timeAt + TIME_LENGTH);
  return Buffer.from(
    told.replace(/"x":\[[^\]]*\]/, (axis) => `"x":[${axis.slice(5, -1).split(",").reverse().join(",")}]`),
  );
}
