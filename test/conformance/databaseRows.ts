// One row of every table, with what is hard to keep: large numbers, fractions, other scripts, quotes, nothing.
import type {
  CapMessageTable,
  DeliveryTable,
  EventVersionTable,
  PastEventTable,
  SubscriptionTable,
} from "../../shared/runtime/schema.ts";

const UNICODE = "27 km SW of Zihuatanejo – 地震 🌋 'quoted' \"twice\" \\ \n %_";
export const FAR_FUTURE_MS = 4_102_444_800_123;

export const pastEvent: PastEventTable = {
  source: "usgs",
  id: "us7000abcd",
  time_ms: 1_700_000_000_123,
  latitude_deg: -17.123456789,
  longitude_deg: 179.987654321,
  depth_km: 33.3,
  magnitude: 7.1,
  magnitude_type: "mww",
  place: UNICODE,
  updated_ms: FAR_FUTURE_MS,
};
export const eventVersion: EventVersionTable = {
  event_id: "tocsin-1",
  version: 1,
  mode: "live",
  run: "",
  status: "confirmed",
  origin_time_ms: FAR_FUTURE_MS,
  latitude_deg: 0.1 + 0.2,
  longitude_deg: -101.5,
  depth_km: 0,
  magnitude: 5.25,
  body: JSON.stringify({
    eventId: "tocsin-1",
    place: UNICODE,
    nothing: null,
    asOfMs: FAR_FUTURE_MS,
    list: [1.5, -0.25],
  }),
  stored_ms: FAR_FUTURE_MS,
  stamps: "{}",
};
export const subscription: SubscriptionTable = {
  subscription_id: "sub-1",
  owner_id: "own-1",
  name: UNICODE,
  url: "https://example.org/hook?a=1&b=2",
  secret: "whsec_c2VjcmV0",
  latitude_deg: 19.43,
  longitude_deg: -99.13,
  vs30_mps: 263.5,
  minimum_intensity: 3.5,
  accept_preliminary: 1,
  modes: "live,drill",
  created_ms: 1_700_000_000_000,
  updated_ms: FAR_FUTURE_MS,
  disabled_ms: null,
  disabled_reason: "",
  failing_since_ms: null,
  settings: "{}",
};
export const delivery: DeliveryTable = {
  alert_id: "tocsin-1.1.sub-1",
  subscription_id: "sub-1",
  event_id: "tocsin-1",
  version: 1,
  mode: "live",
  type: "alarm.issued",
  outcome: "delivered",
  body: "{}",
  finished_ms: FAR_FUTURE_MS,
  next_attempt_ms: null,
  tries: 0,
  claimed_by: "",
  late_delivered_ms: null,
  given_up: "",
};
export const capMessage: CapMessageTable = {
  identifier: "tocsin-1.1",
  event_id: "tocsin-1",
  version: 1,
  mode: "live",
  sent_ms: FAR_FUTURE_MS,
  xml: `<alert><headline>${UNICODE}</headline></alert>`,
  bulletin: "{}",
  stored_ms: FAR_FUTURE_MS,
};
