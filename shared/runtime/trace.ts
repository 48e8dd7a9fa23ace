// Trace context [W3C Trace Context §3.2]: one trace from the pick to the receipt, a new span id at every hop.
import { randomBytes } from "node:crypto";

/** @param parent the traceparent of the message that caused this one, if any. */
export function childTraceparent(parent: string | undefined): string {
  const traceId = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(parent ?? "")?.[1];
  return `00-${traceId ?? randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`;
}
