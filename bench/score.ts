// `npm run score`: recordings and picks of real earthquakes and noise through decoder and integrator, and how well it went.
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { reasonOf } from "../shared/runtime/errors.ts";
import { runCommand, UsageError } from "../simulators/cli.ts";
import { isFolder } from "./score/layout.ts";
import { Pool } from "./score/pool.ts";
import { progressOn } from "./score/progress.ts";
import { faultsOf, reportOf } from "./score/report.ts";
import { type RunOptions, run } from "./score/run.ts";
import { isEmpty, type Score } from "./score/summary.ts";

const USAGE = `npm run score -- [options] [name …]

Runs the path of the data, decoders to decision, over a folder of recordings, faster than real time, and prints how
soon, how far off and how large each earthquake was told, what noise did, and what association alone makes of picks.

  --data DIR      events/, noise/, picks/ in it, any of which may be missing; or a folder of events or pick sets, or one
                  of them (default: data in TOCSIN_SHARED or ../shared)
  --json          print JSON instead of tables (npm run -s score -- --json prints nothing else)
  --out FILE      write the JSON to a file as well
  --threads N     worker threads (default: one a core)
  --verbose       every version of every event, to stderr
  name …          only events, noise files and pick sets whose name holds one of these

What cannot be read is told with its reason and the rest is scored. Exit code 0 when anything was scored, 1 when nothing
could be, 2 when called wrongly, 130 after Ctrl-C.`;

interface Called extends RunOptions {
  readonly threads: number;
  readonly isJson: boolean;
  readonly out: string | undefined;
}

function readCall(): Called {
  const shared = process.env.TOCSIN_SHARED ?? join(import.meta.dirname, "../../shared");
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: "string", default: join(shared, "data") },
      json: { type: "boolean", default: false },
      out: { type: "string" },
      threads: { type: "string", default: String(availableParallelism()) },
      verbose: { type: "boolean", short: "v", default: false },
    },
  });
  const data = resolve(values.data);
  if (!isFolder(data)) throw new UsageError(`--data: no folder ${data}`);
  const threads = Number(values.threads);
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= 64))
    throw new UsageError(`--threads: got "${values.threads}", want 1 to 64`);
  const wanted = (id: string) => positionals.length === 0 || positionals.some((part) => id.includes(part));
  return { data, wanted, threads, isVerbose: values.verbose, isJson: values.json, out: values.out };
}

async function print(score: Score, { isJson, out }: Called): Promise<void> {
  const json = JSON.stringify(score, undefined, 2);
  const { promise, resolve: written } = Promise.withResolvers<void>();
  process.stdout.write(`${isJson ? json : reportOf(score)}\n`, () => written());
  await promise;
  // In a terminal the tables have just told it.
  if (isJson || !process.stdout.isTTY) for (const line of faultsOf(score)) process.stderr.write(`${line}\n`);
  if (out !== undefined) writeFileSync(out, `${json}\n`);
}

runCommand(USAGE, async (signal) => {
  const call = readCall();
  const progress = progressOn(process.stderr);
  signal.addEventListener("abort", () => {
    progress.end();
    process.stderr.write("stopped before the end: nothing is scored\n");
    process.exit(130);
  });
  const pool = new Pool(call.threads);
  const score = await run(pool, progress, call).finally(() => pool.close());
  try {
    await print(score, call);
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
  }
  if (isEmpty(score)) throw new Error(`nothing in ${call.data} could be scored`);
});
