// Every query of the station registry.
import { randomBytes } from "node:crypto";
import { type Kysely, type RawBuilder, type SqlBool, sql, type Transaction } from "kysely";
import type { Database } from "../../../shared/runtime/database.ts";
import type { StationChangeTable, Tables } from "../../../shared/runtime/schema.ts";
import type { Action, Decision } from "./decision.ts";
import { recordIn, rowOf, type Source, type State, type StationRecord } from "./record.ts";

/** Who changes it; both "" for devices, files at start and the operator's token. */
export interface By {
  readonly keyId: string;
  readonly ownerId: string;
}
export const NOBODY: By = { keyId: "", ownerId: "" };

export interface Keeping {
  readonly by: By;
  readonly nowMs: number;
  /** Whether each change also stands in the account of what was done through the interface. */
  readonly isAudited?: boolean;
}

export interface Kept {
  readonly decisions: readonly Decision[];
  /** Changed by somebody else in the meantime: to be decided again. */
  readonly again: readonly string[];
}

/** Those of these ids that are registered, also removed ones. */
export async function recordsOf(
  { query }: Pick<Database, "query">,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StationRecord>> {
  if (ids.length === 0) return new Map();
  const rows = await query
    .selectFrom("station")
    .select(["station_id", "body"])
    .where("station_id", "in", ids)
    .execute();
  return new Map(rows.map((row) => [row.station_id, recordIn(row)]));
}

/** All at once or nothing; a record that is no longer as it was read is left. */
export function keep({ query }: Database, decisions: readonly Decision[], keeping: Keeping): Promise<Kept> {
  return query.transaction().execute(async (transaction) => {
    const kept: Decision[] = [];
    const again: string[] = [];
    for (const decision of decisions) {
      if (await written(transaction, decision)) kept.push(decision);
      else again.push(decision.record.stationId);
    }
    const rows = kept.flatMap((decision) => changeRowsOf(decision, keeping));
    if (rows.length > 0) await transaction.insertInto("station_change").values(rows).execute();
    const account = keeping.isAudited ? rows.map(auditRowOf) : [];
    if (account.length > 0) await transaction.insertInto("audit").values(account).execute();
    return { decisions: kept, again };
  });
}

async function written(transaction: Transaction<Tables>, { before, record }: Decision): Promise<boolean> {
  const row = rowOf(record);
  if (before === undefined) {
    const added = await transaction
      .insertInto("station")
      .values(row)
      .onConflict((conflict) => conflict.column("station_id").doNothing())
      .executeTakeFirst();
    return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }
  const changed = await transaction
    .updateTable("station")
    .set(row)
    .where("station_id", "=", row.station_id)
    .where("updated_ms", "=", rowOf(before).updated_ms)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

function changeRowsOf({ record, changes }: Decision, { by, nowMs }: Keeping): StationChangeTable[] {
  return changes.map(({ action, source, detail }, index) => ({
    change_id: `${Math.floor(nowMs)}-${index}-${randomBytes(6).toString("hex")}`,
    station_id: record.stationId,
    at_ms: Math.floor(nowMs),
    source,
    key_id: by.keyId,
    owner_id: by.ownerId,
    action,
    detail: JSON.stringify(detail),
  }));
}

const MOST_OF_DETAIL = 500;

function auditRowOf({ change_id, at_ms, key_id, owner_id, action, station_id, detail }: StationChangeTable) {
  const shown = { target: station_id, detail: detail.slice(0, MOST_OF_DETAIL) };
  return { audit_id: change_id, at_ms, key_id, owner_id, action: `station.${action}`, ...shown };
}

/** That something was done to many stations at once. */
export async function audit(
  { query }: Database,
  { by, nowMs }: Keeping,
  action: string,
  detail: string,
): Promise<void> {
  const audit_id = `${Math.floor(nowMs)}-${randomBytes(6).toString("hex")}`;
  const row = { audit_id, at_ms: Math.floor(nowMs), key_id: by.keyId, owner_id: by.ownerId, action };
  await query
    .insertInto("audit")
    .values({ ...row, target: "", detail })
    .execute();
}

export interface StationFilter {
  readonly network?: string | undefined;
  /** Anywhere in id, name or owner. */
  readonly text?: string | undefined;
  readonly state?: State | "moved" | undefined;
  readonly minLatitudeDeg?: number | undefined;
  readonly maxLatitudeDeg?: number | undefined;
  /** Above `maxLongitudeDeg`: across the date line. */
  readonly minLongitudeDeg?: number | undefined;
  readonly maxLongitudeDeg?: number | undefined;
  readonly limit: number;
  /** The id of the last one seen. */
  readonly after?: string | undefined;
}

/** By id. */
export async function listStations({ query }: Database, filter: StationFilter): Promise<readonly StationRecord[]> {
  const rows = await selected(query, filter).select("body").orderBy("station_id").limit(filter.limit).execute();
  return rows.map(recordIn);
}

const literally = (text: string) => text.replaceAll(/[\\%_]/g, "\\$&");

function selected(query: Kysely<Tables>, filter: StationFilter) {
  const { network, text, state, after } = filter;
  const { minLatitudeDeg = -90, maxLatitudeDeg = 90, minLongitudeDeg = -180, maxLongitudeDeg = 180 } = filter;
  return query
    .selectFrom("station")
    .where("latitude_deg", ">=", minLatitudeDeg)
    .where("latitude_deg", "<=", maxLatitudeDeg)
    .where(({ eb, and, or }) => {
      const [east, west] = [eb("longitude_deg", ">=", minLongitudeDeg), eb("longitude_deg", "<=", maxLongitudeDeg)];
      return minLongitudeDeg <= maxLongitudeDeg ? and([east, west]) : or([east, west]);
    })
    .$if(after !== undefined, (all) => all.where("station_id", ">", after ?? ""))
    .$if(network !== undefined, (all) => all.where(isLike("station_id", `${literally(network ?? "")}\\_%`)))
    .$if(text !== undefined, (all) =>
      all.where(({ or }) => {
        const pattern = `%${literally(text ?? "")}%`;
        return or((["station_id", "name", "owner"] as const).map((column) => isLike(column, pattern)));
      }),
    )
    .$if(state === "moved", (all) => all.where("moved_ms", "is not", null))
    .$if(state !== undefined && state !== "moved", (all) => all.where("state", "=", state ?? ""));
}

/** SQLite knows the cases of ASCII alone: what is written exactly so is found in any script. */
function isLike(column: "station_id" | "name" | "owner", pattern: string) {
  const like = (of: RawBuilder<unknown>, wanted: string) => sql`${of} like ${wanted} escape '\\'`;
  const text = sql.ref(column);
  return sql<SqlBool>`(${like(text, pattern)} or ${like(sql`lower(${text})`, pattern.toLowerCase())})`;
}

export interface StationChange {
  readonly atMs: number;
  readonly source: Source;
  readonly action: Action;
  readonly detail: unknown;
  readonly keyId: string;
  readonly ownerId: string;
}

/** Newest first. */
export async function changesOfStation(
  { query }: Database,
  stationId: string,
  limit: number,
): Promise<StationChange[]> {
  const rows = await query
    .selectFrom("station_change")
    .selectAll()
    .where("station_id", "=", stationId)
    .orderBy("change_id", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ at_ms, source, action, detail, key_id, owner_id }) => ({
    ...{ atMs: Number(at_ms), source: source as Source, action: action as Action, detail: JSON.parse(detail) },
    ...{ keyId: key_id, ownerId: owner_id },
  }));
}
