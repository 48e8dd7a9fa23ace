// The command line of catalogue:import: files and folders, or a server with what is asked of it.
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import type { HarvestQuery } from "./harvest/query.ts";

/** The command was called wrongly: answered with the usage and exit code 2. */
export class UsageError extends Error {}

export interface ImportArguments {
  readonly paths: readonly string[];
  readonly server: HarvestQuery | undefined;
  readonly updatedAfterMs: number | undefined;
  readonly isAnew: boolean;
  readonly pauseMs: number;
  readonly source: string;
  readonly reportFile: string | undefined;
  readonly isQuiet: boolean;
}

const OPTIONS = {
  fdsn: { type: "string" },
  start: { type: "string" },
  end: { type: "string" },
  "min-magnitude": { type: "string" },
  box: { type: "string" },
  "updated-after": { type: "string" },
  all: { type: "boolean" },
  "pause-s": { type: "string" },
  source: { type: "string" },
  report: { type: "string" },
  quiet: { type: "boolean", short: "q" },
} as const;
const OF_A_SERVER = ["start", "end", "min-magnitude", "box", "updated-after", "all", "pause-s"] as const;
const FIRST_PAUSE_S = "1";

/** @throws UsageError naming the option, what it got and what was wanted */
export function importArguments(args: readonly string[]): ImportArguments {
  const { values, positionals } = parsedBy(OPTIONS, args);
  const stray = OF_A_SERVER.find((name) => values[name] !== undefined);
  if (values.fdsn === undefined && stray !== undefined) throw new UsageError(`--${stray}: want --fdsn URL with it`);
  if ((values.fdsn === undefined) === (positionals.length === 0)) throw new UsageError("want files, or --fdsn URL");
  const source = values.source ?? "";
  if (source.length > 200) throw new UsageError(`--source: got ${source.length} characters, want 1 to 200`);
  return {
    paths: positionals,
    server: values.fdsn === undefined ? undefined : serverOf(values.fdsn, values),
    updatedAfterMs: timeOf("updated-after", values["updated-after"]),
    isAnew: values.all === true,
    pauseMs: 1000 * numberOf("pause-s", values["pause-s"] ?? FIRST_PAUSE_S, [0, 3600]),
    source,
    reportFile: values.report,
    isQuiet: values.quiet === true,
  };
}

/** Options and the rest of a command line. @throws UsageError */
export function parsedBy<O extends ParseArgsOptionsConfig>(options: O, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function serverOf(server: string, values: ReturnType<typeof parsedBy<typeof OPTIONS>>["values"]): HarvestQuery {
  const protocol = URL.parse(server)?.protocol ?? "";
  if (!/^https?:$/.test(protocol)) throw new UsageError(`--fdsn: got "${server}", want http://… or https://…`);
  const startMs = timeOf("start", values.start);
  if (startMs === undefined) throw new UsageError("--start: want the first day, e.g. 1990-01-01");
  const endMs = timeOf("end", values.end);
  if (endMs !== undefined && endMs <= startMs) throw new UsageError(`--end: got "${values.end}", want after --start`);
  const magnitude = values["min-magnitude"];
  return {
    server,
    startMs,
    endMs,
    filters: {
      ...(magnitude === undefined ? {} : { minmagnitude: String(numberOf("min-magnitude", magnitude, [-5, 10])) }),
      ...(values.box === undefined ? {} : boxOf(values.box)),
    },
  };
}

/** South, west, north, east. */
function boxOf(text: string): Record<string, string> {
  const edges = text.split(",").map((edge) => (edge.trim() === "" ? Number.NaN : Number(edge)));
  const [south = Number.NaN, west = Number.NaN, north = Number.NaN, east = Number.NaN] = edges;
  const isBox = edges.length === 4 && -90 <= south && south < north && north <= 90 && -180 <= west && east <= 180;
  if (!isBox || west >= east) {
    throw new UsageError(`--box: got "${text}", want south,west,north,east in degrees, e.g. 14,-106,20,-92`);
  }
  const [minlatitude, minlongitude, maxlatitude, maxlongitude] = [south, west, north, east].map(String);
  return Object.fromEntries(Object.entries({ minlatitude, minlongitude, maxlatitude, maxlongitude }).map(plain));
}

function plain([name, value]: readonly [string, string | undefined]): [string, string] {
  return [name, value ?? ""];
}

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, day = "", time = "00:00:00"] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d(?:\.\d{1,6})?)Z?)?$/.exec(text) ?? [];
  const ms = Date.parse(`${day}T${time}Z`);
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError(`--${option}: got "${text}", want a UTC time like 2018-02-16 or 2018-02-16T23:39:39`);
}

function numberOf(option: string, text: string, [min, max]: readonly [number, number]): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= min && value <= max) return value;
  throw new UsageError(`--${option}: got "${text}", want a number from ${min} to ${max}`);
}
