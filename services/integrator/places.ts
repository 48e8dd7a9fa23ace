// Where the stations of one world stand, from the directory.
import { type World, worldKey } from "../../shared/contracts/mode.ts";
import type { StationDirectory } from "../../shared/runtime/stations.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";

export function placesOf(stations: StationDirectory, world: World): (stationId: string) => Place | undefined {
  const prefix = `${worldKey(world)}/`;
  // One string a station: a new one would have to be hashed at every look, a thousand times a pick.
  const keys = new Map<string, string>();
  return (stationId) => {
    const known = keys.get(stationId);
    if (known !== undefined) return stations.stationOf(known);
    const key = prefix + stationId;
    const station = stations.stationOf(key);
    if (station !== undefined) keys.set(stationId, key);
    return station;
  };
}
