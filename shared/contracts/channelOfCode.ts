// Which channel of a station an archive's SEED code stands for [SEED 2.4, appendix A].
import type { Channel } from "./station.ts";

/** Its own code, or the one it goes by in archives because its own is none (an axis `x`): instrument, then component. */
export function channelOfCode(code: string, channels: readonly Channel[]): Channel | undefined {
  const unit = code[1] === "H" ? "m/s" : "m/s2";
  const own = channels.find((channel) => channel.code === code);
  return own ?? channels.find((channel) => channel.unit === unit && channel.component === code.slice(-1));
}
