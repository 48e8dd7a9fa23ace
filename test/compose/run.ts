// `npm run test:compose`: builds the image, starts every container, replays earthquakes, kills the broker in between.
import { noSharedData } from "../sharedData.ts";
import { whyNoEngine, whyNoImages } from "./engine.ts";
import { drillRings, isLockedDown, replay, stopCleanly, surviveBrokerDeath } from "./phases.ts";
import { Project } from "./project.ts";

const HELP = `npm run test:compose

Builds the image and starts docker-compose.yml as a project of its own on free loopback ports, with three decoders;
replays an earthquake into it, kills RabbitMQ, watches the services come back, replays another one, stops everything.
Takes about three minutes, and removes what it made. Needs a Docker engine with Compose 2; as root on Debian
it installs one with $TOCSIN_SHARED/docker/install-engine.sh, elsewhere it says SKIP.
The recordings are those in $TOCSIN_SHARED/data/events.`;

const WHOLE_WITHIN_MS = 12 * 60_000;
const CLEAN_UP_WITHIN_MS = 180_000;
const OLDEST_NODE = 24;
const say = (line: string) => console.log(line);

interface Phase {
  readonly name: string;
  readonly run: (signal: AbortSignal) => Promise<string>;
  /** Without it the others make no sense. */
  readonly essential?: boolean;
  readonly skip?: string;
}

function phasesOf(project: Project): Phase[] {
  const skip = noSharedData ? { skip: "no recordings; set TOCSIN_SHARED" } : {};
  return [
    { name: "the image is built", run: (signal) => project.build(signal), essential: true },
    {
      name: "all containers become healthy",
      run: (signal) => project.up(signal),
      essential: true,
    },
    { name: "nothing is open that need not be", run: (signal) => isLockedDown(project, signal) },
    {
      name: "an earthquake reaches a webhook",
      run: (signal) => replay(project, "us20190706_ridgecrest_m71", signal),
      ...skip,
    },
    { name: "the broker dies, the services live", run: (signal) => surviveBrokerDeath(project, signal) },
    {
      name: "the next earthquake reaches a webhook",
      run: (signal) => replay(project, "mx20180129_m46", signal),
      ...skip,
    },
    { name: "simulated sensors ring a drill", run: (signal) => drillRings(project, signal) },
    { name: "SIGTERM ends every service cleanly", run: (signal) => stopCleanly(project, signal) },
  ];
}

/** Runs one after another; answers how many passed and failed. */
async function runAll(phases: readonly Phase[], signal: AbortSignal): Promise<{ passed: number; failed: number }> {
  let [passed, failed] = [0, 0];
  for (const { name, run, essential = false, skip } of phases) {
    if (signal.aborted) break;
    const startedMs = performance.now();
    const row = (result: string) => {
      say(`${name.padEnd(38)} ${((performance.now() - startedMs) / 1000).toFixed(1).padStart(6)}  ${result}`);
    };
    if (skip !== undefined) {
      row(`skipped: ${skip}`);
      continue;
    }
    try {
      row(`ok: ${await run(signal)}`);
      passed += 1;
    } catch (error) {
      row(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
      failed += 1;
      if (essential) break;
    }
  }
  return { passed, failed };
}

async function main(stopping: AbortSignal): Promise<number> {
  const noEngine = await whyNoEngine(stopping);
  const why = noEngine ?? (await whyNoImages(stopping));
  if (why !== undefined) {
    say(`SKIP test:compose: ${why}`);
    // Where an engine runs, continuous integration must not pass without having tried.
    return noEngine === undefined && process.env.CI === "true" ? 1 : 0;
  }
  const project = await Project.create();
  say(`${"phase".padEnd(38)} ${"s".padStart(6)}  result`);
  try {
    const deadline = AbortSignal.any([stopping, AbortSignal.timeout(WHOLE_WITHIN_MS)]);
    const { passed, failed } = await runAll(phasesOf(project), deadline);
    const unfinished = deadline.aborted && failed === 0;
    if (failed > 0 && !stopping.aborted) say(await project.logs(AbortSignal.timeout(CLEAN_UP_WITHIN_MS)));
    say(`${passed} passed, ${failed} failed${unfinished ? ", stopped before the end" : ""}`);
    return failed === 0 && !unfinished ? 0 : 1;
  } finally {
    await project.remove(AbortSignal.timeout(CLEAN_UP_WITHIN_MS));
  }
}

if (process.argv.includes("--help")) {
  say(HELP);
} else if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE) {
  console.error(`tocsin needs Node ${OLDEST_NODE} or newer, this is ${process.version}: run it by npm after "npm ci"`);
  process.exitCode = 1;
} else {
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stopping.abort());
  process.exitCode = await main(stopping.signal).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });
}
