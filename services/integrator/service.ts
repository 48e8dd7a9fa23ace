// The integrator's wiring: picks and shaking in, event versions out; what a standby needs is saved before the acknowledgement.
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import type { World } from "../../shared/contracts/mode.ts";
import { motions } from "../../shared/contracts/motion.ts";
import { type Pick, picks } from "../../shared/contracts/pick.ts";
import { inventory, stationKey } from "../../shared/contracts/station.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import {
  type Context,
  type Effect,
  on,
  out,
  type Running,
  type Service,
  saveLater,
} from "../../shared/runtime/service.ts";
import { integratorTable } from "./config.ts";
import { takeTurns } from "./leader.ts";
import { placesOf } from "./places.ts";
import { Region } from "./region.ts";
import { warmUp } from "./warmUp.ts";
import { Worlds } from "./worlds.ts";

export const service: Service = { name: "integrator", start };

const SNAPSHOT_TTL_MS = 3_600_000;
const REFRESH_EVERY_MS = 1000;

async function start(context: Context): Promise<Running> {
  const settings = readConfig(integratorTable, context.env);
  const { clock, metrics, stations, store } = context;
  let refreshedMs = Number.NEGATIVE_INFINITY;
  warmUp(settings);
  const { keys, leave } = await takeTurns(context);

  const worlds = new Worlds({
    nowMs: () => clock.monotonicMs(),
    load: (key) => store.get(key),
    open: (world, snapshot) =>
      new Region({
        world,
        settings,
        placeOf: placesOf(stations, world),
        onOutcome: (outcome) =>
          metrics.count("eew_picks_integrated_total", "Picks and their updates by what became of them", { outcome }),
        ...(snapshot === undefined ? {} : { snapshot }),
      }),
  });

  function effectsOf(world: World, versions: readonly SeismicEvent[], worthSaving = false): Effect[] {
    for (const { status, version } of versions) {
      metrics.count("eew_versions_total", "Versions of events published");
      if (version === 1 || status === "final" || status === "cancelled") {
        metrics.count("eew_events_total", "Events by what they became", { status });
      }
    }
    const snapshot = worthSaving || versions.length > 0 ? worlds.snapshotDue(world, versions) : undefined;
    const saves = snapshot === undefined ? [] : [saveLater(snapshot.key, snapshot.make, SNAPSHOT_TTL_MS)];
    return [...versions.map((version) => out(events, version)), ...saves];
  }

  function integrate(pick: Pick): readonly Effect[] | Promise<readonly Effect[]> {
    return worlds.in(pick, (region) => {
      const startedMs = clock.monotonicMs();
      const versions = region.pushPick(pick);
      const seconds = (clock.monotonicMs() - startedMs) / 1000;
      metrics.observeS("eew_locate_seconds", "One pick associated, located, measured and decided", seconds);
      return effectsOf(pick, versions, true);
    });
  }

  return {
    stages: [
      on(inventory, { group: "integrator" }, (station) => {
        stations.accept(station);
        return [];
      }),
      on(picks, { group: "integrator", keys }, (pick) => {
        const isKnown = stations.stationOf(stationKey(pick)) !== undefined;
        if (isKnown || clock.monotonicMs() < refreshedMs + REFRESH_EVERY_MS) return integrate(pick);
        refreshedMs = clock.monotonicMs();
        return stations.refresh().then(() => integrate(pick));
      }),
      on(motions, { group: "integrator", keys }, (motion) =>
        worlds.in(motion, (region) => [...effectsOf(motion, region.pushMotion(motion)), ...region.trustOf(motion)]),
      ),
    ],
    close: leave,
  };
}
