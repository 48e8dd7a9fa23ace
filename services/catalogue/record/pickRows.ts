// Picks in the database: each in its newest update.

import type { World } from "../../../shared/contracts/mode.ts";
import { type Pick, picks } from "../../../shared/contracts/pick.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import type { PickTable } from "../../../shared/runtime/schema.ts";

export interface StoredPick {
  readonly pick: Pick;
  readonly storedMs: number;
}

const UPDATED = ["time_ms", "uncertainty_s", "snr", "phase_probability", "known_ms", "body"] as const;

/** Of each pick the update that knows more stays. @param picked each pick once */
export async function keepPicks({ query }: Database, picked: readonly Pick[], storedMs: number): Promise<void> {
  if (picked.length === 0) return;
  await query
    .insertInto("pick")
    .values(picked.map((pick) => rowOf(pick, Math.round(storedMs))))
    .onConflict((conflict) =>
      conflict
        .column("pick_id")
        .doUpdateSet(({ ref }) =>
          Object.fromEntries(UPDATED.map((column) => [column, ref(`excluded.${column}`)] as const)),
        )
        .whereRef("excluded.known_ms", ">=", "pick.known_ms"),
    )
    .execute();
}

function rowOf(pick: Pick, storedMs: number): PickTable {
  return {
    pick_id: pick.pickId,
    mode: pick.mode,
    run: pick.run,
    station_id: pick.stationId,
    phase: pick.phase,
    time_ms: pick.timeMs,
    uncertainty_s: pick.uncertaintyS,
    snr: pick.snr,
    phase_probability: pick.phaseProbability,
    known_ms: pick.knownMs,
    stored_ms: storedMs,
    body: JSON.stringify(pick),
  };
}

export interface PickWindow extends World {
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

/** By time. */
export async function picksWithin({ query }: Database, window: PickWindow): Promise<readonly StoredPick[]> {
  const rows = await query
    .selectFrom("pick")
    .select(["body", "stored_ms"])
    .where("mode", "=", window.mode)
    .where("run", "=", window.run)
    .where("time_ms", ">=", window.fromMs)
    .where("time_ms", "<=", window.toMs)
    .orderBy("time_ms")
    .limit(window.limit)
    .execute();
  return rows.map((row) => ({ pick: picks.decode(Buffer.from(row.body)), storedMs: row.stored_ms }));
}
