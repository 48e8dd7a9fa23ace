// The tables of the database, as kysely's types. Times are epoch milliseconds, flags 0 or 1, structures JSON text, so that
// SQLite and PostgreSQL hold the same.
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

export interface Tables {
  past_event: PastEventTable;
  event_version: EventVersionTable;
  event_context: EventContextTable;
  subscription: SubscriptionTable;
  delivery: DeliveryTable;
}
