// REST: the station registry, read by whoever may read, changed by whoever may operate; every change is written down.
import express, { type Request, type Response, Router } from "express";
import { stationId as stationIdSchema } from "../../../shared/contracts/units.ts";
import { ask } from "../../../shared/runtime/ask.ts";
import { Fault, faultAnswer, only, parsed, wantJson } from "../../../shared/runtime/faults.ts";
import { mayDo, mustMay, type Principal } from "../../../shared/runtime/principal.ts";
import { acknowledged, patched, removed, replaced } from "./edit.ts";
import { answerImport } from "./importRoute.ts";
import { answerList } from "./listRoute.ts";
import { type StationRecord, stateOf } from "./record.ts";
import type { Decide, Registry, RegistryContext } from "./registry.ts";
import { changesOfStation, recordsOf } from "./repository.ts";
import { patchSchema, removeQuery, wholeSchema } from "./schemas.ts";
import { unlikelyPlaces } from "./unlikely.ts";

export interface RegistryRoutesDeps {
  readonly registry: Registry;
  readonly context: RegistryContext;
}

const MOST_CHANGES = 200;
/** In bytes; many more characters no station list may have. */
const MOST_OF_FILE = "24mb";

export function registryRoutes(deps: RegistryRoutesDeps): Router {
  const { registry, context } = deps;
  const router = Router();
  const json = express.json({ limit: "64kb" });
  const file = express.text({ limit: MOST_OF_FILE, type: () => true });
  router
    .route("/v1/stations")
    .get((request, response) => answerList(request, response, deps))
    .all(only("GET"));
  router
    .route("/v1/stations/import")
    .post(mayOperate, file, (request, response) => answerImport(request, response, deps))
    .all(only("POST"));
  router
    .route("/v1/stations/:stationId")
    .get(show)
    .put(mayOperate, wantJson, json, replace)
    .patch(mayOperate, wantJson, json, patch)
    .delete(remove)
    .all(only("GET, PUT, PATCH, DELETE"));
  router.route("/v1/stations/:stationId/acknowledge").post(acknowledge).all(only("POST"));
  router.use("/v1/stations", faultAnswer(context.log));
  return router;

  async function show(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "read");
    const id = idOf(request);
    const [record, changes] = await ask(context, "read a station", async (database) => [
      (await recordsOf(database, [id])).get(id),
      await changesOfStation(database, id, MOST_CHANGES),
    ]);
    const shown = mayDo(principal, "operate") ? changes : changes.map(({ keyId: _, ownerId: __, ...rest }) => rest);
    response.json({ station: told(found(record, id)), changes: shown });
  }

  async function replace(request: Request, response: Response): Promise<void> {
    const { updatedMs, ...whole } = parsed(wholeSchema, request.body);
    await edit(request, response, (known, id) => replaced(unchanged(known, updatedMs), id, whole, operators()));
  }

  async function patch(request: Request, response: Response): Promise<void> {
    const { updatedMs, ...given } = parsed(patchSchema, request.body);
    await edit(request, response, (known, id) => {
      const record = unchanged(found(known, id), updatedMs);
      if (record.removedMs !== undefined) throw new Fault(409, `station ${id} was removed; PUT registers it again`);
      return patched(record, given, operators());
    });
  }

  async function remove(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "operate");
    const { updatedMs } = parsed(removeQuery, { ...request.query });
    await decided(idOf(request), principal, (known, id) =>
      removed(unchanged(found(known, id), updatedMs), operators()),
    );
    response.status(204).end();
  }

  async function acknowledge(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "operate");
    const id = idOf(request);
    response.json(told(await decided(id, principal, (known) => acknowledged(found(known, id)))));
  }

  async function edit(request: Request, response: Response, decide: Decide): Promise<void> {
    const record = await decided(idOf(request), mustMay(response, "operate"), decide);
    const all = [...context.stations.all()].filter(({ mode }) => mode === "live");
    const warnings = await unlikelyPlaces([record], all);
    response.json({ station: told(record), warnings });
  }

  /** @returns the record as it is then */
  async function decided(id: string, by: Principal, decide: Decide): Promise<StationRecord> {
    let now: StationRecord | undefined;
    const look: Decide = (known) => {
      now = known;
      return decide(known, id);
    };
    const decisions = await registry.decide([id], look, { by, isAudited: true });
    return found(decisions[0]?.record ?? now, id);
  }

  function operators() {
    return { source: "operator", nowMs: context.clock.nowMs() } as const;
  }
}

function mayOperate(_request: Request, response: Response, next: () => void): void {
  mustMay(response, "operate");
  next();
}

function idOf(request: Request): string {
  const id = String(request.params.stationId);
  if (stationIdSchema.safeParse(id).success) return id;
  throw new Fault(404, `stationId: got "${id.slice(0, 60)}", want one like MX_ACAP`, "stationId");
}

function found(record: StationRecord | undefined, id: string): StationRecord {
  if (record === undefined) throw new Fault(404, `no station "${id}"`);
  return record;
}

/** Two who change the same station do not overwrite each other unawares. One that is registered needs `updatedMs`. */
function unchanged<K extends StationRecord | undefined>(known: K, updatedMs: number | undefined): K {
  const isFree = known === undefined || known.removedMs !== undefined;
  if (known?.updatedMs === updatedMs || (isFree && updatedMs === undefined)) return known;
  const want = known === undefined ? "none: it is not registered" : `${known.updatedMs}`;
  const why = updatedMs === undefined ? "say which one you read" : "it was changed since, read it again";
  throw new Fault(409, `updatedMs: got ${updatedMs ?? "nothing"}, want ${want}; ${why}`, "updatedMs");
}

function told(record: StationRecord): object {
  return { ...record, state: stateOf(record) };
}
