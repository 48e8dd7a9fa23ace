// A drill or a replay as a process of its own: it takes nothing of the time of whoever started it, and ends with it.
import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface Launch {
  readonly args: readonly string[];
  /** Secrets come this way: arguments are seen by everybody on the machine. */
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
}

export interface Launched {
  /** Resolves to "" when it ended well, otherwise to what happened. */
  readonly ended: Promise<string>;
  /** It says goodbye to its broker. */
  stop(): void;
  kill(): void;
}

const SIMULATORS = join(import.meta.dirname, "../../../simulators");
/** Behind the alarm path wherever both want the processor. */
const NICE = 10;

export function launchDrill(launch: Launch): Launched {
  return launchScript("drill.ts", launch);
}

export function launchReplay(launch: Launch): Launched {
  return launchScript("replay.ts", launch);
}

function launchScript(script: string, { args, env, onLine }: Launch): Launched {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(SIMULATORS, script), ...args], {
    env,
    // By the channel it notices when its parent is gone, however that ended.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", onLine);
  }
  child.once("spawn", () => lower(child.pid));
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`cannot be started: ${error.message}`));
    // `close`, not `exit`: then its last words have come.
    child.once("close", (code, signal) => resolve(code === 0 ? "" : `ended with ${signal ?? `code ${code}`}`));
  });
  return { ended, stop: () => void child.kill("SIGTERM"), kill: () => void child.kill("SIGKILL") };
}

function lower(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, NICE);
  } catch {
    // It has ended already, or the platform knows no priorities: it goes on as it is.
  }
}
