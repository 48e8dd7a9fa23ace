// The one entry point: `services/main.ts decoder`, `… integrator alarm`, `… all`; the environment says where the rest is.
import { constants, getPriority, setPriority } from "node:os";
import { BadConfig } from "../shared/runtime/config.ts";
import { registry } from "./registry.ts";
import { startSystem } from "./system.ts";

const USAGE = `usage: npm run service -- <service …|all>
services: ${Object.keys(registry).join(", ")}
settings: docs/configuration.md; without any, everything runs in this process and listens on loopback`;

/** Where processes share a machine those of the alarm path come first: what only these do may wait for a core. */
const BESIDE: ReadonlySet<string> = new Set(["catalogue", "gateway"]);
/** Time for a clean stop; container platforms kill a little later. */
const STOP_WITHIN_MS = 10_000;

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  if (Number.parseInt(process.versions.node, 10) < 24) {
    fail(
      `tocsin needs Node 24 or newer, this is ${process.versions.node}; run it by npm (npm run service), which brings its own`,
    );
  }
  if (names.length === 0 || names.includes("--help")) fail(USAGE, names.length === 0 ? 2 : 0);
  if (names.every((name) => BESIDE.has(name))) {
    setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  }
  const system = await startSystem({ services: names, env: process.env, onBug: endProcess });
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
      void system.close().then(() => process.exit(0));
    });
  }
}

/** A bug may have left the state half changed: end, and let the supervisor start a clean one. The message stays queued. */
function endProcess(): boolean {
  setTimeout(() => process.exit(70), 50);
  return true;
}

function fail(message: string, code = 1): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

main().catch((error: unknown) => {
  if (error instanceof BadConfig) fail(error.message, 2);
  fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
});
