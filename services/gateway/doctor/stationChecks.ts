// Checks of stations and clocks: none, silent, not trusted, unknown; and whether it is the host's own clock that is wrong.
import { fine } from "../../../shared/contracts/finding.ts";
import type { Check } from "./check.ts";

const LISTENING_FOR_MS = 60_000;
const MANY = 0.2;
/** Offsets of stations scatter by their latency; together they tell the host's clock to within this. */
const CLOCK_OFF_S = 1;
const LEAST_STATIONS = 3;
/** Members tell the time every 2 s, and the gateway reads it every 2 s. */
const TOLD_WITHIN_MS = 5000;
const CLOCKS_APART_MS = 1000;

const presence: Check = ({ stations, nowMs, startedMs }, { stations: words }) => {
  const told = { check: "stations", name: words.name };
  if (stations.length === 0) return [{ ...told, severity: "warning", ...words.none }];
  const silent = stations.filter(({ state }) => state === "silent");
  if (silent.length === 0) return [fine({ ...told, what: words.heard(stations.length) })];
  const soon = nowMs - startedMs < LISTENING_FOR_MS;
  const share = silent.length / stations.length;
  const names = silent.slice(0, 5).map(({ stationId }) => stationId);
  return [
    {
      ...told,
      severity: soon ? "note" : share === 1 ? "fault" : share > MANY ? "warning" : "note",
      what: words.silent(silent.length, stations.length, names.join(", ") + (silent.length > 5 ? " …" : "")),
      why: soon ? words.justBegun : words.whySilent,
      todo: share === 1 ? words.allSilentTodo : words.silentTodo,
    },
  ];
};

const trust: Check = ({ stations }, { quarantine: words }) => {
  const heard = stations.filter(({ health }) => health !== null);
  const out = heard.filter(({ health }) => health?.state === "quarantined");
  if (heard.length === 0 || out.length <= MANY * heard.length) return [];
  const reasons = new Map<string, number>();
  for (const { health } of out) reasons.set(health?.reason ?? "", (reasons.get(health?.reason ?? "") ?? 0) + 1);
  const [[reason = ""] = []] = [...reasons].sort((a, b) => b[1] - a[1]);
  const severity = out.length > heard.length / 2 ? "fault" : "warning";
  return [{ check: "quarantine", name: words.name, severity, ...words.many(out.length, heard.length, reason) }];
};

/** Every device has a clock of its own: when all are off by the same, it is ours that is wrong. */
const hostClock: Check = ({ stations }, { hostClock: words }) => {
  const offsets = stations.flatMap(({ health, state }) => (health === null || state === "silent" ? [] : [health]));
  const sorted = offsets.map(({ clockOffsetS }) => clockOffsetS).sort((a, b) => a - b);
  if (sorted.length < LEAST_STATIONS) return [];
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const [median, spread] = [at(0.5), at(0.75) - at(0.25)];
  const told = { check: "host clock", name: words.name };
  if (Math.abs(median) < CLOCK_OFF_S) return [fine({ ...told, what: words.agrees(median.toFixed(2)) })];
  const isOurs = spread < Math.abs(median) / 2;
  const said = isOurs ? words.ours(sorted.length, median.toFixed(1)) : words.theirs(Math.abs(median).toFixed(1));
  return [{ ...told, severity: isOurs ? "fault" : "warning", why: words.why, ...said }];
};

const memberClocks: Check = ({ members: { value, seenMs } }, { hostClocks: words }) => {
  const off = value.filter(({ toldMs }) => {
    const agoMs = seenMs - toldMs;
    return agoMs < -CLOCKS_APART_MS || agoMs > TOLD_WITHIN_MS + CLOCKS_APART_MS;
  });
  if (value.length === 0) return [];
  const told = { check: "clocks of hosts", name: words.name };
  if (off.length === 0) return [fine({ ...told, what: words.agree(value.length) })];
  const apart = off.map(({ instance, toldMs }) => words.by(instance, ((seenMs - toldMs) / 1000).toFixed(1)));
  return [{ ...told, severity: "fault", ...words.differ(apart.join(", ")) }];
};

const unknown: Check = ({ unregisteredPerS }, { unknownStations: words }) => {
  if (unregisteredPerS <= 0) return [];
  const told = { check: "unknown stations", name: words.name };
  return [{ ...told, severity: "warning", ...words.sending(unregisteredPerS.toFixed(1)) }];
};

const overload: Check = ({ shedShare }, { overload: words }) => {
  if (shedShare <= 0) return [];
  return [{ check: "overload", name: words.name, severity: "fault", ...words.shed(Math.round(shedShare * 100)) }];
};

export const stationChecks: readonly Check[] = [presence, hostClock, memberClocks, trust, unknown, overload];
