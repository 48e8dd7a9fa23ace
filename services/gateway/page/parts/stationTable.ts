// The table of stations: sortable, filtered, as many as there are.
import type { StationView } from "../../view.ts";
import { formatRoute } from "../app/router.ts";
import type { Texts } from "../i18n/language.ts";
import { h } from "./dom.ts";
import { mmi } from "./mmi.ts";
import { type Column, Rows } from "./rows.ts";
import { stateGlyph, stateOf } from "./stationMark.ts";
import { remark } from "./stationRemark.ts";
import { marked } from "./told.ts";
import { textOf } from "./toldWords.ts";
import { acceleration, count, fixed } from "./words.ts";

const ORDER = ["triggered", "shaking", "idle", "silent"] as const;

const felt = (station: StationView) => (station.state === "silent" ? 0 : station.intensity);
const latency = ({ health }: StationView) => health?.latencyS ?? Number.NEGATIVE_INFINITY;
const offset = ({ health }: StationView) => Math.abs(health?.clockOffsetS ?? 0);
const byName = (a: StationView, b: StationView) => (a.stationId < b.stationId ? -1 : 1);

type Compare = (a: StationView, b: StationView) => number;
const then =
  (compare: Compare): Compare =>
  (a, b) =>
    compare(a, b) || byName(a, b);
const byState: Compare = (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || felt(b) - felt(a);

export class StationTable {
  readonly #rows: Rows<StationView>;
  readonly #texts: Texts;
  #filter = "";

  constructor(texts: Texts) {
    this.#texts = texts;
    this.#rows = new Rows({
      id: "stations",
      label: texts.stations.title,
      columns: columnsIn(texts),
      sortedBy: 1,
      signatureOf: ({ key, state, intensity, pgaMps2, health, connection }) =>
        `${key} ${state} ${intensity} ${pgaMps2.toFixed(3)} ${health?.packets} ${health?.state} ${connection}`,
      none: () => (this.#filter === "" ? texts.stations.none : texts.stations.noneMatches),
    });
  }

  get element(): HTMLElement {
    return this.#rows.element;
  }

  /** With a field to filter by; `onFilter` is told when its content changes. */
  filterField(onFilter: () => void): HTMLElement {
    const { filter, filterLabel } = this.#texts.stations;
    const attributes = { type: "search", placeholder: filter, "aria-label": filterLabel, autocomplete: "off" };
    const field = h("input", attributes);
    field.addEventListener("input", () => {
      this.#filter = field.value.trim().toUpperCase();
      onFilter();
    });
    return field;
  }

  show(stations: readonly StationView[]): void {
    const words = (station: StationView) =>
      `${station.stationId} ${station.name} ${this.#texts.map.station[stateOf(station)]}`.toUpperCase();
    this.#rows.show(this.#filter === "" ? stations : stations.filter((one) => words(one).includes(this.#filter)));
  }
}

function columnsIn(texts: Texts): readonly Column<StationView>[] {
  const { columns } = texts.stations;
  const ofHealth = (title: string, compare: Compare, text: (health: StationView["health"] & object) => string) => ({
    ...{ title, isNumber: true, compare: then(compare) },
    cell: ({ health }: StationView) => (health === null ? "–" : text(health)),
  });
  return [
    { title: columns.station, compare: byName, cell: link },
    {
      title: columns.state,
      compare: then(byState),
      cell: (one) => [stateGlyph(one), ` ${texts.map.station[stateOf(one)]}`],
    },
    {
      ...{ title: "MMI", isNumber: true, compare: then((a, b) => felt(b) - felt(a)) },
      cell: (one) => (felt(one) >= 2 ? mmi(felt(one)) : "–"),
    },
    {
      ...{ title: "m/s²", isNumber: true, compare: then((a, b) => b.pgaMps2 - a.pgaMps2) },
      cell: (one) => (one.state === "silent" ? "–" : acceleration(one.pgaMps2)),
    },
    ofHealth(
      columns.latency,
      (a, b) => latency(b) - latency(a),
      ({ latencyS }) => `${fixed(latencyS, 2)} s`,
    ),
    ofHealth(
      columns.clock,
      (a, b) => offset(b) - offset(a),
      ({ clockOffsetS }) => `${fixed(clockOffsetS, 2)} s`,
    ),
    {
      title: columns.remark,
      className: "reason",
      compare: then((a, b) => textOf(remark(b, texts)).localeCompare(textOf(remark(a, texts)))),
      cell: (one) => marked(remark(one, texts)),
    },
    ofHealth(
      columns.rate,
      (a, b) => (b.health?.fittedRateHz ?? 0) - (a.health?.fittedRateHz ?? 0),
      ({ fittedRateHz }) => `${fittedRateHz.toFixed(2)} Hz`,
    ),
    ofHealth(
      columns.gaps,
      (a, b) => (b.health?.gaps ?? 0) - (a.health?.gaps ?? 0),
      ({ gaps }) => count(gaps),
    ),
  ];
}

function link({ stationId, name, key }: StationView): HTMLElement {
  const href = formatRoute({ view: "stations", id: key });
  return h("a", { href, id: `station-${key}`, title: name === "" ? undefined : name }, stationId);
}

export function countsOf(all: readonly StationView[], texts: Texts): string {
  const totals = new Map<string, number>();
  for (const { state } of all) totals.set(state, (totals.get(state) ?? 0) + 1);
  const present = ORDER.filter((state) => totals.has(state));
  return present.map((state) => `${count(totals.get(state) ?? 0)} ${texts.map.station[state]}`).join(" · ");
}
