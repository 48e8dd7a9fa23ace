// What verdicts go by, from the service's settings.
import type { Values } from "../../../shared/runtime/config.ts";
import type { catalogueTable } from "../config.ts";
import type { VerdictSettings } from "./verdict.ts";

export interface AgencySettings {
  readonly verdict: VerdictSettings;
  /** fdsnws-event servers; none: nothing live gets a verdict. */
  readonly servers: readonly string[];
  /** Our own name: a source that only repeats us. */
  readonly own: string;
}

export function agencySettingsOf(config: Values<(typeof catalogueTable)["settings"]>): AgencySettings {
  const servers = config.agencies.split(",").map((server) => server.trim());
  return {
    verdict: {
      waitMs: config.verdictAfterS * 1000,
      magnitudeDifference: config.verdictMagnitudeDifference,
      distanceKm: config.verdictDistanceKm,
    },
    servers: servers.filter((server) => server !== ""),
    own: config.agency,
  };
}
