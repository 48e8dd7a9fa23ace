// Answers POST /v1/stations/import: a station file in any known format, taken or only looked at.
import type { Request, Response } from "express";
import { Malformed } from "../../../shared/contracts/topic.ts";
import { ask } from "../../../shared/runtime/ask.ts";
import { Fault, parsed } from "../../../shared/runtime/faults.ts";
import { principalOf } from "../../../shared/runtime/principal.ts";
import { readStationFile } from "./fileThread.ts";
import { importList } from "./importList.ts";
import { audit } from "./repository.ts";
import type { RegistryRoutesDeps } from "./routes.ts";
import { importQuery } from "./schemas.ts";

export async function answerImport(request: Request, response: Response, deps: RegistryRoutesDeps): Promise<void> {
  const { context } = deps;
  const isDryRun = parsed(importQuery, { ...request.query }).dryRun === "true";
  const by = principalOf(response);
  const list = await readList(request.body, context.clock.nowMs());
  const report = await importList(list, deps, { source: "operator", by, isDryRun });
  const { added, changed, restored, unchanged, rejected } = report;
  const detail = JSON.stringify({ added, changed, restored, unchanged, rejected });
  if (!isDryRun) {
    const keeping = { by, nowMs: context.clock.nowMs() };
    await ask(context, "write the account", (database) => audit(database, keeping, "stations.imported", detail));
    context.log.info(
      { keyId: by.keyId, ownerId: by.ownerId, added, changed, restored, unchanged, rejected },
      "stations imported",
    );
  }
  response.json({ dryRun: isDryRun, ...report });
}

async function readList(body: unknown, nowMs: number) {
  try {
    return await readStationFile({ name: "body", text: typeof body === "string" ? body : "", nowMs });
  } catch (error) {
    if (error instanceof Malformed) throw new Fault(400, error.message, "body");
    throw error;
  }
}
