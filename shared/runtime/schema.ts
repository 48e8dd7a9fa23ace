// The tables of the database, as kysely's types. Times are epoch milliseconds, flags 0 or 1, structures JSON text, so that
// SQLite and PostgreSQL hold the same.
import type { Generated } from "kysely";

/** Columns that an insert may leave out. */
type WithDefaults<T, K extends keyof T> = Omit<T, K> & { [C in K]: Generated<T[C]> };

export interface PastEventTable {
  source: string;
  id: string;
  time_ms: number;
  latitude_deg: number;
  longitude_deg: number;
  depth_km: number | null;
  magnitude: number | null;
  magnitude_type: string;
  place: string;
  /** When its source last changed it; 0 where that is not known. */
  updated_ms: number;
}

/** How far the asking of an fdsnws-event server has come. */
export interface CatalogueHarvestTable {
  /** The server and what is asked of it. */
  query: string;
  /** When this pass began, by the wall clock. */
  asked_ms: number;
  /** Only what was changed since; null: everything. */
  updated_after_ms: number | null;
  /** Origin times up to here are in the database. */
  next_ms: number;
  /** Where the pass ends. */
  end_ms: number;
}

export interface EventVersionTable {
  event_id: string;
  version: number;
  mode: string;
  run: string;
  status: string;
  origin_time_ms: number;
  latitude_deg: number;
  longitude_deg: number;
  depth_km: number;
  magnitude: number;
  /** The event.v1 message. */
  body: string;
  /** Wall clock; 0 where that is not known. */
  stored_ms: number;
  /** JSON of the wall-clock stamps that came with the message. */
  stamps: string;
}

interface OfVersion {
  event_id: string;
  version: number;
}

export interface OriginTable extends OfVersion {
  time_ms: number;
  latitude_deg: number;
  longitude_deg: number;
  depth_km: number;
  time_uncertainty_s: number;
  horizontal_uncertainty_km: number;
  depth_uncertainty_km: number;
  east_east_km2: number;
  east_north_km2: number;
  north_north_km2: number;
  azimuthal_gap_deg: number;
  rms_s: number;
}

export interface MagnitudeTable extends OfVersion {
  value: number;
  type: string;
  uncertainty: number;
  station_count: number;
}

export interface ArrivalTable extends OfVersion {
  pick_id: string;
  station_id: string;
  phase: string;
  time_ms: number;
  residual_s: number;
  distance_km: number;
  azimuth_deg: number;
  weight: number;
}

/** A pick in its newest update. */
export interface PickTable {
  pick_id: string;
  mode: string;
  run: string;
  station_id: string;
  phase: string;
  time_ms: number;
  uncertainty_s: number;
  snr: number;
  phase_probability: number;
  known_ms: number;
  /** Wall clock, of its first update. */
  stored_ms: number;
  /** The pick.v1 message. */
  body: string;
}

/** How a station near an event stood when the event ended. */
export interface EventStationTable {
  event_id: string;
  station_id: string;
  /** JSON: where it stands, and its health. */
  body: string;
}

export interface EventContextTable {
  event_id: string;
  version: number;
  /** The context.v1 message. */
  body: string;
}

export interface SubscriptionTable {
  subscription_id: string;
  /** Whose it is: the API key's owner; "" for the operator. */
  owner_id: string;
  name: string;
  url: string;
  /** `whsec_…`; never leaves the alarm service but once, when it is made. */
  secret: string;
  latitude_deg: number;
  longitude_deg: number;
  /** Null where the ground is unknown. */
  vs30_mps: number | null;
  minimum_intensity: number;
  /** 1: also preliminary versions. */
  accept_preliminary: number;
  /** Comma-separated modes this subscriber wants: "live" or "live,drill". */
  modes: string;
  created_ms: number;
  updated_ms: number;
  /** When it was switched off (410 from the endpoint, or by its owner), and why. */
  disabled_ms: number | null;
  disabled_reason: string;
  /** Since when no delivery has succeeded; null while they do. */
  failing_since_ms: number | null;
  /** JSON of what came later: area, filters, language, the secret before this one. */
  settings: string;
}

export interface DeliveryTable {
  alert_id: string;
  subscription_id: string;
  event_id: string;
  version: number;
  mode: string;
  type: string;
  outcome: string;
  /** The delivery.v2 message. */
  body: string;
  finished_ms: number;
  /** When it is offered (again) as information; while somebody does so, when another may take over. Null: never. */
  next_attempt_ms: number | null;
  /** Attempts made as information. */
  tries: number;
  /** Who offers it just now, "" when nobody does. */
  claimed_by: string;
  /** When it was taken as information. */
  late_delivered_ms: number | null;
  /** Why it is offered no more; "" when it was taken, or waits, or there was nothing to offer. */
  given_up: string;
}

export interface ApiKeyTable {
  key_id: string;
  owner_id: string;
  name: string;
  /** SHA-256 of the secret, hex. */
  hash: string;
  /** Comma-separated. */
  scopes: string;
  created_ms: number;
  expires_ms: number | null;
  revoked_ms: number | null;
  last_used_ms: number | null;
}

export interface AuditTable {
  audit_id: string;
  at_ms: number;
  /** "" for the operator's token. */
  key_id: string;
  owner_id: string;
  action: string;
  /** What it was done to. */
  target: string;
  detail: string;
}

export interface CapMessageTable {
  identifier: string;
  event_id: string;
  version: number;
  mode: string;
  sent_ms: number;
  /** As it was issued; never changed. */
  xml: string;
  /** The bulletin.v1 message it was made of. */
  bulletin: string;
  /** Wall clock. */
  stored_ms: number;
}

/** A continuous piece of one channel, as the archive keeps it. */
export interface WaveformTable {
  mode: string;
  run: string;
  station_id: string;
  /** SEED's code, as fdsnws-station tells it. */
  channel: string;
  /** Of the first sample, with fractions. */
  start_ms: number;
  /** One sample's length behind the last. */
  end_ms: number;
  sample_rate_hz: number;
  sample_count: number;
  /** "miniseed2" or "miniseed3". */
  format: string;
  byte_count: number;
  /** Wall clock. */
  stored_ms: number;
  /** Records. */
  body: Uint8Array;
}

export interface Tables {
  past_event: PastEventTable;
  catalogue_harvest: CatalogueHarvestTable;
  event_version: WithDefaults<EventVersionTable, "stored_ms" | "stamps">;
  event_context: EventContextTable;
  subscription: SubscriptionTable;
  delivery: DeliveryTable;
  api_key: ApiKeyTable;
  audit: AuditTable;
  cap_message: CapMessageTable;
  origin: OriginTable;
  magnitude: MagnitudeTable;
  arrival: ArrivalTable;
  pick: PickTable;
  event_station: EventStationTable;
  waveform: WaveformTable;
}
