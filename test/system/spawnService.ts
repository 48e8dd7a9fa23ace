// Starts `services/main.ts` as a process of its own, as a container would; for tests that look at it from the outside.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

export interface ServiceProcess {
  readonly child: ChildProcess;
  /** Everything it wrote so far. */
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

/** @param env everything it gets but the path: nothing of this test's environment leaks in. */
export function spawnService(args: readonly string[], env: Readonly<Record<string, string>> = {}): ServiceProcess {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "services/main.ts", ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const exit = once(child, "exit").then(([code]) => code as number | null);
  return { child, output: () => output, exit };
}

/** Where its HTTP server listens, as its log says; "" before that. */
export function httpOf({ output }: ServiceProcess): string {
  return /"http":"(http:[^"]+)"/.exec(output())?.[1] ?? "";
}

export async function isReady(service: ServiceProcess): Promise<boolean> {
  return (await fetch(`${httpOf(service)}/readyz`)).status === 200;
}
