// Issues the CAP message of a bulletin: written, held against the rules, stored once. What breaks a rule is never shown.
import type { Bulletin } from "../../../shared/contracts/bulletin.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import type { Metrics } from "../../../shared/runtime/metrics.ts";
import { type CapIssuer, capIdentifierOf, capStatusOf, formatCap } from "./cap.ts";
import type { CapRepository } from "./capRepository.ts";
import { faultsOfCap } from "./capRules.ts";

export interface CapDeskDeps {
  readonly repository: CapRepository;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly issuer: CapIssuer;
}

/** Nobody reads a feed so soon. */
const AFTER_WEBHOOKS_MS = 150;

export class CapDesk {
  readonly #deps: CapDeskDeps;

  constructor(deps: CapDeskDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves when it is stored; a repeat changes nothing.
   * @throws Malformed when it breaks a rule, Unavailable when the database does not answer
   */
  async issue(bulletin: Bulletin): Promise<void> {
    const { repository, clock, metrics, issuer } = this.#deps;
    const { bulletinId, eventId, version, mode, sentMs } = bulletin;
    // Eleven languages and twelve rules take milliseconds of this thread, which webhooks of the same version need first.
    await clock.sleep(AFTER_WEBHOOKS_MS);
    const xml = formatCap(bulletin, issuer);
    const faults = faultsOfCap(xml);
    if (faults.length > 0) throw new Malformed(`CAP of ${bulletinId}: ${faults.join("; ").slice(0, 500)}`);
    const identifier = capIdentifierOf(bulletinId);
    const storedMs = Math.round(clock.nowMs());
    await repository.insert({ identifier, eventId, version, mode, sentMs, xml, storedMs }, JSON.stringify(bulletin));
    const status = capStatusOf(mode, issuer.authority);
    metrics.count("eew_cap_messages_total", "CAP messages issued, repeats among them", { kind: bulletin.kind, status });
  }
}
