// The hot state from the database: after it was emptied, or missed something, every registered station is back.
import { setImmediate } from "node:timers/promises";
import { stationKey } from "../../../shared/contracts/station.ts";
import { ask } from "../../../shared/runtime/ask.ts";
import type { Claims } from "./claims.ts";
import { type StationRecord, stationOf } from "./record.ts";
import type { Registry, RegistryContext } from "./registry.ts";
import { listStations } from "./repository.ts";

/** Read at once before alarms in the same process get their turn. */
const PAGE = 50;

/** @returns how many had to be told @throws Unavailable when the database does not answer */
export async function restore(registry: Registry, claims: Claims, context: RegistryContext): Promise<number> {
  let told = 0;
  for await (const records of pagesOf(context)) told += await tellMissing(records, registry, context);
  const { stations } = context;
  // What devices said while nobody kept it.
  for (const station of [...stations.all(), ...stations.removed()]) claims.push(station);
  return told;
}

export async function* pagesOf(
  context: Pick<RegistryContext, "database" | "clock">,
  filter: Omit<Parameters<typeof listStations>[1], "limit"> = {},
): AsyncGenerator<readonly StationRecord[]> {
  let { after } = filter;
  for (;;) {
    const of = { ...filter, limit: PAGE, after };
    const records = await ask(context, "read stations", (database) => listStations(database, of));
    if (records.length > 0) yield records;
    if (records.length < PAGE) return;
    after = records.at(-1)?.stationId;
    await setImmediate();
  }
}

async function tellMissing(
  records: readonly StationRecord[],
  registry: Registry,
  { stations }: RegistryContext,
): Promise<number> {
  const missing = records.flatMap((record) => {
    registry.note(record);
    const station = stationOf(record);
    if (station === undefined) return [];
    const key = stationKey(station);
    const known = stations.stationOf(key) ?? stations.removedOf(key);
    return known === undefined || known.updatedMs < station.updatedMs ? [station] : [];
  });
  await registry.tell(missing);
  return missing.length;
}
