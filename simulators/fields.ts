// Values in files that others wrote: numbers as text, NaN, fields that are not there, times without a zone, archives cut short.
import { readFileSync } from "node:fs";
import { constants, gunzipSync } from "node:zlib";

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** A finite number, also one written as text. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** Below this an epoch time is in seconds. */
const LEAST_MS = 1e11;

/** Epoch ms of ISO 8601 text, in UTC where it names no zone, or of epoch seconds or milliseconds. */
export function timeMsOf(value: unknown): number | undefined {
  const number = numberOf(value);
  if (number !== undefined) return Math.abs(number) < LEAST_MS ? number * 1000 : number;
  const text = textOf(value).trim().replace(" ", "T");
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  const timeMs = Date.parse(hasZone ? text : `${text}${text.includes("T") ? "Z" : ""}`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** A sample that is no number repeats the one before it, so that it makes no step. */
export function samplesOf(values: unknown): Float32Array {
  const list = listOf(values);
  const samples = new Float32Array(list.length);
  let last = numberOf(list.find((value) => numberOf(value) !== undefined)) ?? 0;
  for (const [i, value] of list.entries()) {
    last = numberOf(value) ?? last;
    samples[i] = last;
  }
  return samples;
}

/** Python writes NaN where a number is unknown, which JSON does not have. */
export function parseLenient(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF/, "").replaceAll(/([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, "$1null"));
}

/** A text file, packed or not. Of an archive that was cut short (`isCut`) what could be unpacked. */
export function readText(path: string): { readonly text: string; readonly isCut: boolean } {
  const bytes = readFileSync(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { text: bytes.toString("utf8"), isCut: false };
  try {
    return { text: gunzipSync(bytes).toString("utf8"), isCut: false };
  } catch (error) {
    const rest = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
    if (rest.length === 0) throw error;
    return { text: rest.toString("utf8"), isCut: true };
  }
}

export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}
