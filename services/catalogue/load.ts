// Reads catalogue files into the database: streaming, in batches, each bad line named, the good ones beside it kept.
import { createReadStream, type Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Database } from "../../shared/runtime/database.ts";
import type { PastEventTable } from "../../shared/runtime/schema.ts";
import { type CsvRow, CsvRows } from "./csv.ts";
import { COLUMNS, type Header, headerOf, pastEventOf, type RowFault } from "./pastEvent.ts";
import { addPastEvents } from "./repository.ts";

export interface LineFault extends RowFault {
  readonly file: string;
  readonly line: number;
}

export interface LoadReport {
  readonly file: string;
  /** Lines with an earthquake on them, good or bad. */
  readonly rows: number;
  readonly added: number;
  /** Known before: the same source and id. */
  readonly known: number;
  readonly rejected: number;
  /** The first of the rejected, with what is wrong. */
  readonly faults: readonly LineFault[];
}

export interface LoadOptions {
  readonly signal?: AbortSignal;
  /** Called after every batch. */
  readonly onProgress?: (bytesRead: number, bytesTotal: number) => void;
}

/** Small enough that SQLite, which works in this thread, never holds up an alarm beside it. */
const BATCH_ROWS = 250;
const KEPT_FAULTS = 100;

/** Files as they are, folders as the catalogue files in them, sorted. @throws Error naming a path that is not there. */
export async function catalogueFiles(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const at = await stat(path).catch((cause: unknown) => {
        throw new Error(`${path}: no such file or folder`, { cause });
      });
      if (!at.isDirectory()) return [path];
      const isCatalogue = (entry: Dirent) => entry.isFile() && /\.csv(\.gz)?$/i.test(entry.name);
      const entries = await readdir(path, { withFileTypes: true });
      return entries
        .filter(isCatalogue)
        .map((entry) => join(path, entry.name))
        .sort();
    }),
  );
  return found.flat();
}

/**
 * @throws Unavailable when the database does not answer; loading the same file again is harmless.
 * @throws Error when the file cannot be read, is not gzip though it says so, or lacks a column.
 */
export async function loadCatalogue(database: Database, file: string, options: LoadOptions = {}): Promise<LoadReport> {
  const load = new Load(database, file);
  const { size } = await stat(file);
  const source = createReadStream(file);
  const take = async (pieces: AsyncIterable<Buffer>): Promise<void> => {
    const text = new TextDecoder();
    for await (const piece of pieces) {
      await load.take(text.decode(piece, { stream: true }));
      options.onProgress?.(source.bytesRead, size);
    }
  };
  const through = options.signal ? { signal: options.signal } : {};
  if (/\.gz$/i.test(file)) await pipeline(source, createGunzip(), take, through);
  else await pipeline(source, take, through);
  return load.finish();
}

class Load {
  readonly #database: Database;
  readonly #file: string;
  readonly #rows = new CsvRows();
  readonly #faults: LineFault[] = [];
  #header: Header | undefined;
  #batch: PastEventTable[] = [];
  #read = 0;
  #added = 0;
  #rejected = 0;

  constructor(database: Database, file: string) {
    this.#database = database;
    this.#file = file;
  }

  async take(text: string): Promise<void> {
    for (const row of this.#rows.push(text)) {
      this.#row(row);
      if (this.#batch.length >= BATCH_ROWS) await this.#flush();
    }
  }

  async finish(): Promise<LoadReport> {
    for (const row of this.#rows.end()) this.#row(row);
    if (this.#header === undefined) throw new Error(`${this.#file}: empty, want a first line ${COLUMNS.join(",")}`);
    await this.#flush();
    const [rows, added, rejected] = [this.#read, this.#added, this.#rejected];
    return { file: this.#file, rows, added, known: rows - added - rejected, rejected, faults: this.#faults };
  }

  #row({ line, fields }: CsvRow): void {
    if (this.#header === undefined) {
      const header = headerOf(fields);
      if ("missing" in header) {
        throw new Error(`${this.#file}:${line}: no column ${header.missing.join(", ")}; want ${COLUMNS.join(",")}`);
      }
      this.#header = header;
      return;
    }
    this.#read += 1;
    const parsed = pastEventOf(this.#header, fields);
    if (parsed.kind === "event") {
      this.#batch.push(parsed.event);
      return;
    }
    this.#rejected += 1;
    if (this.#faults.length < KEPT_FAULTS) this.#faults.push({ file: this.#file, line, ...parsed.fault });
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length > 0) this.#added += await addPastEvents(this.#database, batch);
    // SQLite answers at once: without a turn of the loop a long file would starve everything else in this process.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** "a.csv:17: lat: got "97", want a number from -90 to 90" */
export function faultText({ file, line, field, value, reason }: LineFault): string {
  return `${file}:${line}: ${field}: got "${value}", ${reason}`;
}

/** "a.csv: 8,994 rows, 8,994 added" */
export function reportText(report: LoadReport): string {
  const count = (value: number) => value.toLocaleString("en-US");
  const known = report.known > 0 ? `, ${count(report.known)} known before` : "";
  const rejected = report.rejected > 0 ? `, ${count(report.rejected)} rejected` : "";
  return `${report.file}: ${count(report.rows)} rows, ${count(report.added)} added${known}${rejected}`;
}
