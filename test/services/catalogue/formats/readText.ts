// A catalogue's text read as a file is: its format recognised by its beginning, the rest in pieces.
import type { Found, ReadOptions } from "../../../../services/catalogue/formats/format.ts";
import { formatOf, readerOf } from "../../../../services/catalogue/formats/formatOf.ts";
import type { PastEventTable } from "../../../../shared/runtime/schema.ts";

export function readText(text: string, name: string, options: Partial<ReadOptions & { pieceLength: number }> = {}) {
  const { source = "", otherwise = "", pieceLength = text.length } = options;
  const reader = readerOf(formatOf(text, name), { source, otherwise });
  const found: Found[] = [];
  for (let at = 0; at < text.length; at += pieceLength) found.push(...reader.push(text.slice(at, at + pieceLength)));
  return [...found, ...reader.end()];
}

export function eventsIn(found: readonly Found[]): PastEventTable[] {
  return found.flatMap(({ parsed }) => (parsed.kind === "event" ? [parsed.event] : []));
}

/** "3 latitude 97", "4 quarry blast": what was not taken, with its line. */
export function notTaken(found: readonly Found[]): string[] {
  return found.flatMap(({ line, parsed }) => {
    if (parsed.kind === "event") return [];
    return [parsed.kind === "other" ? `${line} ${parsed.what}` : `${line} ${parsed.fault.field} ${parsed.fault.value}`];
  });
}
