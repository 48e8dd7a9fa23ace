// A decoded recording through association, location, magnitude and decision: the versions of all events it gave rise to.
import { integratorTable } from "../../services/integrator/config.ts";
import { Region } from "../../services/integrator/region.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { type Stream, WORLD } from "./stream.ts";

const settings = readConfig(integratorTable, process.env);

export function versionsOf({ stations, steps }: Stream): SeismicEvent[] {
  const places = new Map(stations.map((station) => [station.stationId, station]));
  const region = new Region({ world: WORLD, settings, placeOf: (stationId) => places.get(stationId) });
  return steps.flatMap(({ motion, picks }) => {
    const ofMotion = motion.length > 0 ? region.pushMotion({ ...WORLD, stations: [...motion] }) : [];
    return [...ofMotion, ...picks.flatMap((pick) => region.pushPick(pick))];
  });
}
