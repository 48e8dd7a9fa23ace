// Worker threads that share a list of tasks; outcomes come back in the order of the tasks, also of those that killed their worker.
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Outcome, Task } from "./task.ts";

export interface PoolOptions {
  /** The worker's code. */
  readonly file?: string | URL;
  /** A task that takes longer is given up. */
  readonly limitMs?: number;
}

interface Answer {
  readonly outcome: Outcome;
  readonly isAlive: boolean;
}

const LIMIT_MS = 45 * 60_000;

export class Pool {
  readonly #threads: number;
  readonly #file: string | URL;
  readonly #limitMs: number;
  readonly #workers = new Set<Worker>();
  readonly #idle: Worker[] = [];

  constructor(
    threads: number,
    { file = join(import.meta.dirname, "worker.ts"), limitMs = LIMIT_MS }: PoolOptions = {},
  ) {
    this.#threads = threads;
    this.#file = file;
    this.#limitMs = limitMs;
  }

  /** @param onDone told after each task how many are done. */
  async run(tasks: readonly Task[], onDone: (done: number, id: string) => void): Promise<Outcome[]> {
    const outcomes = new Array<Outcome>(tasks.length);
    const left = tasks.entries();
    let done = 0;
    const work = async () => {
      for (const [at, task] of left) {
        const worker = this.#idle.pop() ?? this.#start();
        const { outcome, isAlive } = await ask(worker, task, this.#limitMs);
        outcomes[at] = outcome;
        if (isAlive) this.#idle.push(worker);
        else await this.#discard(worker);
        done += 1;
        onDone(done, task.id);
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#threads, tasks.length) }, work));
    return outcomes;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => this.#discard(worker)));
  }

  #start(): Worker {
    const worker = new Worker(this.#file);
    // One that dies between two tasks is found out when it is asked next.
    worker.on("error", () => undefined);
    this.#workers.add(worker);
    return worker;
  }

  async #discard(worker: Worker): Promise<void> {
    this.#workers.delete(worker);
    await worker.terminate();
  }
}

/** Never rejects: a worker that dies, answers with nothing that can be read, or not at all, has failed the task. */
function ask(worker: Worker, task: Task, limitMs: number): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const died = (why: string) =>
    resolve({ outcome: { kind: "failed", id: task.id, reason: `worker ${why}` }, isAlive: false });
  const answered = (outcome: Outcome) => resolve({ outcome, isAlive: true });
  const broke = (error: unknown) => died(`died: ${error instanceof Error ? error.message : String(error)}`);
  const left = (code: number) => died(`left with code ${code}`);
  const timer = setTimeout(() => died(`gave no answer within ${Math.round(limitMs / 1000)} s`), limitMs);
  worker.on("message", answered).on("error", broke).on("messageerror", broke).on("exit", left);
  try {
    worker.postMessage(task);
  } catch (error) {
    broke(error);
  }
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off("message", answered).off("error", broke).off("messageerror", broke).off("exit", left);
  });
}
