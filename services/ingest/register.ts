// Registers stations that describe themselves: the hot state first, then everybody is told; a broken world is waited for.
import { inventory, type Station, stationKey } from "../../shared/contracts/station.ts";
import { isSameStation, withFixed } from "../../shared/contracts/stationFixed.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import { type Context, out } from "../../shared/runtime/service.ts";

export type Registered = "registered" | "known" | "removed" | "unavailable";

const BACKOFF_MS = [100, 250, 500, 1000, 2000, 4000];

/**
 * Nothing is said about a station that is already known exactly so: retained messages come again at every connect. What an
 * operator fixed stays, and a station that was removed comes back by an operator alone.
 * @param claim the station as its device describes it
 */
export async function register(context: Pick<Context, "stations" | "publish" | "clock">, claim: Station) {
  const { stations } = context;
  if (stations.removedOf(stationKey(claim)) !== undefined) return "removed" satisfies Registered;
  const known = stations.stationOf(stationKey(claim));
  const station = claim.mode === "live" ? withFixed(claim, known) : claim;
  if (known !== undefined && isSameStation(known, station)) return "known";
  for (const waitMs of [...BACKOFF_MS, undefined]) {
    try {
      await stations.register(station);
      await context.publish(out(inventory, station));
      return "registered";
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      if (waitMs !== undefined) await context.clock.sleep(waitMs);
    }
  }
  return "unavailable" satisfies Registered;
}
