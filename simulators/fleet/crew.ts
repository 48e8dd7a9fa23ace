// A fleet in several threads: each plays a share of the sensors on connections of its own, all in one rhythm.
import { Worker } from "node:worker_threads";
import { sumOfLedgers } from "./fleetLedger.ts";
import { runShare, type ShareOptions, type ShareReport, type ShareState } from "./share.ts";
import type { FromShare, ToShare } from "./shareWorker.ts";

export interface CrewOptions extends ShareOptions {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Called once, when all stations of all shares are introduced. */
  readonly ready: () => Promise<void>;
  readonly onState: (state: ShareState) => void;
}

/** Below this a thread of its own costs more than it gives. */
const LEAST_A_THREAD = 250;

/** @throws Error of the first share that fails; the others are stopped. */
export async function runCrew(options: CrewOptions): Promise<ShareReport> {
  const { sensors, threads, signal, ready, onState, ...common } = options;
  const count = Math.max(1, Math.min(threads, Math.floor(sensors.length / LEAST_A_THREAD)));
  if (count === 1) return runShare({ ...common, sensors }, { signal, ready, onState });
  const states: (ShareState | undefined)[] = [];
  const shares = Array.from({ length: count }, (_, i) =>
    startShare(
      { ...common, ...connectionsOf(common, count), sensors: sensors.filter((_, at) => at % count === i) },
      (state) => {
        states[i] = state;
        onState(together(states.flatMap((one) => one ?? [])));
      },
    ),
  );
  const stop = () => {
    for (const share of shares) share.say("stop");
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    await Promise.all(shares.map((share) => share.ready));
    await ready();
    for (const share of shares) share.say("go");
    const reports = await Promise.all(shares.map((share) => share.done));
    const published = reports.reduce((sum, report) => sum + report.published, 0);
    return { published, ledger: sumOfLedgers(reports.map(({ ledger }) => ledger)) };
  } catch (error) {
    stop();
    await Promise.allSettled(shares.map((share) => share.done));
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function connectionsOf({ connections }: Pick<ShareOptions, "connections">, threads: number) {
  return { connections: connections === "device" ? connections : Math.max(1, Math.ceil(connections / threads)) };
}

interface Share {
  readonly ready: Promise<void>;
  readonly done: Promise<ShareReport>;
  say(message: ToShare): void;
}

function startShare(options: ShareOptions, onState: (state: ShareState) => void): Share {
  const worker = new Worker(new URL("./shareWorker.ts", import.meta.url), { workerData: options });
  const [ready, done] = [Promise.withResolvers<void>(), Promise.withResolvers<ShareReport>()];
  const fail = (error: Error) => {
    ready.reject(error);
    done.reject(error);
  };
  worker.on("message", (message: FromShare) => {
    if (message.kind === "ready") ready.resolve();
    else if (message.kind === "state") onState(message.state);
    else if (message.kind === "done") done.resolve(message.report);
    else fail(new Error(message.reason));
  });
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`a thread of the fleet ended with code ${code}`)));
  // Whoever waits for one of them only must not be told of the other's failure as unhandled.
  ready.promise.catch(() => undefined);
  done.promise.catch(() => undefined);
  return { ready: ready.promise, done: done.promise, say: (message) => worker.postMessage(message) };
}

/** The slowest share tells how far the data are, all of them together how much was sent. */
function together(states: readonly ShareState[]): ShareState {
  const sum = (of: (state: ShareState) => number) => states.reduce((total, state) => total + of(state), 0);
  return {
    dataMs: Math.min(...states.map(({ dataMs }) => dataMs)),
    up: sum(({ up }) => up),
    sent: sum(({ sent }) => sent),
    inFlight: sum(({ inFlight }) => inFlight),
    behindMs: Math.max(...states.map(({ behindMs }) => behindMs)),
  };
}
