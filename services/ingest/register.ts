// Registers stations that describe themselves: the hot state first, then everybody is told; a broken world is waited for.
import { inventory, type Station, stationKey } from "../../shared/contracts/station.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import { type Context, out } from "../../shared/runtime/service.ts";
import { isSameStation } from "./meta.ts";

export type Registered = "registered" | "known" | "unavailable";

const BACKOFF_MS = [100, 250, 500, 1000, 2000, 4000];

/** Nothing is said about a station that is already known exactly so: retained messages come again at every connect. */
export async function register(context: Pick<Context, "stations" | "publish" | "clock">, station: Station) {
  const known = context.stations.stationOf(stationKey(station));
  if (known !== undefined && isSameStation(known, station)) return "known";
  for (const waitMs of [...BACKOFF_MS, undefined]) {
    try {
      await context.stations.register(station);
      await context.publish(out(inventory, station));
      return "registered";
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      if (waitMs !== undefined) await context.clock.sleep(waitMs);
    }
  }
  return "unavailable" satisfies Registered;
}
