// The columns of the list of stations, and how each is sorted: what needs an operator comes first.
import type { StationView } from "../../view.ts";
import { formatRoute } from "../app/router.ts";
import type { Texts } from "../i18n/language.ts";
import { h } from "../parts/dom.ts";
import { mmi } from "../parts/mmi.ts";
import type { Column } from "../parts/rows.ts";
import { marked } from "../parts/told.ts";
import { acceleration, count, fixed, span } from "../parts/words.ts";
import { COLUMNS, CONDITIONS, type ColumnName, conditionOf } from "./columns.ts";
import { conditionGlyph } from "./conditionMark.ts";
import { remarkOn, remarkPieces } from "./remark.ts";

type Cell = Column<StationView>["cell"];
type StationColumn = Column<StationView>;

const NONE = "–";
/** How a station stands is told every 10 s: samples younger than that and the way here cannot be told apart. */
const FRESH_MS = 15_000;

const sampleAge = (ms: number) => (ms < FRESH_MS ? `< ${span(FRESH_MS)}` : span(ms));

const byId = (a: StationView, b: StationView) => (a.stationId < b.stationId ? -1 : a.stationId > b.stationId ? 1 : 0);

/** The largest first; without a value last. */
function numbers(name: ColumnName, of: (value: number) => string, more: Partial<StationColumn> = {}): StationColumn {
  const numberOf = (station: StationView) => {
    const value = COLUMNS[name](station);
    return typeof value === "number" ? value : undefined;
  };
  return {
    ...{ title: "", isNumber: true },
    compare: (a, b) => (numberOf(b) ?? 0) - (numberOf(a) ?? 0) || byId(a, b),
    isMissing: (station) => numberOf(station) === undefined,
    cell: (station) => {
      const value = numberOf(station);
      return value === undefined ? NONE : of(value);
    },
    ...more,
  };
}

export function listColumns(texts: Texts, nowMs: (world: string) => number): readonly StationColumn[] {
  const { columns, condition, online, offline } = texts.stations;
  const rank = (station: StationView) => CONDITIONS.indexOf(conditionOf(station));
  const state: Cell = (station) => [conditionGlyph(conditionOf(station)), ` ${condition[conditionOf(station)]}`];
  const shaking = (station: StationView) => (station.state === "silent" ? 0 : station.intensity);
  const age: Cell = ({ world, health }) =>
    health === null || health.lastSampleMs === 0 ? NONE : sampleAge(nowMs(world) - health.lastSampleMs);
  const device = { online, offline };
  return [
    { title: columns.station, compare: byId, cell: link },
    {
      ...{ title: columns.name, isExtra: true, className: "name", cell: ({ name }) => name },
      compare: (a, b) => a.name.localeCompare(b.name) || byId(a, b),
      isMissing: ({ name }) => name === "",
    },
    {
      title: columns.state,
      compare: (a, b) => rank(a) - rank(b) || shaking(b) - shaking(a) || byId(a, b),
      cell: state,
    },
    {
      ...{ title: "MMI", isNumber: true, compare: (a, b) => shaking(b) - shaking(a) || byId(a, b) },
      cell: (station) => (shaking(station) >= 2 ? mmi(shaking(station)) : NONE),
    },
    numbers("pgaMps2", acceleration, { title: "m/s²", isExtra: true }),
    numbers("lastSampleMs", String, { title: columns.age, cell: age, isExtra: true }),
    numbers("latencyS", (value) => `${fixed(value, 2)} s`, { title: columns.latency }),
    numbers("clockOffsetS", (value) => `${fixed(value, 2)} s`, {
      ...{ title: columns.clock, isExtra: true },
      compare: (a, b) => Math.abs(b.health?.clockOffsetS ?? 0) - Math.abs(a.health?.clockOffsetS ?? 0) || byId(a, b),
    }),
    numbers("fittedRateHz", (value) => `${value.toFixed(2)} Hz`, { title: columns.rate, isExtra: true }),
    numbers("noiseMps2", acceleration4, { title: columns.noise, isExtra: true }),
    numbers("weight", (value) => value.toFixed(2), {
      ...{ title: columns.weight },
      compare: (a, b) => (a.trust?.weight ?? 0) - (b.trust?.weight ?? 0) || byId(a, b),
    }),
    numbers("gaps", count, { title: columns.gaps, isExtra: true }),
    {
      ...{ title: columns.connection, isExtra: true, isMissing: ({ connection }) => connection === null },
      compare: (a, b) => (a.connection ?? "").localeCompare(b.connection ?? "") || byId(a, b),
      cell: ({ connection }) => (connection === null ? NONE : device[connection]),
    },
    {
      ...{ title: columns.remark, className: "reason", isExtra: true },
      compare: (a, b) => remarkOn(a, texts).localeCompare(remarkOn(b, texts)) || byId(a, b),
      isMissing: (station) => remarkOn(station, texts) === "",
      cell: (station) => marked(remarkPieces(station, texts)),
    },
  ];
}

/** Noise is weaker than what is felt: in mm/s² with three digits. */
function acceleration4(mps2: number): string {
  return `${(1000 * mps2).toPrecision(2)} mm/s²`;
}

function link({ stationId, key }: StationView): HTMLElement {
  return h("a", { href: formatRoute({ view: "stations", id: key }), id: `open-${key}` }, stationId);
}
