// `npm run catalogue:import -- FILE…` or `-- --fdsn URL …`: past earthquakes into the database that DATABASE_URL names.
import { createWriteStream } from "node:fs";
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import type { Database } from "../../shared/runtime/database.ts";
import { reasonOf, Unavailable } from "../../shared/runtime/errors.ts";
import { openLog } from "../../shared/runtime/log.ts";
import { readSettings } from "../../shared/runtime/settings.ts";
import { FORMATS } from "./formats/formatOf.ts";
import { COLUMNS } from "./formats/tocsinCsv.ts";
import { type ImportArguments, importArguments, UsageError } from "./importArguments.ts";
import { importFiles, importServer, type Told } from "./importRun.ts";
import { faultText } from "./intake.ts";

const USAGE = `usage: npm run catalogue:import -- FILE… [--source NAME] [--report FILE]
       npm run catalogue:import -- --fdsn URL --start TIME [--end TIME] [--min-magnitude M] [--box S,W,N,E]

Loads past earthquakes from files, from all catalogue files of a folder, or from an fdsnws-event server.
Formats, recognised by their content, also as .gz: ${FORMATS}
Tocsin CSV has, in any order: ${COLUMNS.join(", ")}
Of the same source and id the one its source changed last is kept, so everything may be loaded again.
Bad lines are named and left out. The exit code is 1 when nothing could be read or the server was not finished.

  --source NAME         the source of every earthquake, whatever the file or server says
  --report FILE         every bad line with its reason (the first 20 are shown in any case)
  --fdsn URL            e.g. https://earthquake.usgs.gov; a run that was stopped goes on where it was, the next one
                        asks only for what has changed since
  --start, --end TIME   origin times, UTC: 1990-01-01 or 1990-01-01T00:00:00 (end: now)
  --min-magnitude M     none smaller
  --box S,W,N,E         degrees, e.g. 14,-106,20,-92
  --updated-after TIME  only what was changed since
  --all                 everything again, whatever earlier runs brought
  --pause-s N           between two requests (default 1)
  --quiet               no progress
  --help                this text

  DATABASE_URL  sqlite:FILE or postgres://user:password@host/name (default sqlite:.tocsin/tocsin.db)`;

const SHOWN_FAULTS = 20;

async function main(signal: AbortSignal): Promise<number> {
  if (process.argv.some((argument) => argument === "--help" || argument === "-h")) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const given = importArguments(process.argv.slice(2));
  const told = tellingOf(given);
  const log = openLog({ level: "warn", service: "catalogue-import", to: 2 });
  const database = await connectDatabase(readSettings(process.env).database.url, { log });
  try {
    return (await run(database, given, { ...told, signal })) ? 0 : 1;
  } finally {
    await database.close();
    await told.finish();
  }
}

function run(database: Database, given: ImportArguments, told: Told): Promise<boolean> {
  return given.server === undefined
    ? importFiles(database, given, told)
    : importServer(database, { ...given, server: given.server }, told);
}

/** The first faults on the terminal, all of them in the report. */
function tellingOf({ reportFile }: ImportArguments) {
  const report = reportFile === undefined ? undefined : createWriteStream(reportFile);
  report?.on("error", (error) => stop(new Error(`--report: ${error.message}`)));
  let count = 0;
  const say = (text: string) => process.stderr.write(`${text}\n`);
  return {
    out: process.stderr,
    say: (text: string) => process.stdout.write(`${text}\n`),
    complain: say,
    onFault(fault: Parameters<typeof faultText>[0]) {
      count += 1;
      if (count <= SHOWN_FAULTS) say(faultText(fault));
      report?.write(`${faultText(fault)}\n`);
    },
    async finish() {
      const more = count - SHOWN_FAULTS;
      if (more > 0) say(`and ${more} more bad lines${reportFile === undefined ? "; --report FILE has them all" : ""}`);
      await new Promise<void>((resolve) => (report === undefined ? resolve() : report.end(resolve)));
    },
  };
}

function stop(error: unknown): never {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`${reasonOf(error)}${isUsage ? `\n\n${USAGE}` : ""}\n`);
  if (error instanceof Unavailable) process.stderr.write("What was read is kept; run it again to go on.\n");
  process.exit(isUsage ? 2 : 1);
}

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort(new Error("stopped; what was read is kept, run it again to go on"));
  });
}
main(stopping.signal).then((code) => process.exit(code), stop);
