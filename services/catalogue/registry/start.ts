// What the registry does at start: every registered station into the hot state, then the stations of a file.
import { readFile } from "node:fs/promises";
import type { StationFile } from "../../../shared/contracts/stationFile.ts";
import { reasonOf, Unavailable } from "../../../shared/runtime/errors.ts";
import type { Claims } from "./claims.ts";
import { readStationFile } from "./fileThread.ts";
import { importList } from "./importList.ts";
import type { StationRecord } from "./record.ts";
import type { Registry, RegistryContext } from "./registry.ts";
import { NOBODY } from "./repository.ts";
import { restore } from "./restore.ts";

const RETRY_MS = 5000;
/** So many faults of one file are written to the log; all are counted. */
const LOGGED_FAULTS = 20;

export interface Starting {
  readonly registry: Registry;
  readonly claims: Claims;
  readonly context: RegistryContext;
}

/** @throws Error when the file cannot be read or is no list: a start with the wrong stations must not look like one. */
export async function stationsIn(file: string, nowMs: number): Promise<StationFile> {
  try {
    return await readStationFile({ name: file, text: await readFile(file, "utf8"), nowMs });
  } catch (cause) {
    throw new Error(`CATALOGUE_STATIONS_FILE: got "${file}": ${reasonOf(cause)}`, { cause });
  }
}

/** Once at start; where the database does not answer, in the background until it does: `later`. */
export async function startRegistry(
  starting: Starting,
  list: StationFile | undefined,
): Promise<{ readonly later: Promise<void> }> {
  if (await isTaken(starting, list)) return { later: Promise.resolve() };
  const { clock, stopping } = starting.context;
  const untilTaken = async (): Promise<void> => {
    await clock.sleep(RETRY_MS, stopping);
    if (!stopping.aborted && !(await isTaken(starting, list))) await untilTaken();
  };
  return { later: untilTaken() };
}

async function isTaken({ registry, claims, context }: Starting, list: StationFile | undefined): Promise<boolean> {
  const { log } = context;
  try {
    const told = await restore(registry, claims, context);
    if (told > 0) log.info({ stations: told }, "stations of the registry put into the hot state");
    if (list !== undefined) await takeList(list, { registry, claims, context });
    return true;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    log.warn({ reason: reasonOf(error), waitMs: RETRY_MS }, "the station registry is read later");
    return false;
  }
}

/** What an operator has changed or removed since is not undone by the next start. */
function isOperators({ source, removedMs }: StationRecord): boolean {
  return source === "operator" || removedMs !== undefined;
}

async function takeList(list: StationFile, { registry, context }: Starting): Promise<void> {
  const { log } = context;
  const options = { source: "file", by: NOBODY, isLeft: isOperators } as const;
  const report = await importList(list, { registry, context }, options);
  for (const { where, reason } of report.faults.slice(0, LOGGED_FAULTS))
    log.error({ where, reason }, "stations file: something left out");
  for (const { stationId, reason } of report.warnings.slice(0, LOGGED_FAULTS))
    log.warn({ stationId, reason }, "stations file: an unlikely place");
  const { added, changed, unchanged, rejected } = report;
  log.info({ added, changed, unchanged, rejected }, "stations taken from the file");
}
