// What is left out when more comes than can be decoded in time: whole stations, so that the others have no gaps, and those
// of drills, simulations and replays before live ones. A queue that was long all the second is overload, a burst is none
// (CoDel, Nichols & Jacobson, 2012); what left in such a second is all that can be decoded.
import { type Mode, type World, worldKey } from "../../shared/contracts/mode.ts";
import { type Packet, partitionOf } from "../../shared/contracts/packet.ts";
import { stationKey } from "../../shared/contracts/station.ts";

/** A packet that has waited longer than this is given up, whatever its station: what follows is worth more. */
export const MOST_WAIT_MS = 300;
/** A shortest wait above this is a queue. */
const QUEUE_MS = 100;
/** Wanted of what can be decoded, so that a queue gets shorter. */
const LOAD = 0.95;
/** Below this there is room for more stations: so many times more a second at most. */
const ROOM = 0.9;
const MOST_GROWTH = 1.5;
const LEAST_TAKEN = 0.1;
const LOTS = 1 << 20;

export class Overload {
  #share = 0;
  /** Lots below these are left out. */
  #liveBelow = 0;
  #unrealBelow = 0;
  #heardLive = false;
  // Since the last look.
  #offered = 0;
  #unreal = 0;
  #left = 0;
  #shortestMs = Number.POSITIVE_INFINITY;
  #worlds = new Map<string, World>();

  /** Of all stations together. */
  get share(): number {
    return this.#share;
  }

  /** Of the stations of a mode. */
  shareOf(mode: Mode): number {
    return (mode === "live" ? this.#liveBelow : this.#unrealBelow) / LOTS;
  }

  /** True while live stations are heard: then nobody else may make them wait. */
  get hearsLive(): boolean {
    return this.#heardLive || this.#offered > this.#unreal;
  }

  /** Whether this packet's station is left out now. */
  sheds(packet: Packet): boolean {
    const isLive = packet.mode === "live";
    this.#offered += 1;
    if (!isLive) this.#unreal += 1;
    const below = isLive ? this.#liveBelow : this.#unrealBelow;
    if (below === 0 || partitionOf(stationKey(packet), LOTS) >= below) return false;
    this.#worlds.set(worldKey(packet), packet);
    return true;
  }

  /** How long the oldest of those that wait has waited. */
  waited(ms: number): void {
    if (ms < this.#shortestMs) this.#shortestMs = ms;
  }

  /** So many have left for the decoders. */
  left(packets: number): void {
    this.#left += packets;
  }

  /**
   * To be called once a second.
   * @param busyShare of the time since the last look in which this process did something
   * @returns the worlds of which something was left out since the last look
   */
  look(busyShare: number): World[] {
    let taken = 1 - this.#share;
    if (this.#offered > 0 && this.#shortestMs > QUEUE_MS) taken = (LOAD * this.#left) / this.#offered;
    else if (busyShare < ROOM) taken *= Math.min(MOST_GROWTH, LOAD / busyShare);
    this.#share = 1 - Math.max(LEAST_TAKEN, Math.min(1, taken));
    this.#heardLive = this.#offered > this.#unreal;
    this.#deal(this.#offered === 0 ? 0 : this.#unreal / this.#offered);
    const worlds = [...this.#worlds.values()].map(({ mode, run }) => ({ mode, run }));
    this.#worlds = new Map();
    this.#offered = this.#unreal = this.#left = 0;
    this.#shortestMs = Number.POSITIVE_INFINITY;
    return worlds;
  }

  /** Live stations are touched when leaving out all others is not enough. */
  #deal(unrealShare: number): void {
    const share = this.#share;
    const ofUnreal = unrealShare === 0 ? 0 : Math.min(1, share / unrealShare);
    const ofLive = unrealShare === 1 ? 0 : Math.max(0, (share - unrealShare) / (1 - unrealShare));
    this.#unrealBelow = Math.round(LOTS * ofUnreal);
    this.#liveBelow = Math.round(LOTS * ofLive);
  }
}
