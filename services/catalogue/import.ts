// `npm run catalogue:import -- FILE…`: loads catalogue files into the database that DATABASE_URL names.
import { parseArgs } from "node:util";
import { Presets, SingleBar } from "cli-progress";
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import { reasonOf } from "../../shared/runtime/errors.ts";
import { openLog } from "../../shared/runtime/log.ts";
import { readSettings } from "../../shared/runtime/settings.ts";
import { catalogueFiles, faultText, type LoadReport, loadCatalogue, reportText } from "./load.ts";
import { COLUMNS } from "./pastEvent.ts";

const USAGE = `usage: npm run catalogue:import -- FILE…

Loads past earthquakes from CSV files (.csv, .csv.gz), or from all such files of a folder, into the database.
Columns, in any order: ${COLUMNS.join(", ")}
Rows that are known (the same source and id) are left alone, so a file may be loaded again.
Bad rows are named and left out; then the exit code is 1.

  DATABASE_URL  sqlite:FILE or postgres://user:password@host/name (default sqlite:.tocsin/tocsin.db)
  --quiet       no progress bar
  --help        this text`;

async function main(): Promise<number> {
  const options = { help: { type: "boolean", short: "h" }, quiet: { type: "boolean", short: "q" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help || positionals.length === 0) {
    process.stdout.write(`${USAGE}\n`);
    return values.help ? 0 : 2;
  }
  const files = await catalogueFiles(positionals);
  const database = await connectDatabase(readSettings(process.env).database.url, {
    log: openLog({ level: "warn", service: "catalogue-import", to: 2 }),
  });
  try {
    let rejected = 0;
    for (const file of files) {
      const bar = barFor(file, values.quiet === true || !process.stderr.isTTY);
      const report = await loadCatalogue(database, file, { onProgress: bar.update }).finally(bar.stop);
      tell(report);
      rejected += report.rejected;
    }
    return rejected > 0 ? 1 : 0;
  } finally {
    await database.close();
  }
}

function barFor(file: string, silent: boolean): { update: (done: number, total: number) => void; stop: () => void } {
  if (silent) return { update: () => undefined, stop: () => undefined };
  const format = `${file} {bar} {percentage} % | {eta_formatted} left`;
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  bar.start(1, 0);
  return {
    update(done, total) {
      bar.setTotal(total);
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}

function tell(report: LoadReport): void {
  for (const fault of report.faults) process.stderr.write(`${faultText(fault)}\n`);
  const untold = report.rejected - report.faults.length;
  if (untold > 0) process.stderr.write(`${report.file}: and ${untold} more\n`);
  process.stdout.write(`${reportText(report)}\n`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exit(1);
  },
);
