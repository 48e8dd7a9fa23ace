// Collects what the doctor looks at; whatever does not answer in time is itself a fact.
import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ask } from "../../../shared/runtime/ask.ts";
import { readConfig } from "../../../shared/runtime/config.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { reasonOf, Unavailable } from "../../../shared/runtime/errors.ts";
import type { Context } from "../../../shared/runtime/service.ts";
import { databaseTable } from "../../../shared/runtime/settings.ts";
import type { Live } from "../live.ts";
import type { Survey } from "../operations/survey.ts";
import type { Status } from "../status.ts";
import type { Disk, Facts, Subscribers } from "./facts.ts";

export interface CollectDeps {
  readonly context: Context;
  readonly survey: Survey;
  readonly live: Live;
  readonly status: () => Status;
  /** Asks the watched services now. */
  readonly askServices: () => Promise<void>;
}

export async function collectFacts({ context, survey, live, status, askServices }: CollectDeps): Promise<Facts> {
  const [database, disk] = await Promise.all([databaseOf(context), diskOf(context), survey.look(), askServices()]);
  const { nowMs, startedMs, services, shed, alarmPath } = status();
  return {
    ...{ nowMs, startedMs, services, alarmPath, database, disk },
    busFault: context.bus?.notReady() ?? "",
    members: survey.members(),
    queues: survey.queues(),
    unregisteredPerS: survey.unregisteredPerS(),
    stations: live.stations().filter(({ world }) => world === "live"),
    shedShare: shed.live ?? 0,
  };
}

async function databaseOf(context: Context): Promise<Facts["database"]> {
  const startedMs = context.clock.monotonicMs();
  const took = () => Math.round(context.clock.monotonicMs() - startedMs);
  try {
    const value = await ask(context, "count subscriptions", subscribersIn);
    return { value, seenMs: context.clock.nowMs(), fault: "", tookMs: took() };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return { value: { all: 0, disabled: 0, failing: 0 }, seenMs: 0, fault: reasonOf(error), tookMs: took() };
  }
}

async function subscribersIn({ query }: Database): Promise<Subscribers> {
  const row = await query
    .selectFrom("subscription")
    .select(({ fn }) => [
      fn.countAll().as("all"),
      fn.count("disabled_ms").as("disabled"),
      fn.count("failing_since_ms").as("failing"),
    ])
    .executeTakeFirstOrThrow();
  return { all: Number(row.all), disabled: Number(row.disabled), failing: Number(row.failing) };
}

/** Of a database in a file; another machine tells its own. */
async function diskOf({ env }: Context): Promise<Disk | undefined> {
  const { url } = readConfig(databaseTable, env);
  if (!url.startsWith("sqlite:") || url.includes(":memory:")) return undefined;
  const folder = dirname(resolve(url.slice("sqlite:".length)));
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { folder, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch {
    // There is no such folder yet: the database makes it when it is first asked.
    return undefined;
  }
}
