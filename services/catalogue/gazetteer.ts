// Asks the gazetteer's thread for a place in words; the thread starts with the first question.
import { Worker } from "node:worker_threads";
import { Unavailable } from "../../shared/runtime/errors.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";
import type { Words } from "./place.ts";

interface Question {
  readonly resolve: (words: Words) => void;
  readonly reject: (error: Error) => void;
}

interface Answer {
  readonly id: number;
  readonly words: Words;
}

/** A small nursery: what is read once at the start would otherwise stay in memory as garbage. */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 256 };

export class GazetteerThread {
  #worker: Worker | undefined;
  #asked = 0;
  readonly #open = new Map<number, Question>();

  /** @throws Unavailable when the thread ended; the next question starts another. */
  async placeOf(place: Place): Promise<string> {
    return (await this.wordsOf(place)).place;
  }

  /** @throws Unavailable when the thread ended; the next question starts another. */
  wordsOf(place: Place): Promise<Words> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      const { latitudeDeg, longitudeDeg } = place;
      worker.postMessage({ id, place: { latitudeDeg, longitudeDeg } });
    });
  }

  /** Opens it before anybody asks. */
  warm(): void {
    this.#worker ??= this.#start();
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL("./gazetteerWorker.ts", import.meta.url), { resourceLimits: LIMITS });
    worker.unref();
    worker.on("message", ({ id, words }: Answer) => {
      this.#open.get(id)?.resolve(words);
      this.#open.delete(id);
    });
    let cause: unknown;
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("exit", () => {
      this.#worker = undefined;
      for (const { reject } of this.#open.values()) reject(new Unavailable("gazetteer thread: ended", { cause }));
      this.#open.clear();
    });
    return worker;
  }
}
