// Picks as they come, and the table of stations: sortable, filtered, honest about what is not shown.
import { h, icon, replace } from "./dom.js";
import { mmi } from "./panel.js";
import { acceleration, clockTenths, count } from "./words.js";

const MAX_ROWS = 250;
const GLYPHS = {
  silent: "M4 4l8 8M12 4l-8 8",
  idle: "M8 3.8a4.2 4.2 0 1 0 .01 0z",
  shaking: "M2.5 2.5h11v11h-11z",
  triggered: "M8 1.5l7 12.5H1z",
};
const ORDER = ["triggered", "shaking", "idle", "silent"];

let freshPicks = new Set();

export function showPicks(table, picks) {
  const newest = picks[0];
  replace(table, `${newest?.pickId} ${newest?.windowS} ${picks.length}`, () => {
    const known = freshPicks;
    freshPicks = new Set(picks.map((pick) => pick.pickId));
    const rows = picks.map((pick) =>
      h(
        "tr",
        { class: known.size > 0 && !known.has(pick.pickId) ? "fresh" : undefined },
        h("td", {}, clockTenths(pick.timeMs)),
        h("td", {}, h("b", {}, pick.phase), ` ${pick.stationId}`),
        h("td", { class: "number" }, `±${pick.uncertaintyS.toFixed(2)} s`),
        h("td", { class: "number" }, pick.snr.toFixed(0)),
        h("td", { class: "number" }, `${Math.round(pick.phaseProbability * 100)} %`),
        h("td", { class: "number" }, acceleration(pick.pgaMps2)),
      ),
    );
    if (rows.length === 0)
      return h("tbody", {}, h("tr", {}, h("td", { class: "hint" }, "None yet: the ground is quiet.")));
    const titles = ["Onset (UTC)", "Phase", "Error", "SNR", "Sure", "m/s²"];
    return [
      h("thead", {}, h("tr", {}, ...titles.map((title, at) => h("th", { class: at > 1 ? "number" : "" }, title)))),
      h("tbody", {}, ...rows),
    ];
  });
}

const latency = (station) => station.health?.latencyS ?? Number.NEGATIVE_INFINITY;

const COLUMNS = [
  {
    title: "Station",
    sort: (a, b) => a.stationId.localeCompare(b.stationId),
    cell: (s) => h("td", { title: s.name }, s.stationId),
  },
  {
    title: "State",
    sort: (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.intensity - a.intensity,
    cell: stateCell,
  },
  {
    title: "MMI",
    number: true,
    sort: (a, b) => felt(b) - felt(a),
    cell: (s) => h("td", { class: "number" }, felt(s) >= 2 ? mmi(felt(s)) : "–"),
  },
  {
    title: "m/s²",
    number: true,
    sort: (a, b) => b.pgaMps2 - a.pgaMps2,
    cell: (s) => cell(s.state === "silent" ? "–" : acceleration(s.pgaMps2)),
  },
  {
    title: "Latency",
    number: true,
    sort: (a, b) => latency(b) - latency(a),
    cell: (s) => cell(s.health ? `${s.health.latencyS.toFixed(2)} s` : "–"),
  },
  {
    title: "Clock",
    number: true,
    sort: (a, b) => Math.abs(b.health?.clockOffsetS ?? 0) - Math.abs(a.health?.clockOffsetS ?? 0),
    cell: (s) => cell(s.health ? `${s.health.clockOffsetS.toFixed(2)} s` : "–"),
  },
  { title: "Remark", sort: (a, b) => (b.health?.reason ?? "").localeCompare(a.health?.reason ?? ""), cell: remarkCell },
  {
    title: "Rate",
    number: true,
    sort: (a, b) => (b.health?.fittedRateHz ?? 0) - (a.health?.fittedRateHz ?? 0),
    cell: (s) => cell(s.health ? `${s.health.fittedRateHz.toFixed(2)} Hz` : "–"),
  },
  {
    title: "Gaps",
    number: true,
    sort: (a, b) => (b.health?.gaps ?? 0) - (a.health?.gaps ?? 0),
    cell: (s) => cell(s.health ? String(s.health.gaps) : "–"),
  },
];
const felt = (station) => (station.state === "silent" ? 0 : station.intensity);
const cell = (text) => h("td", { class: "number" }, text);

function stateCell({ state }) {
  return h("td", {}, icon(GLYPHS[state], `glyph-${state}`), ` ${state}`);
}

function remarkCell(station) {
  const { health, state, lastSeenMs, connection } = station;
  const parts = [];
  if (health && health.state !== "ok") parts.push(health.reason ? `${health.state}: ${health.reason}` : health.state);
  if (state === "silent") parts.push(lastSeenMs === null ? "never heard" : "gone quiet");
  if (connection === "offline") parts.push("device offline");
  else if (connection === "online" && state === "silent") parts.push("device still connected");
  return h("td", { class: "reason" }, parts.join("; "));
}

export class StationTable {
  #table;
  #column = 1;
  #isReversed = false;
  #filter = "";

  constructor(table, filterInput, onChange) {
    this.#table = table;
    filterInput.addEventListener("input", () => {
      this.#filter = filterInput.value.trim().toUpperCase();
      onChange();
    });
    this.onChange = onChange;
  }

  show(stations) {
    const { sort } = COLUMNS[this.#column];
    const matching = stations.filter((s) => `${s.stationId} ${s.name} ${s.state}`.toUpperCase().includes(this.#filter));
    const sorted = matching.sort(
      (a, b) => sort(a, b) * (this.#isReversed ? -1 : 1) || a.stationId.localeCompare(b.stationId),
    );
    const shown = sorted.slice(0, MAX_ROWS);
    const content = shown
      .map((s) => `${s.key}${s.state}${s.intensity}${s.pgaMps2.toFixed(3)}${s.health?.packets}${s.connection}`)
      .join();
    replace(this.#table, `${this.#column}${this.#isReversed}${matching.length}${content}`, () => {
      const rows = shown.map((station) => h("tr", {}, ...COLUMNS.map((column) => column.cell(station))));
      const rest = sorted.length - shown.length;
      if (rest > 0) rows.push(note(`${count(rest)} more; filter or sort to see them.`));
      if (rows.length === 0)
        rows.push(note(this.#filter ? "None matches the filter." : "No stations in this world yet."));
      return [
        h("thead", {}, h("tr", {}, ...COLUMNS.map((column, index) => this.#title(column, index)))),
        h("tbody", {}, ...rows),
      ];
    });
  }

  #title(column, index) {
    const isSorted = index === this.#column;
    const direction = this.#isReversed ? "descending" : "ascending";
    const sortBy = () => {
      this.#isReversed = isSorted && !this.#isReversed;
      this.#column = index;
      this.onChange();
    };
    const arrow = isSorted ? (this.#isReversed ? " ▴" : " ▾") : "";
    const button = h("button", { type: "button", id: `sort-${index}`, onclick: sortBy }, column.title + arrow);
    return h("th", { class: column.number ? "number" : "", "aria-sort": isSorted ? direction : "none" }, button);
  }
}

const note = (text) => h("tr", {}, h("td", { class: "hint", colspan: String(COLUMNS.length) }, text));

export function countsOf(stations) {
  const total = (state) => stations.filter((station) => station.state === state).length;
  const parts = ORDER.map((state) => [state, total(state)]).filter(([, number]) => number > 0);
  return parts.map(([state, number]) => `${count(number)} ${state}`).join(" · ");
}
