// The name of an event, made of what founded it: the same picks give the same name on every replica and in every replay.
import type { World } from "../../shared/contracts/mode.ts";
import type { Assembly } from "./associate.ts";

/** "tocsin-20180216T233938-k3f9" when live, "replay-monday-1-20180216T233938-k3f9" otherwise. */
export function eventIdOf(world: World, { arrivals, location }: Assembly): string {
  const prefix = world.mode === "live" ? "tocsin" : `${world.mode}-${world.run}`;
  const second = new Date(location.timeMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  const ids = arrivals.map((arrival) => arrival.held.pick.pickId).sort();
  return `${prefix}-${second}-${hashOf(ids.join(" "))}`;
}

/** FNV-1a in four base-36 digits. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return (hash % 36 ** 4).toString(36).padStart(4, "0");
}
