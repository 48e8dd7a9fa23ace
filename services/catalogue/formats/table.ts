// Catalogues that are tables: a line with the names of the columns, then one earthquake a line.
import { type CsvRow, CsvRows } from "./csv.ts";
import { BadField, type EventTexts, eventOf, parsedBy, type Text } from "./field.ts";
import type { Found, Reader } from "./format.ts";

/** Trimmed; "" where the row has no such column. The field is called by the first name. */
export type Columns = (...names: readonly string[]) => Text;

export interface TableFormat {
  readonly separator: string;
  /** Needed: all of them, or the file is refused. In lower case. */
  readonly wanted: readonly string[];
  /** Lines that may stand before the names of the columns. */
  readonly preamble: number;
  /** Names for a file that begins with an earthquake. */
  readonly positions?: readonly string[];
  /** Whether a row is none: a remark at the end. */
  readonly isRemark?: (fields: readonly string[]) => boolean;
  /** The texts of one earthquake, or why it is left out. */
  readonly read: (of: Columns) => EventTexts | string;
}

export class TableReader implements Reader {
  readonly #format: TableFormat;
  readonly #rows: CsvRows;
  #columns: ReadonlyMap<string, number> | undefined;
  /** The least fields that hold all that is wanted. */
  #fewest = 0;

  constructor(format: TableFormat) {
    this.#format = format;
    this.#rows = new CsvRows(format.separator);
  }

  push(text: string): Found[] {
    return this.#rows.push(text).flatMap((row) => this.#row(row));
  }

  end(): Found[] {
    const last = this.#rows.end().flatMap((row) => this.#row(row));
    if (this.#columns === undefined) throw new Error(`empty, want a first line ${this.#names()}`);
    return last;
  }

  #row(row: CsvRow): Found[] {
    if (this.#columns === undefined && this.#header(row)) return [];
    // Servers that are asked twice, and files put together of several, repeat their first line.
    if (row.fields[0]?.startsWith("#") || this.#format.isRemark?.(row.fields)) return [];
    return [{ line: row.line, parsed: parsedBy(() => this.#read(row)) }];
  }

  /** @returns whether the line is used up. */
  #header({ line, fields }: CsvRow): boolean {
    const { wanted, preamble, positions } = this.#format;
    const names = fields.map(nameOf);
    const missing = wanted.filter((name) => !names.includes(name));
    const isData = positions !== undefined && missing.length === wanted.length && !fields[0]?.startsWith("#");
    if (missing.length > 0 && !isData) {
      if (line <= preamble) return true;
      throw new Error(`line ${line}: no column ${missing.join(", ")}; want ${this.#names()}`);
    }
    const found = isData ? positions : names;
    const columns = new Map<string, number>();
    for (const [at, name] of found.entries()) if (!columns.has(name)) columns.set(name, at);
    this.#columns = columns;
    this.#fewest = 1 + Math.max(...wanted.map((name) => found.indexOf(name)));
    return !isData;
  }

  #read({ fields }: CsvRow) {
    if (fields.length < this.#fewest) {
      const { separator } = this.#format;
      throw new BadField("line", fields.join(separator), `${fields.length} fields, want ${this.#fewest}`);
    }
    const columns = this.#columns;
    const texts = this.#format.read((...names) => {
      const at = names.map((name) => columns?.get(name.toLowerCase())).find((index) => index !== undefined);
      return { field: names[0] ?? "", value: (fields[at ?? -1] ?? "").trim() };
    });
    return typeof texts === "string" ? texts : eventOf(texts);
  }

  #names(): string {
    return this.#format.wanted.join(this.#format.separator);
  }
}

function nameOf(field: string): string {
  return field.trim().replace(/^#\s*/, "").toLowerCase();
}
