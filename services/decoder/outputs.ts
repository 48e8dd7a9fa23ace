// Messages of one batch, in the order of its packets: motion gathered per world, but always told before the pick it
// preceded.
import { healths } from "../../shared/contracts/health.ts";
import { type World, worldKey } from "../../shared/contracts/mode.ts";
import { motions } from "../../shared/contracts/motion.ts";
import type { Packet } from "../../shared/contracts/packet.ts";
import { type Pick, picks } from "../../shared/contracts/pick.ts";
import { type Outgoing, out } from "../../shared/contracts/topic.ts";
import type { StationMotion } from "./motion.ts";
import type { Decoded } from "./station.ts";
import type { StationHealth } from "./stationHealth.ts";

export class Outputs {
  readonly #motion = new Map<string, { readonly world: World; readonly stations: StationMotion[] }>();
  readonly #health = new Map<string, { readonly world: World; readonly stations: StationHealth[] }>();
  #messages: Outgoing[] = [];

  add(packet: Packet, decoded: Decoded): void {
    gather(this.#motion, packet, decoded.motion);
    if (decoded.health !== undefined) gather(this.#health, packet, [decoded.health]);
    if (decoded.picks.length > 0) this.#flushMotion(worldKey(packet));
    for (const pick of decoded.picks) this.#messages.push(out(picks, pick, { stamps: stampsOf(packet, pick) }));
  }

  /** All messages since the last call. */
  take(): readonly Outgoing[] {
    for (const world of [...this.#motion.keys()]) this.#flushMotion(world);
    for (const { world, stations } of this.#health.values()) {
      this.#messages.push(out(healths, { mode: world.mode, run: world.run, stations }));
    }
    this.#health.clear();
    const messages = this.#messages;
    this.#messages = [];
    return messages;
  }

  #flushMotion(key: string): void {
    const gathered = this.#motion.get(key);
    if (gathered === undefined) return;
    this.#motion.delete(key);
    const { mode, run } = gathered.world;
    this.#messages.push(out(motions, { mode, run, stations: gathered.stations }));
  }
}

function gather<T>(into: Map<string, { world: World; stations: T[] }>, world: World, entries: readonly T[]): void {
  if (entries.length === 0) return;
  const key = worldKey(world);
  const gathered = into.get(key) ?? { world: { mode: world.mode, run: world.run }, stations: [] };
  into.set(key, gathered);
  gathered.stations.push(...entries);
}

/** On the wall clock of the edge: when the packet was received, and when its last sample was taken. */
function stampsOf(packet: Packet, pick: Pick) {
  return { received: packet.wallMs, sensed: packet.wallMs - (packet.receivedMs - pick.knownMs) };
}
