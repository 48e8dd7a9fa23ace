// Which partitions of packet.v1 this replica takes: rendezvous hashing over the live members, renewed twice a second.
import { partitionOf } from "../../shared/contracts/packet.ts";
import type { Context } from "../../shared/runtime/service.ts";

const GROUP = "decoder";
const RENEW_MS = 500;
/** Three renewals may be missed; then the others take over. */
const TTL_MS = 1500;

/**
 * The live member that takes a partition: each pair has a score and the highest wins, so that few move when one dies.
 */
export function ownerOf(partition: number, members: readonly string[]): string | undefined {
  let owner: string | undefined;
  let highest = -1;
  for (const member of [...members].sort()) {
    const score = partitionOf(`${member}/${partition}/${member}`, 0x7fffffff);
    if (score > highest) {
      highest = score;
      owner = member;
    }
  }
  return owner;
}

export interface Partitions {
  /** Keys of packet.v1 that this replica takes now: "p0", … */
  keys(): readonly string[];
  /** Stops renewing and tells the others at once. */
  leave(): Promise<void>;
}

/** Joins the members and keeps the share up to date; a replica that is alone has everything from the start. */
export async function joinPartitions(context: Context): Promise<Partitions> {
  const { instance, partitions, store, clock, log, rebalance } = context;
  const all = Array.from({ length: partitions }, (_, i) => i);
  let members: readonly string[] = await store.join(GROUP, instance, TTL_MS);
  const mine = () => all.filter((partition) => ownerOf(partition, members) === instance).map((one) => `p${one}`);

  const renew = async (): Promise<void> => {
    const before = mine().join();
    try {
      members = await store.join(GROUP, instance, TTL_MS);
    } catch (error) {
      // Keep what we have: the broker's single active consumer is the fence, and silence would blind every station.
      log.warn({ error: String(error) }, "cannot renew the membership; partitions are kept");
      return;
    }
    const now = mine().join();
    if (now === before) return;
    log.info({ partitions: now, members: members.length }, "partitions changed");
    rebalance();
  };
  const stop = clock.every(RENEW_MS, () => void renew());

  return {
    keys: mine,
    async leave() {
      stop();
      await store.leave(GROUP, instance);
    },
  };
}
