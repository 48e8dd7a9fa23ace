// The record of our own events: origins, magnitudes, arrivals of every version, the picks, and how stations stood.
import { type CreateTableBuilder, type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Schema = Kysely<unknown>["schema"];
type Columns = Readonly<Record<string, "text" | "bigint" | "double precision">>;

const OF_VERSION = { event_id: "text", version: "bigint" } as const;
const ORIGIN = {
  ...OF_VERSION,
  time_ms: "double precision",
  latitude_deg: "double precision",
  longitude_deg: "double precision",
  depth_km: "double precision",
  time_uncertainty_s: "double precision",
  horizontal_uncertainty_km: "double precision",
  depth_uncertainty_km: "double precision",
  east_east_km2: "double precision",
  east_north_km2: "double precision",
  north_north_km2: "double precision",
  azimuthal_gap_deg: "double precision",
  rms_s: "double precision",
} as const;
const MAGNITUDE = {
  ...OF_VERSION,
  value: "double precision",
  type: "text",
  uncertainty: "double precision",
  station_count: "bigint",
} as const;
const ARRIVAL = {
  ...OF_VERSION,
  pick_id: "text",
  station_id: "text",
  phase: "text",
  time_ms: "double precision",
  residual_s: "double precision",
  distance_km: "double precision",
  azimuth_deg: "double precision",
  weight: "double precision",
} as const;
const PICK = {
  pick_id: "text",
  mode: "text",
  run: "text",
  station_id: "text",
  phase: "text",
  time_ms: "double precision",
  uncertainty_s: "double precision",
  snr: "double precision",
  phase_probability: "double precision",
  known_ms: "double precision",
  stored_ms: "bigint",
  body: "text",
} as const;
const STATION = { event_id: "text", station_id: "text", body: "text" } as const;

export const eventRecord: Migration = {
  async up({ schema }) {
    await table(schema, "origin", ORIGIN, ["event_id", "version"]);
    await table(schema, "magnitude", MAGNITUDE, ["event_id", "version"]);
    await table(schema, "arrival", ARRIVAL, ["event_id", "version", "pick_id"]);
    await table(schema, "pick", PICK, ["pick_id"]);
    await table(schema, "event_station", STATION, ["event_id", "station_id"]);
    await schema.alterTable("event_version").addColumn("stored_ms", sql.raw("bigint not null default 0")).execute();
    await schema.alterTable("event_version").addColumn("stamps", sql.raw("text not null default '{}'")).execute();
    await index(schema, "arrival", ["pick_id"]);
    await index(schema, "pick", ["mode", "run", "time_ms"]);
    await index(schema, "pick", ["mode", "stored_ms"]);
    await index(schema, "event_version", ["mode", "stored_ms", "origin_time_ms"]);
  },
};

async function table(schema: Schema, name: string, columns: Columns, key: readonly string[]): Promise<void> {
  let builder: CreateTableBuilder<string, string> = schema.createTable(name);
  for (const [column, kind] of Object.entries(columns)) {
    builder = builder.addColumn(column, sql.raw(kind), (definition) => definition.notNull());
  }
  await builder.addPrimaryKeyConstraint(`${name}_pk`, [...key]).execute();
}

async function index(schema: Schema, on: string, columns: readonly string[]): Promise<void> {
  await schema
    .createIndex(`${on}_by_${columns.join("_")}`)
    .on(on)
    .columns([...columns])
    .execute();
}
