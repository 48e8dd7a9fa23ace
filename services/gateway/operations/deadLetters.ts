// Dead letters as an operator reads them: what it was, who gave it up, why, and whether it can be tried again.
import { routes } from "../../../shared/contracts/topics.ts";
import type { DeadLetter } from "../../../shared/runtime/bus.ts";
import { queueOfDead } from "../../../shared/runtime/busQueues.ts";

export interface DeadLetterView {
  readonly deadId: string;
  readonly givenUpMs: number;
  readonly topic: string;
  readonly group: string;
  readonly key: string;
  readonly reason: string;
  readonly bytes: number;
  /** Its beginning; "" where it is not text. */
  readonly text: string;
  /** False: it came to one replica's own queue, which is gone. */
  readonly canRetry: boolean;
}

const SHOWN = 4000;

export function deadLetterView(letter: DeadLetter): DeadLetterView {
  const { body, ...head } = letter;
  const isJson = routes.some(({ topic }) => topic.name === letter.topic && topic.jsonSchema !== undefined);
  const text = isJson ? Buffer.from(body.subarray(0, SHOWN)).toString("utf8") : "";
  return { ...head, bytes: body.length, text, canRetry: queueOfDead(letter) !== undefined };
}
