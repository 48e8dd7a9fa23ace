// Who was told of an event, when, and with how many seconds left: from the deliveries as they are stored.
import type { Delivery } from "../../../shared/contracts/delivery.ts";
import type { Told, ToldOne } from "./schema.ts";

/** One delivery, without the message. */
export interface ToldRow extends Omit<ToldOne, "name" | "afterOriginS"> {}

/** Of a message as a subscriber got it: what is read here. */
interface Message {
  readonly asOfMs: number;
  readonly sArrivalMs: number;
  readonly intensity: number | null;
}

/** On the event's clock, what was told at its time and what the way took since [webhook: asOf, sArrival]. */
export function toldRowOf({ subscriptionId, version, type, outcome, attempts, delayMs, message }: Delivery): ToldRow {
  const said = messageOf(message);
  const last = attempts.at(-1);
  const wallMs = outcome === "delivered" && last !== undefined ? Math.round(last.atMs + last.tookMs) : null;
  const atMs =
    outcome === "delivered" && said !== undefined && delayMs !== null ? Math.round(said.asOfMs + delayMs) : null;
  const secondsLeft = atMs === null || said === undefined ? null : (said.sArrivalMs - atMs) / 1000;
  const about = { subscriptionId, version, type, outcome, intensity: said?.intensity ?? null };
  return { ...about, atMs, wallMs, secondsLeft, attempts: attempts.length };
}

/** Undefined where nothing was sent, or nothing that can be read. */
function messageOf(text: string): Message | undefined {
  if (text === "") return undefined;
  try {
    const data: unknown = Reflect.get(Object(JSON.parse(text)), "data");
    const field = (name: string): unknown => Reflect.get(Object(data), name);
    const [asOfMs, sArrivalMs] = [Date.parse(String(field("asOf"))), Date.parse(String(field("sArrival")))];
    const intensity = field("intensity");
    if (!Number.isFinite(asOfMs) || !Number.isFinite(sArrivalMs)) return undefined;
    return { asOfMs, sArrivalMs, intensity: typeof intensity === "number" ? intensity : null };
  } catch {
    return undefined;
  }
}

export interface ToldPage {
  readonly from: number;
  readonly limit: number;
}

/** @param names by subscription; undefined: the list is not for whoever asks */
export function toldOf(
  rows: readonly ToldRow[],
  {
    page,
    names,
    originMs,
  }: {
    readonly page: ToldPage;
    readonly names: ReadonlyMap<string, string> | undefined;
    readonly originMs: number;
  },
): Told {
  const firsts = firstAlarms(rows);
  const taken = firsts.filter(({ outcome }) => outcome === "delivered");
  const left = taken.flatMap(({ secondsLeft }) => (secondsLeft === null ? [] : [secondsLeft])).sort((a, b) => a - b);
  const inTime = taken.filter(({ secondsLeft }) => secondsLeft === null || secondsLeft > 0).length;
  const list = names === undefined ? null : pageOf(rows, page).map((row) => named(row, names, originMs));
  const [min, max, median] = [left[0], left.at(-1), left[Math.floor((left.length - 1) / 2)]];
  const isKnown = min !== undefined && max !== undefined && median !== undefined;
  return {
    subscribers: firsts.length,
    reached: taken.length,
    ...{ inTime, late: firsts.length - inTime },
    secondsLeft: isKnown ? { min, median, max } : null,
    ...{ deliveries: rows.length, list },
  };
}

/** Of each subscriber the first alarm they took, else the first they were to take. */
function firstAlarms(rows: readonly ToldRow[]): ToldRow[] {
  const first = new Map<string, ToldRow>();
  for (const row of byVersion(rows)) {
    if (row.type !== "alarm.issued" && row.type !== "alarm.updated") continue;
    const known = first.get(row.subscriptionId);
    if (known === undefined || (known.outcome !== "delivered" && row.outcome === "delivered")) {
      first.set(row.subscriptionId, row);
    }
  }
  return [...first.values()];
}

export function pageOf(rows: readonly ToldRow[], { from, limit }: ToldPage): readonly ToldRow[] {
  return byVersion(rows).slice(from, from + limit);
}

function byVersion(rows: readonly ToldRow[]): readonly ToldRow[] {
  const whenMs = ({ atMs }: ToldRow) => atMs ?? Number.MAX_SAFE_INTEGER;
  return rows.toSorted(
    (a, b) => a.version - b.version || whenMs(a) - whenMs(b) || (a.subscriptionId < b.subscriptionId ? -1 : 1),
  );
}

function named(row: ToldRow, names: ReadonlyMap<string, string>, originMs: number): ToldOne {
  const { subscriptionId, atMs } = row;
  return {
    ...row,
    name: names.get(subscriptionId) ?? null,
    afterOriginS: atMs === null ? null : (atMs - originMs) / 1000,
  };
}
