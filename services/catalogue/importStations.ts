// `npm run stations:import -- FILE…`: station files into the registry of a running catalogue, through its interface.
import { createWriteStream } from "node:fs";
import { reasonOf } from "../../shared/runtime/errors.ts";
import { UsageError } from "./importArguments.ts";
import { stationImportArguments } from "./registry/importArguments.ts";
import { importStationFiles } from "./registry/importRun.ts";

const USAGE = `usage: npm run stations:import -- FILE… [--dry-run] [--url URL] [--token TOKEN] [--report FILE]

Registers live stations from StationXML, CSV, FDSN text, GeoJSON or JSON, told apart by their content (docs/station-files.md).
What a file tells is fixed: the device does not change it. Importing the same again changes nothing.
Faults are named and left out; the rest is taken. The exit code is 1 when a file could not be taken, or nothing in it.

  --dry-run, -n   only say what would be done
  --url URL       where the catalogue answers (default http://127.0.0.1:8080)
  --token TOKEN   API_TOKEN of that service, or a key with scope operate (environment: API_TOKEN)
  --report FILE   every fault, unlikely place and change (the first 20 faults are shown in any case)
  --quiet, -q     no progress
  --help, -h      this text`;

const SHOWN_FAULTS = 20;

async function main(signal: AbortSignal): Promise<number> {
  const args = process.argv.slice(2);
  if (args.some((argument) => argument === "--help" || argument === "-h")) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const given = stationImportArguments(args, process.env);
  const told = tellingTo(given.reportFile);
  try {
    return (await importStationFiles(given, { ...told, signal })) ? 0 : 1;
  } finally {
    await told.finish();
  }
}

/** The first faults on the terminal, everything in the report. */
function tellingTo(reportFile: string | undefined) {
  const report = reportFile === undefined ? undefined : createWriteStream(reportFile);
  report?.on("error", (error) => stop(new Error(`--report: ${error.message}`)));
  let faults = 0;
  const complain = (text: string) => void process.stderr.write(`${text}\n`);
  return {
    out: process.stderr,
    say: (text: string) => void process.stdout.write(`${text}\n`),
    complain,
    detail(text: string, isFault: boolean) {
      if (isFault) faults += 1;
      if (isFault && faults <= SHOWN_FAULTS) complain(text);
      report?.write(`${text}\n`);
    },
    async finish() {
      const more = faults - SHOWN_FAULTS;
      if (more > 0) complain(`and ${more} more${reportFile === undefined ? "; --report FILE has them all" : ""}`);
      await new Promise<void>((resolve) => (report === undefined ? resolve() : report.end(resolve)));
    },
  };
}

function stop(error: unknown): never {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`${reasonOf(error)}${isUsage ? `\n\n${USAGE}` : ""}\n`);
  process.exit(isUsage ? 2 : 1);
}

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort(new Error("stopped; what the catalogue has taken stays, run it again to go on"));
  });
}
main(stopping.signal).then((code) => process.exit(code), stop);
