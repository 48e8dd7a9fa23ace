// Which of the catalogue formats a text is, by its beginning; the file's name only says more when it cannot be told.
import { COMCAT_COLUMNS, comcatCsv } from "./comcatCsv.ts";
import { fdsnText } from "./fdsnText.ts";
import type { Reader, ReadOptions } from "./format.ts";
import { GeojsonReader } from "./geojson.ts";
import { QuakemlReader } from "./quakeml.ts";
import { SSN_COLUMNS, ssnCsv } from "./ssnCsv.ts";
import { TableReader } from "./table.ts";
import { tocsinCsv } from "./tocsinCsv.ts";

/** So many characters of a text are enough to tell. */
export const HEAD_CHARACTERS = 4096;

const READERS = {
  "Tocsin CSV": (options: ReadOptions): Reader => new TableReader(tocsinCsv(options)),
  "ComCat CSV": (options: ReadOptions): Reader => new TableReader(comcatCsv(options)),
  "SSN CSV": (options: ReadOptions): Reader => new TableReader(ssnCsv(options)),
  "FDSN text": (options: ReadOptions): Reader => new TableReader(fdsnText(options)),
  "USGS GeoJSON": (options: ReadOptions): Reader => new GeojsonReader(options),
  "QuakeML 1.2": (options: ReadOptions): Reader => new QuakemlReader(options),
};
export type FormatName = keyof typeof READERS;
export const FORMATS = Object.keys(READERS).join(", ");

/** What a folder is searched for. */
export const CATALOGUE_NAME = /\.(csv|txt|xml|qml|quakeml|geojson|json)(\.gz)?$/i;

export function readerOf(format: FormatName, options: ReadOptions): Reader {
  return READERS[format](options);
}

/** @throws Error saying what the text begins with when it is none of them */
export function formatOf(head: string, name: string): FormatName {
  const text = head.replace(/^\uFEFF/, "").trimStart();
  const known = text.startsWith("<") ? xmlOf(text) : text.startsWith("{") ? "USGS GeoJSON" : tableOf(text, name);
  if (known !== undefined) return known;
  throw new Error(`line 1: got "${text.slice(0, 60).replaceAll(/\s+/g, " ")}", want one of ${FORMATS}`);
}

function xmlOf(text: string): FormatName | undefined {
  return /<(?:[\w.-]+:)?(quakeml|eventParameters)[\s>]/.test(text) ? "QuakeML 1.2" : undefined;
}

function tableOf(text: string, name: string): FormatName | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.toLowerCase());
  const [first = ""] = lines;
  if (/^#\s*eventid\s*\|/.test(first) || first.split("|").length >= 13) return "FDSN text";
  const isTable = (columns: readonly string[]) => (line: string) => {
    const names = line.split(",").map((field) => field.trim().replaceAll('"', ""));
    return columns.every((column) => names.includes(column));
  };
  if (isTable(COMCAT_COLUMNS)(first)) return "ComCat CSV";
  if (lines.slice(0, 20).some(isTable(SSN_COLUMNS))) return "SSN CSV";
  // Our own lacks a column, perhaps; its reader says which.
  return /\.csv(\.gz)?$/i.test(name) ? "Tocsin CSV" : undefined;
}
