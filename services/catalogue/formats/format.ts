// The seam between catalogue formats and what is done with their earthquakes: text in pieces in, findings with lines out.
import type { Parsed } from "./field.ts";

export interface Found {
  /** Line of the file, from 1, where it begins. */
  readonly line: number;
  readonly parsed: Parsed;
}

export interface Reader {
  /** Text in pieces of any size. @throws Error when this cannot be such a file at all */
  push(text: string): Found[];
  /** What was left when the file ended. @throws Error when nothing of the format was in it */
  end(): Found[];
}

export interface ReadOptions {
  /** The source of every earthquake, whatever the file says; "": as the file says. */
  readonly source: string;
  /** The source of those whose agency the file does not name; "": whoever else is named. */
  readonly otherwise: string;
}
