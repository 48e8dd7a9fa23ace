// The score as people read it: a table of earthquakes, one of noise, one of pick sets, and what they add up to.
import type { EventScore } from "./judge.ts";
import type { Score } from "./summary.ts";

const fixed = (value: number | null | undefined, digits = 1) =>
  typeof value === "number" ? value.toFixed(digits) : "-";

/** @returns lines, no line break at the end. */
export function reportOf(score: Score): string {
  const blocks = [
    [
      "Earthquakes (s after the first clear P; errors at first / confirmed / +5 s / +10 s / final)",
      table(EVENTS, score.events),
    ],
    ["Noise", table(NOISE, score.noise.networks)],
    ["Association alone", table(PICKS, score.picks)],
    ["Summary", summaryLines(score.summary)],
  ] as const;
  return [...blocks.flatMap(([title, lines]) => (lines.length > 0 ? [title, ...lines, ""] : [])), ...faultsOf(score)]
    .join("\n")
    .trimEnd();
}

/** What was left out, a line each. */
export function faultsOf({ failed }: Score): string[] {
  return failed.map(({ id, reason }) => `not scored: ${id}: ${reason.replaceAll("\n", "; ")}`);
}

/** A column a group of earthquakes; what is of no group stands below. */
function summaryLines(summary: Score["summary"]): string[] {
  const groups = ["all", "gradeA", "gradeB", "gradeC"].filter((group) => `${group}Events` in summary);
  const names = Object.keys(summary).flatMap((name) => (name.startsWith("all") ? [name.slice("all".length)] : []));
  const columns = Object.fromEntries([
    ["figure", (name: string) => name],
    ...groups.map((group) => [group, (name: string) => `${summary[group + name] ?? "-"}`]),
  ]);
  const rest = Object.entries(summary).filter(([name]) => !groups.some((group) => name.startsWith(group)));
  return [...table(columns, names), ...rest.map(([name, value]) => `${name}: ${value ?? "-"}`)];
}

type Columns<T> = Readonly<Record<string, (row: T) => string>>;

const all = (errors: EventScore["locationErrorKm"], digits: number) =>
  [errors.first, errors.confirmed, errors.plus5, errors.plus10, errors.final].map((e) => fixed(e, digits)).join("/");

const EVENTS: Columns<EventScore> = {
  earthquake: ({ id }) => id,
  M: ({ magnitude }) => fixed(magnitude),
  grade: ({ grade }) => grade,
  "floor 2/3/4": ({ floorAfterFirstPS: { p2, p3, p4 } }) => [p2, p3, p4].map((s) => fixed(s)).join("/"),
  prelim: (row) => fixed(row.firstPreliminaryAfterFirstPS),
  conf: (row) => fixed(row.firstConfirmedAfterFirstPS),
  "after origin": (row) => fixed(row.firstConfirmedAfterOriginS),
  n: (row) => fixed(row.stationsAtConfirmed, 0),
  events: (row) => `${row.eventsMade}${row.otherEvents > 0 ? `+${row.otherEvents}` : ""}`,
  km: (row) => all(row.locationErrorKm, 0),
  dM: (row) => all(row.magnitudeError, 1),
  "S at 25/50/100 km": ({ warningS }) =>
    [warningS.km25, warningS.km50, warningS.km100].map((s) => fixed(s, 0)).join("/"),
};

const NOISE: Columns<Score["noise"]["networks"][number]> = {
  network: ({ id }) => id,
  "station-hours": ({ stationHours }) => fixed(stationHours, 2),
  "P picks": ({ picks }) => `${picks}`,
  preliminary: ({ preliminary }) => `${preliminary}`,
  confirmed: ({ confirmed }) => `${confirmed}`,
};

const PICKS: Columns<Score["picks"][number]> = {
  set: ({ set }) => set,
  events: (row) => `${row.eventsMade}`,
  catalogue: (row) => `${row.catalogueEvents}`,
  found: (row) => `${row.found}`,
  phantom: (row) => fixed(row.phantom, 0),
  precision: (row) => fixed(row.precision, 2),
  recall: (row) => fixed(row.recall, 2),
  "median km": (row) => fixed(row.medianLocationErrorKm),
};

function table<T>(columns: Columns<T>, rows: readonly T[]): string[] {
  if (rows.length === 0) return [];
  const names = Object.keys(columns);
  const cells = [names, ...rows.map((row) => names.map((name) => columns[name]?.(row) ?? ""))];
  const widths = names.map((_, i) => Math.max(...cells.map((line) => (line[i] ?? "").length)));
  const lines = cells.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [lines[0] ?? "", widths.map((width) => "─".repeat(width)).join("  "), ...lines.slice(1)];
}
