// Fields of a past earthquake as catalogues write them: numbers, UTC times and names, each within its limits or told.
import type { PastEventTable } from "../../../shared/runtime/schema.ts";

export interface RowFault {
  readonly field: string;
  readonly value: string;
  readonly reason: string;
}
export type Parsed =
  | { readonly kind: "event"; readonly event: PastEventTable }
  /** Whole and understood, but no past earthquake: "quarry blast", "preliminary". */
  | { readonly kind: "other"; readonly what: string }
  | { readonly kind: "fault"; readonly fault: RowFault };

export class BadField extends Error {
  readonly fault: RowFault;
  constructor(field: string, value: string, reason: string) {
    super(reason);
    this.fault = { field, value: value.slice(0, 80), reason };
  }
}

/** @returns what `read` gives; a BadField it throws as a fault. */
export function parsedBy(read: () => PastEventTable | string): Parsed {
  try {
    const found = read();
    return typeof found === "string" ? { kind: "other", what: found } : { kind: "event", event: found };
  } catch (error) {
    if (error instanceof BadField) return { kind: "fault", fault: error.fault };
    throw error;
  }
}

/** A field's name in its file and the text there; `perUnit` of them make one of ours (metres: 1000). */
export interface Text {
  readonly field: string;
  readonly value: string;
  readonly perUnit?: number;
}

export interface EventTexts {
  readonly source: Text;
  readonly id: Text;
  readonly time: Text;
  readonly latitude: Text;
  readonly longitude: Text;
  readonly depth: Text;
  readonly magnitude: Text;
  readonly magnitudeType: string;
  readonly place: string;
  /** When its source last changed it; "" where that is not told. */
  readonly updated: Text;
}

const MAX_TEXT = 200;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
/** ISO 8601 in UTC: what comes without a zone is UTC in every catalogue. */
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d*))?(?:Z|\+00:?00)?$/;

/** @throws BadField */
export function eventOf(texts: EventTexts): PastEventTable {
  return {
    source: nameOf(texts.source),
    id: nameOf(texts.id),
    time_ms: timeOf(texts.time),
    latitude_deg: numberIn(texts.latitude, [-90, 90]),
    // Some catalogues count from 0 to 360 so that the Pacific stays in one piece.
    longitude_deg: wrapped(numberIn(texts.longitude, [-180, 360])),
    depth_km: texts.depth.value === "" ? null : numberIn(texts.depth, [-10, 800]),
    magnitude: texts.magnitude.value === "" ? null : numberIn(texts.magnitude, [-5, 10]),
    magnitude_type: texts.magnitudeType.slice(0, MAX_TEXT),
    place: texts.place.slice(0, MAX_TEXT),
    updated_ms: texts.updated.value === "" ? 0 : timeOf(texts.updated),
  };
}

type Range = readonly [min: number, max: number];

function numberIn({ field, value, perUnit = 1 }: Text, [min, max]: Range): number {
  const given = NUMBER.test(value) ? Number(value) : Number.NaN;
  // 208442.8 m are 208.4428 km, and not a binary fraction less.
  const number = perUnit === 1 ? given : Math.round((given / perUnit) * 1e6) / 1e6;
  if (number >= min && number <= max) return number;
  throw new BadField(field, value, `want a number from ${min * perUnit} to ${max * perUnit}`);
}

function wrapped(longitudeDeg: number): number {
  return longitudeDeg > 180 ? longitudeDeg - 360 : longitudeDeg;
}

/** @returns epoch ms, whole: the database column is an integer; a day without a time of day is no origin time. */
function timeOf({ field, value }: Text): number {
  const [, day = "", time = "", fraction = ""] = TIME.exec(value) ?? [];
  const ms = time === "" ? Number.NaN : Date.parse(`${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`);
  // Without the comparison a 31 February would be one of March.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day) {
    throw new BadField(field, value, "want a UTC time like 2018-02-16T23:39:39.000Z");
  }
  return ms;
}

function nameOf({ field, value }: Text): string {
  if (value !== "" && value.length <= MAX_TEXT) return value;
  throw new BadField(field, value, `want 1 to ${MAX_TEXT} characters`);
}

/** Another Tocsin puts the source before its imported ids, "SSN:1" or "past/SSN/1": they are the ones they were there. */
export function withoutSource({ field, value }: Text, source: string): Text {
  const prefix = [`${source}:`, `past/${source}/`].find((start) => source !== "" && value.startsWith(start)) ?? "";
  return { field, value: value.slice(prefix.length) };
}

/** What is listed beside earthquakes is left out by its type; what has none is taken for an earthquake. */
export function isEarthquake(type: string): boolean {
  return type === "" || /^(null|--|unknown|not reported|other event|.*earthquake.*|rock burst)$/i.test(type.trim());
}
