// What catalogue:import does once its arguments are read: file after file, or a server from where it stopped.
import { systemClock } from "../../shared/runtime/clock.ts";
import type { Database } from "../../shared/runtime/database.ts";
import { reasonOf, Unavailable } from "../../shared/runtime/errors.ts";
import { harvest } from "./harvest/harvest.ts";
import { type HarvestQuery, hostOf } from "./harvest/query.ts";
import type { ImportArguments } from "./importArguments.ts";
import { type LineFault, reportText } from "./intake.ts";
import { catalogueFiles, loadCatalogue } from "./load.ts";
import { progressOf } from "./progress.ts";

export interface Told {
  readonly signal: AbortSignal;
  /** For the progress. */
  readonly out: NodeJS.WriteStream;
  readonly say: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly onFault: (fault: LineFault) => void;
}

/** @returns whether anything could be read. @throws Unavailable when the database does not answer */
export async function importFiles(database: Database, given: ImportArguments, told: Told): Promise<boolean> {
  let read = 0;
  for (const file of await catalogueFiles(given.paths)) {
    const { update, stop } = progressOf(file, { out: told.out, isQuiet: given.isQuiet });
    const options = { signal: told.signal, source: given.source, onFault: told.onFault, onProgress: update };
    try {
      const report = await loadCatalogue(database, file, options).finally(stop);
      told.say(reportText(report));
      read += report.rows - report.rejected;
    } catch (error) {
      told.signal.throwIfAborted();
      if (error instanceof Unavailable) throw error;
      told.complain(reasonOf(error));
    }
  }
  return read > 0;
}

/** @returns true: what was asked for is there, be it nothing. @throws whatever kept it from being finished */
export async function importServer(
  database: Database,
  given: ImportArguments & { readonly server: HarvestQuery },
  told: Told,
): Promise<boolean> {
  const { server, isAnew, updatedAfterMs, pauseMs, source } = given;
  const { update, note, stop } = progressOf(hostOf(server), { out: told.out, isQuiet: given.isQuiet });
  const { requests, ...counts } = await harvest(database, server, {
    ...{ clock: systemClock, pauseMs, signal: told.signal, source, updatedAfterMs, anew: isAnew },
    ...{ onProgress: update, onFault: told.onFault, onNote: note },
    onWait: (waitMs, why) => note(`${why}; waiting ${Math.ceil(waitMs / 1000)} s`),
  }).finally(stop);
  told.say(`${reportText({ ...counts, file: hostOf(server), format: "FDSN text", faults: [] })}, ${requests} requests`);
  return counts.rows === 0 || counts.rows > counts.rejected;
}
