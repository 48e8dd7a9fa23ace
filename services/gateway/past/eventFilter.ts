// Which events are asked for: by world, status, size, time, neighbourhood and words of their title; and where a page begins.
import { STATUSES } from "../../../shared/contracts/event.ts";
import { MODES, type Mode } from "../../../shared/contracts/mode.ts";
import type { Query } from "../../../shared/runtime/query.ts";
import { distanceKm, type Place } from "../../../shared/seismo/geodesy.ts";
import type { EventView } from "../view.ts";

export const PAGE = { standard: 50, most: 200 } as const;
export const MAX_RADIUS_KM = 5000;

/** The last event of the page before: events are in the order of their origin times, newest first, then of their ids. */
export interface Cursor {
  readonly timeMs: number;
  readonly eventId: string;
}

export interface EventFilter {
  readonly mode: Mode | undefined;
  readonly run: string | undefined;
  readonly status: (typeof STATUSES)[number] | undefined;
  readonly minMagnitude: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly near: { readonly place: Place; readonly radiusKm: number } | undefined;
  /** Lower case; "": any. */
  readonly text: string;
  readonly limit: number;
  readonly before: Cursor | undefined;
}

const EVER = { min: -1e14, max: 1e14 };
const NOWHERE = 1e9;

/** Faults stay in the query. */
export function eventFilterOf(query: Query): EventFilter {
  return {
    mode: query.oneOf("mode", MODES),
    run: query.text("run", 64),
    status: query.oneOf("status", STATUSES),
    minMagnitude: query.number("minMagnitude", { min: -2, max: 11, default: -2 }),
    fromMs: query.number("fromMs", { ...EVER, default: EVER.min }),
    toMs: query.number("toMs", { ...EVER, default: EVER.max }),
    near: nearOf(query),
    text: (query.text("text", 120) ?? "").trim().toLowerCase(),
    limit: Math.round(query.number("limit", { min: 1, max: PAGE.most, default: PAGE.standard })),
    before: cursorOf(query),
  };
}

/** A place takes all three: whoever gives one is told what is missing. */
function nearOf(query: Query): EventFilter["near"] {
  const isGiven = query.hasAny(["latitudeDeg", "longitudeDeg", "radiusKm"]);
  const number = (field: string, min: number, max: number) =>
    query.number(field, { min, max, ...(isGiven ? {} : { default: NOWHERE }) });
  const place = { latitudeDeg: number("latitudeDeg", -90, 90), longitudeDeg: number("longitudeDeg", -180, 180) };
  const radiusKm = number("radiusKm", 1, MAX_RADIUS_KM);
  return isGiven ? { place, radiusKm } : undefined;
}

function cursorOf(query: Query): Cursor | undefined {
  const text = query.text("before", 160);
  if (text === undefined) return undefined;
  const [, time = "", eventId = ""] = /^(-?\d{1,15})~(\P{Cc}+)$/u.exec(text) ?? [];
  if (eventId !== "") return { timeMs: Number(time), eventId };
  return query.refuse("before", text, "what the page before calls next");
}

export function cursorText({ timeMs, eventId }: Cursor): string {
  return `${Math.round(timeMs)}~${eventId}`;
}

export function cursorAt(event: EventView): Cursor {
  return { timeMs: Math.round(event.versions.at(-1)?.origin.timeMs ?? 0), eventId: event.eventId };
}

/** Negative where `a` stands before `b`. */
export function inOrder(a: Cursor, b: Cursor): number {
  return b.timeMs - a.timeMs || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0);
}

/** By its newest version. */
export function isAskedFor(event: EventView, filter: EventFilter): boolean {
  const newest = event.versions.at(-1);
  if (newest === undefined) return false;
  const { mode, run, status, minMagnitude, fromMs, toMs, near, text, before } = filter;
  const { origin, magnitude } = newest;
  return (
    (mode === undefined || mode === event.mode) &&
    (run === undefined || run === event.run) &&
    (status === undefined || status === newest.status) &&
    magnitude.value >= minMagnitude &&
    origin.timeMs >= fromMs &&
    origin.timeMs <= toMs &&
    (near === undefined || distanceKm(near.place, origin) <= near.radiusKm) &&
    (text === "" || event.title.toLowerCase().includes(text)) &&
    (before === undefined || inOrder(before, cursorAt(event)) < 0)
  );
}
