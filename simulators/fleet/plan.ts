// A scenario made into sensors and earthquakes: who stands where, who is how, what shakes them when. The same seed, the same plan.
import { distanceKm, type Place } from "../../shared/seismo/geodesy.ts";
import { type NetworkOptions, networkOf, type SimStation } from "../network/network.ts";
import { centreOf, Plane } from "../network/plane.ts";
import type { Quake } from "../quake.ts";
import { randomOf } from "../random.ts";
import type { Earthquake, Scenario, ScenarioPlace, Who } from "../scenario.ts";
import type { SensorSpec } from "../sensor/sensor.ts";
import { type SensorTraits, specOf, withTraits } from "../sensor/sensorTraits.ts";

export interface Planned {
  readonly quake: Quake;
  /** Ids of the sensors that feel it; undefined: all do. */
  readonly feltBy: readonly string[] | undefined;
}

export interface Plan {
  readonly sensors: readonly SensorSpec[];
  readonly quakes: readonly Planned[];
  readonly startMs: number;
  readonly endMs: number;
}

export interface PlanOptions {
  readonly seed: number;
  /** Data clock of the first sample; a whole second. */
  readonly startMs: number;
  /** Traits that the command line gives: they go before the scenario's own for all sensors, after those of groups. */
  readonly traits?: SensorTraits;
  /** Instead of the scenario's number of stations, where its network has one. */
  readonly stations?: number | undefined;
  readonly onRejected?: NonNullable<NetworkOptions["onRejected"]>;
}

export function planOf(scenario: Scenario, options: PlanOptions): Plan {
  const { seed, startMs, stations: count } = options;
  const { network } = scenario;
  const wanted =
    count === undefined
      ? network
      : network.kind === "file"
        ? { ...network, limit: count }
        : { ...network, stations: count };
  const stations = networkOf(wanted, seed, options.onRejected === undefined ? {} : { onRejected: options.onRejected });
  const centre = centreOf(stations);
  const groups = new Map(
    Object.entries(scenario.groups).map(([name, { who, sensors }]) => [
      name,
      { ids: new Set(membersOf(who, stations, { seed, name, centre })), traits: sensors },
    ]),
  );
  const base = withTraits(scenario.sensors, options.traits ?? {});
  const sensors = stations.map((station) => {
    const own = [...groups.values()].filter(({ ids }) => ids.has(station.stationId)).map(({ traits }) => traits);
    return specOf(station, own.reduce(withTraits, base), { seed, startMs });
  });
  const quakes = scenario.earthquakes.map((earthquake, i) => {
    const members = earthquake.feltBy === undefined ? undefined : groups.get(earthquake.feltBy)?.ids;
    return { quake: quakeOf(earthquake, { centre, startMs, seed: `${seed}/${i}` }), feltBy: members && [...members] };
  });
  return { sensors, quakes, startMs, endMs: startMs + scenario.durationS * 1000 };
}

function quakeOf(
  { atS, at, depthKm, magnitude, kind, rupture }: Earthquake,
  { centre, startMs, seed }: { readonly centre: Place; readonly startMs: number; readonly seed: string },
): Quake {
  return {
    ...placeOf(at, centre),
    originMs: startMs + 1000 * atS,
    depthKm,
    magnitude,
    seed,
    ...(kind === undefined ? {} : { kind }),
    ...(rupture === undefined ? {} : { rupture }),
  };
}

export function placeOf(at: ScenarioPlace, centre: Place): Place {
  if ("latitudeDeg" in at) return at;
  return new Plane(centre).placeOf(at);
}

function membersOf(
  who: Who,
  stations: readonly SimStation[],
  { seed, name, centre }: { readonly seed: number; readonly name: string; readonly centre: Place },
): string[] {
  const ids = (chosen: readonly SimStation[]) => chosen.map(({ stationId }) => stationId);
  switch (who.kind) {
    case "stations":
      return [...who.stationIds];
    case "within":
      return ids(stations.filter((station) => distanceKm(station, placeOf(who.of, centre)) <= who.radiusKm));
    case "share":
      return ids(stations.filter(({ stationId }) => randomOf(seed, "group", name, stationId)() < who.share));
    case "count":
      return ids(drawn(stations, ({ stationId }) => randomOf(seed, "group", name, stationId)()).slice(0, who.count));
  }
}

function drawn<T>(items: readonly T[], lotOf: (item: T) => number): T[] {
  return items
    .map((item) => ({ item, lot: lotOf(item) }))
    .sort((a, b) => a.lot - b.lot)
    .map(({ item }) => item);
}
