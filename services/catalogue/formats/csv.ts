// Streaming CSV (RFC 4180 without line breaks inside quotes): quoted fields, doubled quotes, CRLF or LF, byte order mark.
// With bars between the fields, as FDSN writes them, a quote is a character like any other.
export interface CsvRow {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Takes text in pieces of any size and gives rows as they are complete; empty lines are no rows. A line break always ends
 * a row, so that a quote somebody forgot costs one line and not the rest of the file.
 */
export class CsvRows {
  readonly #separator: string;
  #line = 0;
  #rest = "";

  constructor(separator = ",") {
    this.#separator = separator;
  }

  push(text: string): CsvRow[] {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#row(line));
  }

  /** The last row, when the file does not end with a line break. */
  end(): CsvRow[] {
    const last = this.#rest;
    this.#rest = "";
    return this.#row(last);
  }

  #row(text: string): CsvRow[] {
    this.#line += 1;
    const bare = (this.#line === 1 ? text.replace(/^\uFEFF/, "") : text).replace(/\r$/, "");
    return bare.trim() === "" ? [] : [{ line: this.#line, fields: fieldsOf(bare, this.#separator) }];
  }
}

const QUOTED = /^"((?:[^"]|"")*)"$/;

function fieldsOf(line: string, separator: string): string[] {
  if (separator !== "," || !line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  let start = 0;
  let inside = false;
  for (let at = 0; at <= line.length; at += 1) {
    if (line[at] === '"') inside = !inside;
    if (at === line.length || (line[at] === "," && !inside)) {
      fields.push(unquoted(line.slice(start, at)));
      start = at + 1;
    }
  }
  return fields;
}

function unquoted(field: string): string {
  const inner = QUOTED.exec(field.trim())?.[1];
  return inner === undefined ? field : inner.replaceAll('""', '"');
}
