// Two answers to one message as one: the first is what lives hang on, and a bug in the second must not take it away.
import { Unavailable } from "../../shared/runtime/errors.ts";
import type { Effect } from "../../shared/runtime/service.ts";

export type Answer = readonly Effect[] | Promise<readonly Effect[]>;

/** At once where both are; a broken world in either makes the message come again. */
export function alongside(first: Answer, second: () => Answer, onBug: (error: unknown) => void): Answer {
  const spared = (error: unknown): readonly Effect[] => {
    if (error instanceof Unavailable) throw error;
    onBug(error);
    return [];
  };
  let other: Answer;
  try {
    other = second();
  } catch (error) {
    other = spared(error);
  }
  if (!(first instanceof Promise) && !(other instanceof Promise)) return [...first, ...other];
  const later = Promise.resolve(other).catch(spared);
  return Promise.all([first, later]).then((both) => both.flat());
}
