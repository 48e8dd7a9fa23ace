// How FDSN services call the channels of a station [SEED 2.4, appendix A].
import type { Channel, Station } from "../../../shared/contracts/station.ts";

export interface ToldChannel {
  /** SEED's; made from rate, unit and component where the device only names an axis. */
  readonly code: string;
  readonly channel: Channel;
}

const SEED = /^[A-Z][A-Z][A-Z0-9]$/;

export function channelsOf({ channels, sampleRateHz }: Station): readonly ToldChannel[] {
  return channels.map((channel) => ({ code: codeOf(channel, sampleRateHz), channel }));
}

/** Band by rate, N for an accelerometer, H for a velocity sensor, and the component [SEED 2.4, appendix A]. */
export function codeOf({ code, unit, component }: Channel, sampleRateHz: number): string {
  if (SEED.test(code)) return code;
  return `${bandOf(sampleRateHz)}${unit === "m/s2" ? "N" : "H"}${component}`;
}

function bandOf(sampleRateHz: number): string {
  if (sampleRateHz >= 1000) return "F";
  if (sampleRateHz >= 250) return "C";
  if (sampleRateHz >= 80) return "H";
  if (sampleRateHz >= 10) return "B";
  return sampleRateHz > 1 ? "M" : "L";
}
