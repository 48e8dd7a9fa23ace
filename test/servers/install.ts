// Sees to it that the private servers' programs and a browser are there: installs Debian's packages as root, or says what
// to install.
import { spawn } from "node:child_process";
import { mosquittoProgram } from "./mosquitto.ts";
import { postgresProgram } from "./postgres.ts";
import { isRoot, programPath } from "./privateServer.ts";
import { rabbitmqProgram } from "./rabbitmq.ts";
import { redisProgram } from "./redis.ts";

export const SERVER_NAMES = ["rabbitmq", "mosquitto", "redis", "postgres"] as const;
export type ServerName = (typeof SERVER_NAMES)[number];

const PROGRAMS: Readonly<Record<ServerName, { readonly package: string; readonly path: () => string | undefined }>> = {
  rabbitmq: { package: "rabbitmq-server", path: rabbitmqProgram },
  mosquitto: { package: "mosquitto", path: mosquittoProgram },
  redis: { package: "redis-server", path: redisProgram },
  postgres: { package: "postgresql", path: () => postgresProgram() },
};

/** Packages whose programs are not on this machine. */
export function missingPackages(names: readonly ServerName[]): string[] {
  return names.filter((name) => PROGRAMS[name].path() === undefined).map((name) => PROGRAMS[name].package);
}

/** @throws Error that says exactly what to install, where we may not or cannot do it. */
export async function installMissing(names: readonly ServerName[], say: (line: string) => void): Promise<void> {
  const missing = missingPackages(names);
  if (missing.length === 0) return;
  const apt = programPath("apt-get");
  if (apt === undefined || !isRoot()) throw new Error(howToInstall(missing, apt !== undefined));
  say(`installing ${missing.join(", ")} (once) …`);
  const startedMs = performance.now();
  await run(apt, ["update", "-qq"]);
  await run(apt, ["install", "-y", "-qq", "--no-install-recommends", ...missing]);
  const still = missingPackages(names);
  if (still.length > 0) throw new Error(`installed, but its program is not found: ${still.join(", ")}`);
  say(`installed in ${Math.round((performance.now() - startedMs) / 1000)} s`);
}

/** Tests in a browser skip without one, so that a machine where nobody may install it can run all others. */
export async function installBrowser(say: (line: string) => void): Promise<void> {
  const apt = programPath("apt-get");
  const isThere = programPath("chromium", [process.env.CHROMIUM ?? ""].filter(Boolean)) !== undefined;
  if (isThere || apt === undefined || !isRoot()) return;
  say("installing chromium (once) …");
  await run(apt, ["update", "-qq"]);
  await run(apt, ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
}

function howToInstall(missing: readonly string[], hasApt: boolean): string {
  const command = `sudo apt-get install --no-install-recommends ${missing.join(" ")}`;
  const how = hasApt ? `install them with\n  ${command}` : `on Debian or Ubuntu that is\n  ${command}`;
  const without = "or run the tests without servers: npm test -- --no-servers";
  return `these servers are not installed: ${missing.join(", ")}; ${how}\n${without}`;
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve();
      reject(new Error(`${command} ${args.join(" ")}: exit ${code}\n${output.slice(-2000)}`));
    });
  });
}
