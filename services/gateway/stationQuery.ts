// What may be asked of `/api/stations`: which world, which stations, in what order, how many, what of each.
import {
  COLUMNS,
  CONDITIONS,
  type ColumnName,
  type Condition,
  isColumn,
  listOf,
  type Value,
} from "./page/stations/columns.ts";
import { type Checks, oneOf, type Query, shorterThan, WORLD_CHECKS } from "./query.ts";
import type { StationView } from "./view.ts";

export interface StationList {
  readonly total: number;
  readonly offset: number;
  readonly stations?: readonly StationView[];
  readonly columns?: readonly ColumnName[];
  readonly rows?: readonly (readonly Value[])[];
}

const MOST_TEXT = 120;
const MOST_ROWS = 20_000;

const eachOf = (known: readonly string[], given: string) =>
  given.split(",").reduce<string | undefined>((fault, one) => fault ?? oneOf(known, one), undefined);
const whole = (given: string, least: number) =>
  /^\d{1,6}$/.test(given) && Number(given) >= least && Number(given) <= MOST_ROWS
    ? undefined
    : `got "${given.slice(0, 80)}", want ${least} to ${MOST_ROWS}`;

const COLUMN_NAMES = Object.keys(COLUMNS);

export const STATION_CHECKS: Checks = {
  ...WORLD_CHECKS,
  filter: (value) => shorterThan(MOST_TEXT, value),
  condition: (value) => eachOf(CONDITIONS, value),
  sort: (value) => oneOf(COLUMN_NAMES, value.replace(/^-/, "")),
  offset: (value) => whole(value, 0),
  limit: (value) => whole(value, 1),
  columns: (value) => eachOf(COLUMN_NAMES, value),
};

/** @param query checked with `STATION_CHECKS`. */
export function stationsAsked(stations: readonly StationView[], query: Query): StationList {
  const { filter = "", condition = "", sort = "", columns = "" } = query;
  const column = sort.replace(/^-/, "");
  const isPlain = filter === "" && condition === "" && sort === "";
  const conditions = condition.split(",").filter((one): one is Condition => CONDITIONS.some((known) => known === one));
  const order = { sort: isColumn(column) ? column : ("stationId" as const), isReversed: sort.startsWith("-") };
  // As they were registered, unless something is asked for.
  const found = isPlain ? stations : listOf(stations, { text: filter, conditions, ...order });
  const offset = Number(query.offset ?? 0);
  const shown = found.slice(offset, offset + Number(query.limit ?? MOST_ROWS));
  const head = { total: found.length, offset };
  if (columns === "") return { ...head, stations: shown };
  const names = columns.split(",").filter(isColumn);
  return { ...head, columns: names, rows: shown.map((station) => names.map((name) => COLUMNS[name](station))) };
}
