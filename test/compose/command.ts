// Runs one command to its end, with a time limit; its own process group, so that Ctrl-C reaches us first and not it.
import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

export interface CommandOptions {
  readonly signal: AbortSignal;
  readonly withinS: number;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  /** Both streams as they came. */
  readonly all: string;
}

/** A command that did not end well, with the end of what it said. */
export class CommandFailed extends Error {}

/** @throws CommandFailed when it cannot be started, takes too long or is stopped; any exit code is an answer. */
export function outcomeOf(command: readonly string[], options: CommandOptions): Promise<Outcome> {
  const [program = "", ...args] = command;
  const timeout = AbortSignal.timeout(options.withinS * 1000);
  const signal = AbortSignal.any([options.signal, timeout]);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let [stdout, all] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
      all += String(chunk);
    });
    child.stderr.on("data", (chunk) => (all += String(chunk)));
    const end = () => child.kill("SIGTERM");
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    child.once("error", (cause) => reject(new CommandFailed(`${program}: cannot be started`, { cause })));
    child.once("close", (code) => {
      signal.removeEventListener("abort", end);
      if (!signal.aborted)
        return resolve({
          code: code ?? 1,
          stdout: stripVTControlCharacters(stdout),
          all: stripVTControlCharacters(all),
        });
      const why = options.signal.aborted ? "stopped" : `not done within ${options.withinS} s`;
      reject(new CommandFailed(`${line(command)}: ${why}\n${excerpt(all)}`));
    });
  });
}

/** Its standard output. @throws CommandFailed also for an exit code that is not 0. */
export async function output(command: readonly string[], options: CommandOptions): Promise<string> {
  const { code, stdout, all } = await outcomeOf(command, options);
  if (code === 0) return stdout;
  throw new CommandFailed(`${line(command)}: exit ${code}\n${excerpt(all)}`);
}

function line(command: readonly string[]): string {
  return command.join(" ").slice(0, 200);
}

/** Why it failed stands at one of the ends. */
function excerpt(text: string): string {
  const lines = text.trim().split("\n");
  return lines.length <= 30 ? lines.join("\n") : [...lines.slice(0, 5), "…", ...lines.slice(-25)].join("\n");
}
