// What a version of an event is made of, as rows: its origin, its magnitude, its arrivals.
import type { Kysely } from "kysely";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { ArrivalTable, MagnitudeTable, OriginTable, Tables } from "../../../shared/runtime/schema.ts";

/** Ten columns each: below the databases' limits of bound values, and soon done. */
const ROWS_AT_ONCE = 250;

/** What is there stays. */
export async function keepParts(query: Kysely<Tables>, event: SeismicEvent): Promise<void> {
  await query
    .insertInto("magnitude")
    .values(magnitudeRowOf(event))
    .onConflict((conflict) => conflict.columns(["event_id", "version"]).doNothing())
    .execute();
  const arrivals = event.arrivals.map((arrival) => arrivalRowOf(event, arrival));
  for (let from = 0; from < arrivals.length; from += ROWS_AT_ONCE) {
    await query
      .insertInto("arrival")
      .values(arrivals.slice(from, from + ROWS_AT_ONCE))
      .onConflict((conflict) => conflict.columns(["event_id", "version", "pick_id"]).doNothing())
      .execute();
  }
  // Last: a version that has an origin has the rest.
  await query
    .insertInto("origin")
    .values(originRowOf(event))
    .onConflict((conflict) => conflict.columns(["event_id", "version"]).doNothing())
    .execute();
}

function originRowOf({ eventId, version, origin }: SeismicEvent): OriginTable {
  const [eastEast, eastNorth, northNorth] = origin.covarianceKm2;
  return {
    event_id: eventId,
    version,
    time_ms: origin.timeMs,
    latitude_deg: origin.latitudeDeg,
    longitude_deg: origin.longitudeDeg,
    depth_km: origin.depthKm,
    time_uncertainty_s: origin.timeUncertaintyS,
    horizontal_uncertainty_km: origin.horizontalUncertaintyKm,
    depth_uncertainty_km: origin.depthUncertaintyKm,
    east_east_km2: eastEast,
    east_north_km2: eastNorth,
    north_north_km2: northNorth,
    azimuthal_gap_deg: origin.azimuthalGapDeg,
    rms_s: origin.rmsS,
  };
}

function magnitudeRowOf({ eventId, version, magnitude }: SeismicEvent): MagnitudeTable {
  const { value, type, uncertainty, stationCount } = magnitude;
  return { event_id: eventId, version, value, type, uncertainty, station_count: stationCount };
}

function arrivalRowOf({ eventId, version }: SeismicEvent, arrival: SeismicEvent["arrivals"][number]): ArrivalTable {
  return {
    event_id: eventId,
    version,
    pick_id: arrival.pickId,
    station_id: arrival.stationId,
    phase: arrival.phase,
    time_ms: arrival.timeMs,
    residual_s: arrival.residualS,
    distance_km: arrival.distanceKm,
    azimuth_deg: arrival.azimuthDeg,
    weight: arrival.weight,
  };
}
