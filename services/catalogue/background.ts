// What the catalogue does at start beside its work: loads catalogue files.
import { reasonOf, Unavailable } from "../../shared/runtime/errors.ts";
import type { Context } from "../../shared/runtime/service.ts";
import { faultText, reportText } from "./intake.ts";
import { catalogueFiles, loadCatalogue } from "./load.ts";

const RETRY_MS = 5000;
/** So many faults of one file are written to the log; all are counted. */
const LOGGED_FAULTS = 5;

/**
 * One file after another; a broken database is waited for, a bad file is told of and left out.
 * @param list files and folders with commas between
 * @returns how many files there were
 */
export async function loadFiles(list: string, context: Context, stopping: AbortSignal): Promise<number> {
  const { log } = context;
  const paths = list.split(",").map((path) => path.trim());
  let taken = 0;
  for (const path of paths.filter((each) => each !== "")) {
    const files = await catalogueFiles([path]).catch((error: unknown) => {
      log.error({ path, reason: reasonOf(error) }, "CATALOGUE_FILES: not there, left out");
      return [];
    });
    for (const file of files) await loadFile(file, context, stopping);
    taken += files.length;
  }
  return taken;
}

async function loadFile(file: string, context: Context, stopping: AbortSignal): Promise<void> {
  const { log, clock, metrics } = context;
  while (!stopping.aborted) {
    try {
      const startedMs = clock.monotonicMs();
      const report = await loadCatalogue(await context.database(), file, { signal: stopping });
      const { rows, added, replaced, known, rejected } = report;
      for (const fault of report.faults.slice(0, LOGGED_FAULTS)) log.warn({ file }, faultText(fault));
      const tookMs = Math.round(clock.monotonicMs() - startedMs);
      log.info({ file, rows, added, replaced, known, rejected, tookMs }, `catalogue loaded: ${reportText(report)}`);
      metrics.count("eew_catalogue_rows_rejected_total", "Lines of catalogue files left out", {}, rejected);
      return;
    } catch (error) {
      if (stopping.aborted) return;
      if (!(error instanceof Unavailable)) {
        log.error({ file, reason: reasonOf(error) }, "catalogue file not loaded");
        return;
      }
      log.warn({ file, reason: reasonOf(error), waitMs: RETRY_MS }, "catalogue file not loaded yet, trying again");
      await clock.sleep(RETRY_MS, stopping);
    }
  }
}
