// A server of our own: a child process on a free loopback port, ended by its process id and never by its name.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, openSync, readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Plan {
  readonly name: string;
  readonly folder: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Runs the server as this user; only root may. */
  readonly user?: string;
  readonly stopSignal?: NodeJS.Signals;
  /** Resolves when the server answers, rejects when it does not yet. */
  readonly probe: () => Promise<void>;
  readonly startWithinMs?: number;
}

export interface PrivateServer {
  readonly url: string;
  readonly port: number;
  /** Process id now; another one after `restart`. */
  readonly pid: number;
  /** Asks it to end, and ends it when it does not. Nothing happens when it has ended. */
  stop(): Promise<void>;
  /** SIGKILL: as if the machine had lost power. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder, after ending it if it still runs; resolves when it answers. */
  restart(): Promise<void>;
  /** Freezes or wakes it: SIGSTOP, SIGCONT. */
  signal(signal: NodeJS.Signals): void;
}

const STOP_WITHIN_MS = 8000;
const setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].find((path) => existsSync(path));

export async function startServer(
  plan: Plan,
  address: { readonly url: string; readonly port: number },
): Promise<PrivateServer> {
  let child = await launch(plan);
  return {
    ...address,
    get pid() {
      return child.pid ?? 0;
    },
    stop: () => end(child, plan.stopSignal ?? "SIGTERM"),
    kill: () => end(child, "SIGKILL"),
    async restart() {
      await end(child, plan.stopSignal ?? "SIGTERM");
      child = await launch(plan);
    },
    signal(signal) {
      child.kill(signal);
    },
  };
}

/** Free now; another process may take one before the server does, which then fails to start and says so. */
export async function freePorts(count: number): Promise<number[]> {
  const holders = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  const ports: number[] = [];
  for (const holder of holders) {
    if (!holder.listening) await new Promise((resolve) => holder.once("listening", resolve));
    const address = holder.address();
    if (address !== null && typeof address === "object") ports.push(address.port);
  }
  await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))));
  return ports;
}

/** Connects, says `question` and resolves when the first bytes of the answer satisfy `wanted`. */
export function answers(
  port: number,
  question: Uint8Array | string,
  wanted: (answer: Buffer) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: "127.0.0.1", timeout: 1000 });
    const fail = (reason: Error) => {
      socket.destroy();
      reject(reason);
    };
    socket.once("connect", () => socket.write(question));
    socket.once("error", fail);
    socket.once("timeout", () => fail(new Error(`port ${port}: connected, no answer within 1 s`)));
    socket.once("close", () => fail(new Error(`port ${port}: closed without an answer`)));
    socket.once("data", (answer) => {
      if (!wanted(answer))
        return fail(new Error(`port ${port}: answered ${JSON.stringify(answer.toString("latin1"))}`));
      socket.destroy();
      resolve();
    });
  });
}

/** Where a program is: given candidates first, then the usual folders (Debian keeps servers out of a user's PATH). */
export function programPath(name: string, candidates: readonly string[] = []): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/local/sbin", "/sbin"];
  return [...candidates, ...folders.filter(Boolean).map((folder) => join(folder, name))].find((path) =>
    existsSync(path),
  );
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The prefix that makes a command run as another user, or die with its parent. */
export function asUser(user: string | undefined, options: { readonly dieWithParent: boolean }): string[] {
  const switched = user !== undefined && isRoot();
  if (setpriv === undefined) return switched ? ["runuser", "-u", user, "--"] : [];
  const identity = switched ? [`--reuid=${user}`, `--regid=${user}`, "--init-groups"] : [];
  const death = options.dieWithParent ? ["--pdeathsig", "KILL"] : [];
  return identity.length + death.length === 0 ? [] : [setpriv, ...identity, ...death, "--"];
}

async function launch(plan: Plan): Promise<ChildProcess> {
  const logPath = join(plan.folder, "output.log");
  const log = openSync(logPath, "a");
  const [command = plan.command, ...args] = [...asUser(plan.user, { dieWithParent: true }), plan.command, ...plan.args];
  // A group of its own: Ctrl-C in the terminal must reach the tests first and the servers only through `stop`.
  const child = spawn(command, args, {
    cwd: plan.folder,
    detached: true,
    stdio: ["ignore", log, log],
    env: { PATH: process.env.PATH, LANG: "C.UTF-8", HOME: plan.folder, ...plan.env },
  });
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
  });
  const deadlineMs = Date.now() + (plan.startWithinMs ?? 30_000);
  for (;;) {
    const fault = await plan.probe().then(() => undefined, String);
    if (fault === undefined && isRunning(child)) return child;
    if (failure !== undefined || !isRunning(child) || Date.now() > deadlineMs) {
      await end(child, "SIGKILL");
      throw new Error(`${plan.name} did not start (${failure?.message ?? fault}); its output:\n${tail(logPath)}`);
    }
    await sleep(25);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function tail(path: string): string {
  return readFileSync(path, "utf8").split("\n").slice(-30).join("\n");
}
