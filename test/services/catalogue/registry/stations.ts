// A station of the registry in tests: one a device told of itself.
import type { StationRecord } from "../../../../services/catalogue/registry/record.ts";
import type { Station } from "../../../../shared/contracts/station.ts";

export const T0 = Date.UTC(2026, 0, 1);

export const told: Station = {
  ...{ mode: "live", run: "", stationId: "MX_ACAP", latitudeDeg: 16.8634, longitudeDeg: -99.8901, elevationM: 12 },
  sampleRateHz: 100,
  channels: [{ code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 213_979 }],
  ...{ createdMs: T0, updatedMs: T0 },
};

const { mode: _, run: __, ...own } = told;
export const record: StationRecord = { ...own, createdMs: T0, fixed: [], source: "device" };

/** So many metres north of where it stands. */
export const north = (metres: number) => ({ latitudeDeg: 16.8634 + metres / 111_194.93, longitudeDeg: -99.8901 });
