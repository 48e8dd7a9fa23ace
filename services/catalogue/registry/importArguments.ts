// The command line of stations:import: files, and where the registry is.
import type { Environment } from "../../../shared/runtime/config.ts";
import { parsedBy, UsageError } from "../importArguments.ts";

export interface StationImportArguments {
  readonly paths: readonly string[];
  readonly url: string;
  /** "": none is asked for. */
  readonly token: string;
  readonly isDryRun: boolean;
  readonly reportFile: string | undefined;
  readonly isQuiet: boolean;
}

const OPTIONS = {
  url: { type: "string" },
  token: { type: "string" },
  "dry-run": { type: "boolean", short: "n" },
  report: { type: "string" },
  quiet: { type: "boolean", short: "q" },
} as const;
const HERE = "http://127.0.0.1:8080";

/** @throws UsageError naming the option, what it got and what was wanted */
export function stationImportArguments(args: readonly string[], env: Environment): StationImportArguments {
  const { values, positionals } = parsedBy(OPTIONS, args);
  const url = values.url ?? HERE;
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new UsageError(`--url: got "${url}", want http://… or https://…`);
  }
  if (positionals.length === 0) throw new UsageError("want files");
  return {
    paths: positionals,
    url,
    token: values.token ?? env.API_TOKEN ?? "",
    isDryRun: values["dry-run"] === true,
    reportFile: values.report,
    isQuiet: values.quiet === true,
  };
}
