// Trace context [W3C Trace Context §3.2]: one trace from the pick to the receipt, a new span id at every hop.
import { randomFillSync } from "node:crypto";

/** Chance is fetched for many spans at once: the call costs more than the bytes. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** @param parent the traceparent of the message that caused this one, if any. */
export function childTraceparent(parent: string | undefined): string {
  const traceId = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(parent ?? "")?.[1];
  return `00-${traceId ?? randomHex(16)}-${randomHex(8)}-01`;
}

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString("hex", used - bytes, used);
}
