// Which partitions of packet.v1 this replica takes: rendezvous hashing in even shares over the live members, renewed
// twice a second.
import { partitionOf } from "../../shared/contracts/packet.ts";
import type { Context } from "../../shared/runtime/service.ts";

const GROUP = "decoder";
const RENEW_MS = 500;
/** Three renewals may be missed; then the others take over. */
const TTL_MS = 1500;

/**
 * The live member that takes each partition, by its number: every pair of them has a score and the highest go first, as long
 * as no member gets more than its even share. All members agree without talking, and few partitions move when one dies.
 * Empty without members. (Rendezvous hashing, Thaler & Ravishankar, 1998; with bounded loads, Mirrokni et al., 2018.)
 */
export function ownersOf(partitions: number, members: readonly string[]): readonly string[] {
  const even = Math.floor(partitions / members.length);
  let oneMore = partitions % members.length;
  const owners = new Array<string>(members.length === 0 ? 0 : partitions);
  const loads = new Map<string, number>();
  let left = owners.length;
  for (const { member, partition } of pairsOf(partitions, members)) {
    if (left === 0) break;
    const load = loads.get(member) ?? 0;
    if (owners[partition] !== undefined || load > even || (load === even && oneMore === 0)) continue;
    if (load === even) oneMore -= 1;
    owners[partition] = member;
    loads.set(member, load + 1);
    left -= 1;
  }
  return owners;
}

function pairsOf(partitions: number, members: readonly string[]) {
  const pairs = members.flatMap((member) =>
    Array.from({ length: partitions }, (_, partition) => ({
      member,
      partition,
      score: partitionOf(`${member}/${partition}/${member}`, 0x7fffffff),
    })),
  );
  return pairs.sort((a, b) => b.score - a.score || a.partition - b.partition || (a.member < b.member ? -1 : 1));
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
  const shareAmong = (members: readonly string[]) =>
    ownersOf(partitions, members).flatMap((owner, partition) => (owner === instance ? [`p${partition}`] : []));
  let mine = shareAmong(await store.join(GROUP, instance, TTL_MS));

  const renew = async (): Promise<void> => {
    let members: readonly string[];
    try {
      members = await store.join(GROUP, instance, TTL_MS);
    } catch (error) {
      // Keep what we have: the broker's single active consumer is the fence, and silence would blind every station.
      log.warn({ error: String(error) }, "cannot renew the membership; partitions are kept");
      return;
    }
    const now = shareAmong(members);
    if (now.join() === mine.join()) return;
    mine = now;
    log.info({ partitions: now.join(), members: members.length }, "partitions changed");
    rebalance();
  };
  const stop = clock.every(RENEW_MS, () => void renew());

  return {
    keys: () => mine,
    async leave() {
      stop();
      await store.leave(GROUP, instance);
    },
  };
}
