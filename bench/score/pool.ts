// Worker threads that share a list of tasks; outcomes come back in the order of the tasks.
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Outcome, Task } from "./task.ts";

export class Pool {
  readonly #workers: readonly Worker[];

  constructor(threads: number) {
    const file = join(import.meta.dirname, "worker.ts");
    this.#workers = Array.from({ length: threads }, () => new Worker(file));
  }

  /** @param onDone told after each task how many are done. */
  async run(tasks: readonly Task[], onDone: (done: number, id: string) => void): Promise<Outcome[]> {
    const outcomes = new Array<Outcome>(tasks.length);
    let [next, done] = [0, 0];
    const work = async (worker: Worker) => {
      while (next < tasks.length) {
        const at = next;
        next += 1;
        const task = tasks[at] as Task;
        outcomes[at] = await ask(worker, task);
        done += 1;
        onDone(done, task.id);
      }
    };
    await Promise.all(this.#workers.map(work));
    return outcomes;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, task: Task): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const failed = (error: unknown) => {
      worker.off("message", answered);
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const answered = (outcome: Outcome) => {
      worker.off("error", failed);
      resolve(outcome);
    };
    worker.once("message", answered);
    worker.once("error", failed);
    worker.postMessage(task);
  });
}
