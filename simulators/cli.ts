// What the simulators' command lines share: reading options, telling faults, exit codes, stopping on Ctrl-C.
import { reasonOf } from "../shared/runtime/errors.ts";
import type { Place } from "../shared/seismo/geodesy.ts";

/** A fault of the command line: answered with the usage and exit code 2. */
export class UsageError extends Error {}

const OLDEST_NODE = 24;

/** Runs a command: 0 when it ends, 1 when it fails, 2 when it was called wrongly. Ctrl-C aborts the signal it is given. */
export function runCommand(usage: string, main: (signal: AbortSignal) => Promise<void>): void {
  if (process.argv.includes("--help") || process.argv.includes("-h")) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    process.stderr.write(`needs Node ${OLDEST_NODE} or newer, this is ${process.versions.node}; run it by npm run\n`);
    process.exitCode = 1;
    return;
  }
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
    });
  }
  main(stopping.signal).then(
    () => process.exit(0),
    (error: unknown) => {
      const isUsage = error instanceof UsageError || isParseArgsError(error);
      process.stderr.write(`${reasonOf(error)}${isUsage ? `\n\n${usage}` : ""}\n`);
      process.exit(isUsage ? 2 : 1);
    },
  );
}

function isParseArgsError(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

export function numberFrom(
  option: string,
  text: string,
  limits: { readonly min: number; readonly max: number },
): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= limits.min && value <= limits.max) return value;
  throw new UsageError(`--${option}: got "${text}", want a number from ${limits.min} to ${limits.max}`);
}

/** "19.43,-99.13". */
export function placeFrom(option: string, text: string): Place {
  const [latitudeDeg = Number.NaN, longitudeDeg = Number.NaN, ...more] = text
    .split(",")
    .map((part) => Number(part || "?"));
  if (more.length === 0 && Math.abs(latitudeDeg) <= 90 && Math.abs(longitudeDeg) <= 180)
    return { latitudeDeg, longitudeDeg };
  throw new UsageError(`--${option}: got "${text}", want latitude,longitude in degrees, e.g. 19.43,-99.13`);
}

export function choiceFrom<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(`--${option}: got "${text}", want ${choices.join(", ")}`);
}

/** A run's name, as topics and keys carry it. */
export function runFrom(text: string): string {
  if (/^[A-Za-z0-9][\w.-]{0,63}$/.test(text)) return text;
  throw new UsageError(`--run: got "${text}", want 1 to 64 letters, digits, . _ - beginning with a letter or digit`);
}

export function urlFrom(option: string, text: string, protocols: readonly string[]): string {
  const protocol = URL.parse(text)?.protocol;
  if (protocol !== undefined && protocols.includes(protocol)) return text;
  throw new UsageError(`--${option}: got "${text}", want a URL that begins with ${protocols.join(" or ")}//`);
}
