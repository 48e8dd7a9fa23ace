// Compact packets as blocks of a device: counts become gal, so that one sensitivity of a station fits both its formats.
import { type CompactPacket, decodeCompact } from "../contracts/compactPacket.ts";
import { Malformed } from "../contracts/topic.ts";
import type { Parsed } from "./deviceBlock.ts";

const UMPS2_PER_GAL = 1e4;

export function parseCompact(bytes: Uint8Array): Parsed {
  try {
    return { kind: "blocks", blocks: [blockOf(decodeCompact(bytes))] };
  } catch (error) {
    if (error instanceof Malformed) return { kind: "malformed", reason: error.message };
    throw error;
  }
}

function blockOf({ deviceMs, rateHz, umps2PerCount, axes: [x, y, z] }: CompactPacket) {
  const axes = { x: galOf(x, umps2PerCount), y: galOf(y, umps2PerCount), z: galOf(z, umps2PerCount) };
  return { deviceMs, rateHz, axes, count: x.length };
}

/** Multiplied first: whole counts of a round scale become the very numbers that a decimal text of them would. */
function galOf(counts: Int32Array, umps2PerCount: number): Float64Array {
  const gal = new Float64Array(counts.length);
  for (let i = 0; i < gal.length; i += 1) gal[i] = ((counts[i] as number) * umps2PerCount) / UMPS2_PER_GAL;
  return gal;
}
