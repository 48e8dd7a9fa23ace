// How far the asking of a server has come, kept in the database beside what it gave.
import type { Database } from "../../../shared/runtime/database.ts";
import type { CatalogueHarvestTable } from "../../../shared/runtime/schema.ts";

export function harvestOf({ query }: Database, key: string): Promise<CatalogueHarvestTable | undefined> {
  return query.selectFrom("catalogue_harvest").selectAll().where("query", "=", key).executeTakeFirst();
}

export async function keepHarvest({ query }: Database, row: CatalogueHarvestTable): Promise<void> {
  const { query: key, ...rest } = row;
  await query
    .insertInto("catalogue_harvest")
    .values({ query: key, ...rest })
    .onConflict((conflict) => conflict.column("query").doUpdateSet(rest))
    .execute();
}
