// `npm test`: starts private servers, runs vitest against them, stops them whatever happened.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { installBrowser, installMissing, SERVER_NAMES, type ServerName } from "./servers/install.ts";
import { type Servers, startServers } from "./servers/start.ts";

const HELP = `npm test -- [options] [vitest's own filters and options]

Starts a private ${SERVER_NAMES.join(", ")} on free loopback ports, runs all tests, stops them.
As root on Debian missing packages (servers, Chromium) are installed; otherwise it says which.

  --no-servers              without servers; tests that need one are skipped
  --servers=redis,postgres  only these
  --help                    this text

Examples
  npm test -- test/shared/seismo             only tests below this folder
  npm test -- --no-servers -t "lease"        only tests whose title holds "lease"
  npm test -- --servers=redis test/brokers/storeRedis.test.ts`;

const OLDEST_NODE = 24;
const project = join(import.meta.dirname, "..");
const say = (line: string) => console.log(line);

interface Wanted {
  readonly names: readonly ServerName[];
  readonly forVitest: readonly string[];
}

function readArguments(args: readonly string[]): Wanted {
  const forVitest = args.filter((arg) => arg !== "--no-servers" && !arg.startsWith("--servers"));
  if (args.includes("--no-servers")) return { names: [], forVitest };
  const given = args.find((arg) => arg.startsWith("--servers"));
  if (given === undefined) return { names: SERVER_NAMES, forVitest };
  const wanted = given.slice("--servers=".length).split(",");
  const names = SERVER_NAMES.filter((name) => wanted.includes(name));
  if (names.length === wanted.length) return { names, forVitest };
  throw new Error(`${given}: want --servers= with names out of ${SERVER_NAMES.join(", ")}`);
}

/** Resolves to vitest's exit code; `signal` ends it early. */
function runVitest(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number> {
  const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", vitest, "run", ...args], {
    cwd: project,
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  const end = () => child.kill("SIGTERM");
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, by) => resolve(code ?? 128 + (by === null ? 1 : constants.signals[by])));
  });
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    say(HELP);
    return 0;
  }
  const { names, forVitest } = readArguments(args);
  let stoppedBy = 0;
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      stoppedBy = constants.signals[signal];
      stopping.abort();
    });
  }
  let servers: Servers | undefined;
  try {
    await installMissing(names, say);
    if (names.length === SERVER_NAMES.length) await installBrowser(say);
    servers = await startServers(names, say);
    const code = stopping.signal.aborted ? 1 : await runVitest(forVitest, servers.env, stopping.signal);
    return stoppedBy === 0 ? code : 128 + stoppedBy;
  } finally {
    await servers?.stop();
  }
}

if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE) {
  console.error(
    `tocsin needs Node ${OLDEST_NODE} or newer, this is ${process.version}: run it as "npm test" after "npm ci"`,
  );
  process.exit(1);
}
process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 1;
});
