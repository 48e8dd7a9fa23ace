// Answers /v1/stations/:stationId: one station with its history, replaced, changed, removed, its move acknowledged.
import type { Request, Response } from "express";
import { stationId as stationIdSchema } from "../../../shared/contracts/units.ts";
import { ask } from "../../../shared/runtime/ask.ts";
import { Fault, parsed } from "../../../shared/runtime/faults.ts";
import { mayDo, mustMay } from "../../../shared/runtime/principal.ts";
import { acknowledged, type EditOptions, patched, removed, replaced } from "./edit.ts";
import { type StationRecord, stateOf } from "./record.ts";
import type { Decide, RegistryContext } from "./registry.ts";
import { changesOfStation, recordsOf } from "./repository.ts";
import type { RegistryRoutesDeps } from "./routes.ts";
import { patchSchema, removeQuery, wholeSchema } from "./schemas.ts";
import { unlikelyPlaces } from "./unlikely.ts";

const MOST_CHANGES = 200;

export async function answerOne(request: Request, response: Response, { context }: RegistryRoutesDeps): Promise<void> {
  const principal = mustMay(response, "read");
  const id = idOf(request);
  const [record, changes] = await ask(context, "read a station", async (database) => [
    (await recordsOf(database, [id])).get(id),
    await changesOfStation(database, id, MOST_CHANGES),
  ]);
  const shown = mayDo(principal, "operate") ? changes : changes.map(({ keyId: _, ownerId: __, ...rest }) => rest);
  response.json({ station: told(found(record, id)), changes: shown });
}

export async function answerReplace(request: Request, response: Response, deps: RegistryRoutesDeps): Promise<void> {
  const { updatedMs, ...whole } = parsed(wholeSchema, request.body);
  const edit: Decide = (known, id) => replaced(unchanged(known, updatedMs), id, whole, operators(deps.context));
  await tellChanged(response, await decided(request, response, { ...deps, edit }), deps.context);
}

export async function answerPatch(request: Request, response: Response, deps: RegistryRoutesDeps): Promise<void> {
  const { updatedMs, ...given } = parsed(patchSchema, request.body);
  const edit: Decide = (known, id) => {
    const record = unchanged(found(known, id), updatedMs);
    if (record.removedMs !== undefined) throw new Fault(409, `station ${id} was removed; PUT registers it again`);
    return patched(record, given, operators(deps.context));
  };
  await tellChanged(response, await decided(request, response, { ...deps, edit }), deps.context);
}

export async function answerRemove(request: Request, response: Response, deps: RegistryRoutesDeps): Promise<void> {
  mustMay(response, "operate");
  const { updatedMs } = parsed(removeQuery, { ...request.query });
  const edit: Decide = (known, id) => removed(unchanged(found(known, id), updatedMs), operators(deps.context));
  await decided(request, response, { ...deps, edit });
  response.status(204).end();
}

export async function answerMoveSeen(request: Request, response: Response, deps: RegistryRoutesDeps): Promise<void> {
  const edit: Decide = (known, id) => acknowledged(found(known, id));
  response.json(told(await decided(request, response, { ...deps, edit })));
}

/** @returns the record as it is then */
async function decided(
  request: Request,
  response: Response,
  { registry, edit }: RegistryRoutesDeps & { readonly edit: Decide },
): Promise<StationRecord> {
  const by = mustMay(response, "operate");
  const id = idOf(request);
  let now: StationRecord | undefined;
  const look: Decide = (known) => {
    now = known;
    return edit(known, id);
  };
  const decisions = await registry.decide([id], look, { by, isAudited: true });
  return found(decisions[0]?.record ?? now, id);
}

async function tellChanged(response: Response, record: StationRecord, { stations }: RegistryContext): Promise<void> {
  const all = [...stations.all()].filter(({ mode }) => mode === "live");
  response.json({ station: told(record), warnings: await unlikelyPlaces([record], all) });
}

function operators({ clock }: RegistryContext): EditOptions {
  return { source: "operator", nowMs: clock.nowMs() };
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
