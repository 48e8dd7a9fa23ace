// Station tables: CSV with comma, semicolon or tab, and FDSN station text with its bars [FDSN Web Services 1.2, text format].
import type { Rejected, StationClaim } from "./stationEntry.ts";
import { claimOf, type Field, type Fields, fieldOf } from "./stationFields.ts";
import { Malformed } from "./topic.ts";

const DELIMITERS = [",", ";", "\t", "|"];
/** A quoted cell may go over lines; one that goes over more was never closed. */
const MAX_LINES_OF_ROW = 20;
const MAX_COLUMNS = 500;

interface Row {
  readonly line: number;
  /** Undefined: a quote that is not closed. */
  readonly cells: readonly string[] | undefined;
}

interface Header {
  readonly line: number;
  readonly delimiter: string;
  readonly fields: readonly (Field | undefined)[];
}

/** @throws Malformed when no line names columns for latitude and longitude */
export function claimsOfTable(text: string, told: (rejected: Rejected) => void): StationClaim[] {
  const lines = text.split(/\r\n|\n|\r/);
  const header = headerOf(lines);
  if (header === undefined) {
    const first = lines.find((line) => line.trim() !== "") ?? "";
    throw new Malformed(
      `header: got "${first.slice(0, 80)}", want column names with latitude and longitude, such as id,latitude,longitude`,
    );
  }
  const claims: StationClaim[] = [];
  for (const row of rowsOf(lines, header)) {
    const fields = fieldsOf(row, header);
    const where = `line ${row.line}`;
    if (typeof fields === "string") told({ where, reason: fields });
    else claims.push(claimOf(where, fields));
  }
  return claims;
}

/** The first line that is no remark; FDSN text writes its header as one. */
function headerOf(lines: readonly string[]): Header | undefined {
  for (const [index, line] of lines.entries()) {
    const plain = line.replace(/^\s*#+/, "");
    if (plain.trim() === "") continue;
    const header = DELIMITERS.map((delimiter) => headerWith(plain, delimiter, index + 1)).find(
      ({ fields }) => fields.includes("latitude") && fields.includes("longitude"),
    );
    if (header !== undefined || !/^\s*#/.test(line)) return header;
  }
  return undefined;
}

/** Of two columns that mean the same the first counts. */
function headerWith(text: string, delimiter: string, line: number): Header {
  const names = (text.includes('"') ? splitQuoted(text, delimiter) : text.split(delimiter, MAX_COLUMNS)) ?? [];
  const seen = new Set<Field>();
  const fields = names.slice(0, MAX_COLUMNS).map((name) => {
    const field = fieldOf(name);
    if (field === undefined || seen.has(field)) return undefined;
    seen.add(field);
    return field;
  });
  return { line, delimiter, fields };
}

function* rowsOf(lines: readonly string[], { line: from, delimiter }: Header): Generator<Row> {
  for (let at = from; at < lines.length; at += 1) {
    const line = at + 1;
    const text = lines[at] ?? "";
    if (text.trim() === "" || /^\s*#/.test(text)) continue;
    // FDSN text knows no quotes: a name may hold one.
    if (delimiter === "|" || !text.includes('"')) {
      yield { line, cells: text.split(delimiter, MAX_COLUMNS + 1) };
      continue;
    }
    let row = text;
    let cells = splitQuoted(row, delimiter);
    let more = 1;
    for (; cells === undefined && more < MAX_LINES_OF_ROW && at + more < lines.length; more += 1) {
      row += `\n${lines[at + more]}`;
      cells = splitQuoted(row, delimiter);
    }
    if (cells !== undefined) at += more - 1;
    yield { line, cells };
  }
}

/** @returns undefined when a quote is not closed [RFC 4180 §2] */
function splitQuoted(row: string, delimiter: string): string[] | undefined {
  const cells: string[] = [];
  let at = 0;
  while (at <= row.length) {
    const start = at + (/^ */.exec(row.slice(at, at + 8))?.[0].length ?? 0);
    if (row[start] !== '"') {
      const end = row.indexOf(delimiter, at);
      cells.push(row.slice(at, end < 0 ? row.length : end));
      at = end < 0 ? row.length + 1 : end + 1;
      continue;
    }
    const close = closingQuote(row, start + 1);
    if (close < 0) return undefined;
    const end = row.indexOf(delimiter, close);
    cells.push(row.slice(start + 1, close).replaceAll('""', '"'));
    at = end < 0 ? row.length + 1 : end + 1;
  }
  return cells;
}

function closingQuote(row: string, from: number): number {
  for (let at = row.indexOf('"', from); at >= 0; at = row.indexOf('"', at + 2)) if (row[at + 1] !== '"') return at;
  return -1;
}

/** @returns the reason when the row does not fit its header */
function fieldsOf({ cells }: Row, { fields, delimiter }: Header): Fields | string {
  if (cells === undefined) return 'row: got a quote that is never closed, want "…"';
  const extra = cells.slice(fields.length).some((cell) => cell.trim() !== "");
  if (extra) return `row: got ${cells.length} cells, want ${fields.length} as in the header`;
  const told = new Map<Field, string>();
  for (const [index, field] of fields.entries()) {
    const cell = (cells[index] ?? "").trim();
    if (field !== undefined && cell !== "") told.set(field, delimiter === "," ? cell : withPoint(cell));
  }
  return told;
}

/** Where the comma does not part cells it may be the decimal sign: 19,43. */
function withPoint(cell: string): string {
  return /^[+-]?\d+,\d+$/.test(cell) ? cell.replace(",", ".") : cell;
}
