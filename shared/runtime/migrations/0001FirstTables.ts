// The first tables. Column types read the same on SQLite (by affinity) and PostgreSQL: text, bigint, double precision.
import { type CreateTableBuilder, type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Schema = Kysely<unknown>["schema"];
type Kind = "text" | "bigint" | "double precision";

export const firstTables: Migration = {
  async up(database) {
    const { schema } = database;
    await pastEvents(schema);
    await events(schema);
    await subscriptions(schema);
    await deliveries(schema);
  },
};

async function pastEvents(schema: Schema): Promise<void> {
  await table(schema, "past_event", {
    source: "text",
    id: "text",
    time_ms: "bigint",
    latitude_deg: "double precision",
    longitude_deg: "double precision",
    depth_km: "double precision",
    magnitude: "double precision",
    magnitude_type: "text",
    place: "text",
  })
    .addPrimaryKeyConstraint("past_event_pk", ["source", "id"])
    .execute();
  await index(schema, "past_event", ["latitude_deg", "longitude_deg"]);
  await index(schema, "past_event", ["time_ms"]);
}

async function events(schema: Schema): Promise<void> {
  await table(schema, "event_version", {
    event_id: "text",
    version: "bigint",
    mode: "text",
    run: "text",
    status: "text",
    origin_time_ms: "bigint",
    latitude_deg: "double precision",
    longitude_deg: "double precision",
    depth_km: "double precision",
    magnitude: "double precision",
    body: "text",
  })
    .addPrimaryKeyConstraint("event_version_pk", ["event_id", "version"])
    .execute();
  await index(schema, "event_version", ["origin_time_ms"]);
  await table(schema, "event_context", { event_id: "text", version: "bigint", body: "text" })
    .addPrimaryKeyConstraint("event_context_pk", ["event_id", "version"])
    .execute();
}

async function subscriptions(schema: Schema): Promise<void> {
  await table(schema, "subscription", {
    subscription_id: "text",
    name: "text",
    url: "text",
    secret: "text",
    latitude_deg: "double precision",
    longitude_deg: "double precision",
    minimum_intensity: "double precision",
    accept_preliminary: "bigint",
    modes: "text",
    created_ms: "bigint",
    updated_ms: "bigint",
    disabled_ms: "bigint",
    disabled_reason: "text",
  })
    .addPrimaryKeyConstraint("subscription_pk", ["subscription_id"])
    .execute();
  // Whoever reloads subscriptions asks for those that changed since the last time.
  await index(schema, "subscription", ["updated_ms"]);
}

async function deliveries(schema: Schema): Promise<void> {
  await table(schema, "delivery", {
    alert_id: "text",
    subscription_id: "text",
    event_id: "text",
    version: "bigint",
    mode: "text",
    type: "text",
    outcome: "text",
    body: "text",
    finished_ms: "bigint",
  })
    .addPrimaryKeyConstraint("delivery_pk", ["alert_id"])
    .execute();
  await index(schema, "delivery", ["subscription_id", "finished_ms"]);
  await index(schema, "delivery", ["event_id", "version"]);
  await index(schema, "delivery", ["finished_ms"]);
}

const NULLABLE: ReadonlySet<string> = new Set([
  "past_event.depth_km",
  "past_event.magnitude",
  "subscription.disabled_ms",
]);

function table(schema: Schema, name: string, columns: Record<string, Kind>): CreateTableBuilder<string, string> {
  let builder: CreateTableBuilder<string, string> = schema.createTable(name);
  for (const [column, kind] of Object.entries(columns)) {
    const nullable = NULLABLE.has(`${name}.${column}`);
    builder = builder.addColumn(column, sql.raw(kind), (definition) => (nullable ? definition : definition.notNull()));
  }
  return builder;
}

async function index(schema: Schema, on: string, columns: readonly string[]): Promise<void> {
  await schema
    .createIndex(`${on}_by_${columns.join("_")}`)
    .on(on)
    .columns([...columns])
    .execute();
}
