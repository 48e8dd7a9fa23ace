// Which replica integrates: picks and shaking come on two queues, and both must reach the same one. A lease decides.
import type { Context } from "../../shared/runtime/service.ts";

const LEASE = "integrator:leader";
const RENEW_MS = 400;
/** A standby takes over this long after the active one died, at the latest one renewal later. */
const TTL_MS = 1200;
const CONSUMING = [""] as const;

export interface Leadership {
  /** The stages' keys: everything while this replica is active, nothing while it stands by. */
  keys(): readonly string[];
  /** Gives up the lease, so that a standby need not wait for its end. */
  leave(): Promise<void>;
}

export async function takeTurns(context: Context): Promise<Leadership> {
  const { store, instance, clock, log, rebalance } = context;
  let active = await store.lease(LEASE, instance, TTL_MS);
  log.info({ active }, active ? "integrating" : "standing by");

  const renew = async (): Promise<void> => {
    let holds: boolean;
    try {
      holds = await store.lease(LEASE, instance, TTL_MS);
    } catch (error) {
      // Nobody can take over either: whoever is active goes on, fenced by the broker's single active consumer.
      log.warn({ error: String(error) }, "cannot renew the lease; it stays as it is");
      return;
    }
    if (holds === active) return;
    active = holds;
    log.info({ active }, active ? "integrating: took over" : "standing by: another replica is active");
    rebalance();
  };
  const stop = clock.every(RENEW_MS, () => void renew());

  return {
    keys: () => (active ? CONSUMING : []),
    async leave() {
      stop();
      await store.release(LEASE, instance);
    },
  };
}
