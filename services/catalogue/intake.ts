// Takes a catalogue's text into the database in whichever format it is: in batches, each bad line told, the good ones kept.
import type { Database } from "../../shared/runtime/database.ts";
import type { PastEventTable } from "../../shared/runtime/schema.ts";
import type { RowFault } from "./formats/field.ts";
import type { Found, Reader } from "./formats/format.ts";
import { type FormatName, formatOf, HEAD_CHARACTERS, readerOf } from "./formats/formatOf.ts";
import { addPastEvents } from "./repository.ts";

export interface LineFault extends RowFault {
  readonly file: string;
  readonly line: number;
}

export interface LoadReport {
  readonly file: string;
  readonly format: FormatName;
  /** Earthquakes in the file, good or bad. */
  readonly rows: number;
  readonly added: number;
  /** Known before, but changed by their source since. */
  readonly replaced: number;
  /** Known before: the same source and id. */
  readonly known: number;
  /** No earthquakes: quarry blasts and the like. */
  readonly leftOut: number;
  readonly rejected: number;
  /** The first of the rejected, with what is wrong. */
  readonly faults: readonly LineFault[];
}

export interface IntakeOptions {
  /** The source of every earthquake, whatever the file says. */
  readonly source?: string;
  /** The source of those whose agency the file does not name. */
  readonly otherwise?: string;
  /** When the text was got from its source, for formats that do not tell when an earthquake was last changed; 0: unknown. */
  readonly askedMs?: number;
  readonly onFault?: (fault: LineFault) => void;
}

/** Small enough that SQLite, which works in this thread, never holds up an alarm beside it. */
const BATCH_ROWS = 250;
const KEPT_FAULTS = 100;

export class Intake {
  readonly #database: Database;
  readonly #file: string;
  readonly #options: IntakeOptions;
  readonly #faults: LineFault[] = [];
  #head = "";
  #format: FormatName | undefined;
  #reader: Reader | undefined;
  #batch: PastEventTable[] = [];
  readonly #counts = { rows: 0, added: 0, replaced: 0, leftOut: 0, rejected: 0 };

  /** @param file its name, for messages and where the text alone does not tell the format */
  constructor(database: Database, file: string, options: IntakeOptions = {}) {
    this.#database = database;
    this.#file = file;
    this.#options = options;
  }

  /** @throws Unavailable when the database does not answer; Error when the text is no catalogue */
  async take(text: string): Promise<void> {
    if (this.#reader === undefined) {
      this.#head += text;
      if (this.#head.length < HEAD_CHARACTERS) return;
      await this.#keep(this.#read((reader) => reader.push(this.#head)));
    } else await this.#keep(this.#read((reader) => reader.push(text)));
  }

  async finish(): Promise<LoadReport> {
    if (this.#reader === undefined) await this.#keep(this.#read((reader) => reader.push(this.#head)));
    await this.#keep(this.#read((reader) => reader.end()));
    return this.soFar();
  }

  /** What was taken, when the rest will not come. */
  async soFar(): Promise<LoadReport> {
    await this.#flush();
    const { rows, added, replaced, leftOut, rejected } = this.#counts;
    const known = rows - added - replaced - leftOut - rejected;
    const format = this.#format ?? "Tocsin CSV";
    return { file: this.#file, format, rows, added, replaced, known, leftOut, rejected, faults: this.#faults };
  }

  #read(work: (reader: Reader) => Found[]): Found[] {
    try {
      this.#format ??= formatOf(this.#head, this.#file);
      const { source = "", otherwise = "" } = this.#options;
      this.#reader ??= readerOf(this.#format, { source, otherwise });
      return work(this.#reader);
    } catch (error) {
      throw new Error(`${this.#file}: ${error instanceof Error ? error.message : error}`);
    }
  }

  async #keep(found: readonly Found[]): Promise<void> {
    for (const { line, parsed } of found) {
      this.#counts.rows += 1;
      if (parsed.kind === "event") this.#batch.push(this.#dated(parsed.event));
      else if (parsed.kind === "other") this.#counts.leftOut += 1;
      else this.#reject({ file: this.#file, line, ...parsed.fault });
      if (this.#batch.length >= BATCH_ROWS) await this.#flush();
    }
  }

  #dated(event: PastEventTable): PastEventTable {
    const { askedMs = 0 } = this.#options;
    return event.updated_ms > 0 || askedMs === 0 ? event : { ...event, updated_ms: askedMs };
  }

  #reject(fault: LineFault): void {
    this.#counts.rejected += 1;
    if (this.#faults.length < KEPT_FAULTS) this.#faults.push(fault);
    this.#options.onFault?.(fault);
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    if (batch.length > 0) {
      const { added, replaced } = await addPastEvents(this.#database, batch);
      this.#counts.added += added;
      this.#counts.replaced += replaced;
    }
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
  const also = (value: number, what: string) => (value > 0 ? `, ${count(value)} ${what}` : "");
  return (
    `${report.file} (${report.format}): ${count(report.rows)} rows, ${count(report.added)} added` +
    also(report.replaced, "replaced by newer") +
    also(report.known, "known before") +
    also(report.leftOut, "no earthquakes") +
    also(report.rejected, "rejected")
  );
}
