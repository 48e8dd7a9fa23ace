// Checks of the system itself: services, members, bus, queues, stores, disk, the alarm path, subscriptions.
import { type Finding, fine } from "../../../shared/contracts/finding.ts";
import { routes } from "../../../shared/contracts/topics.ts";
import { leaderOf } from "../operations/board.ts";
import type { Check } from "./check.ts";

const SLOW_STORE_MS = 200;
const SLOW_DATABASE_MS = 1000;
const LEAST_FREE_BYTES = 1_000_000_000;
const LEAST_FREE_SHARE = 0.05;

const services: Check = ({ services: asked }, { services: words }) => {
  if (asked.length === 0) return [];
  const told = { check: "services", name: words.name };
  const missing = asked.filter(({ ready }) => !ready);
  if (missing.length === 0) return [fine({ ...told, what: words.ready(asked.length) })];
  return missing.map((one) => ({ ...told, severity: "fault", ...words.notReady(one.service, one.missing) }));
};

const members: Check = ({ members: seen }, { members: words }) => {
  if (seen.fault !== "") return [];
  const told = { check: "members", name: words.name };
  const absent = [...new Set(routes.flatMap(({ from, to }) => [...from, ...to]))].filter(
    (service) => !seen.value.some((member) => member.service === service),
  );
  const findings: Finding[] = absent.map((service) => ({ ...told, severity: "fault", ...words.absent(service) }));
  if (!absent.includes("integrator") && leaderOf(seen.value) === "") {
    findings.push({ ...told, severity: "fault", ...words.leaderless });
  }
  return findings.length > 0 ? findings : [fine({ ...told, what: words.all(seen.value.length) })];
};

const versions: Check = ({ members: { value } }, { versions: words }) => {
  const told = { check: "versions", name: words.name };
  const [version = "", ...others] = new Set(value.map((member) => member.version));
  if (value.length === 0) return [];
  if (others.length === 0) return [fine({ ...told, what: words.same(version) })];
  const list = [version, ...others].map((one) => {
    const names = value.filter((member) => member.version === one).map(({ instance }) => instance);
    return `${one} (${names.slice(0, 5).join(", ")})`;
  });
  return [{ ...told, severity: "warning", ...words.different(list.join("; ")) }];
};

const hotState: Check = ({ members: { fault, tookMs } }, { hotState: words }) => {
  const told = { check: "hot state", name: words.name };
  if (fault === "" && tookMs < SLOW_STORE_MS) return [fine({ ...told, what: words.answered(tookMs) })];
  const what = fault === "" ? words.slow(tookMs) : words.gone(fault);
  return [{ ...told, severity: fault === "" ? "warning" : "fault", what, ...words.advice }];
};

const bus: Check = ({ busFault, queues: { fault } }, { bus: words }) => {
  const told = { check: "bus", name: words.name };
  const wrong = busFault || fault;
  if (wrong === "") return [fine({ ...told, what: words.connected })];
  return [{ ...told, severity: "fault", ...words.broken(wrong) }];
};

const queues: Check = ({ queues: { value, fault } }, { queues: words }) => {
  if (fault !== "") return [];
  const told = { check: "queues", name: words.name };
  const growing = value.filter(({ trend, kind }) => trend === "growing" && kind !== "dead");
  const alone = value.filter(({ isThere, consumers, waiting, kind }) => {
    return isThere && kind !== "dead" && consumers === 0 && waiting > 0;
  });
  const findings: readonly Finding[] = [
    ...growing.map(({ name, waiting, group }) => ({
      ...{ ...told, severity: "warning" as const },
      ...words.growing(name, waiting, group),
    })),
    ...alone.map(({ name, waiting, group }) => ({
      ...{ ...told, severity: "fault" as const },
      ...words.alone(name, waiting, group),
    })),
  ];
  return findings.length > 0 ? findings : [fine({ ...told, what: words.flowing })];
};

const deadLetters: Check = ({ queues: { value } }, { deadLetters: words }) => {
  const told = { check: "dead letters", name: words.name };
  const dead = value.find(({ kind }) => kind === "dead")?.waiting ?? 0;
  if (dead === 0) return [fine({ ...told, what: words.none })];
  return [{ ...told, severity: "warning", ...words.some(dead) }];
};

const database: Check = ({ database: { fault, tookMs } }, { database: words }) => {
  const told = { check: "database", name: words.name };
  if (fault === "" && tookMs < SLOW_DATABASE_MS) return [fine({ ...told, what: words.answered(tookMs) })];
  return [
    { ...told, severity: "warning", what: fault === "" ? words.slow(tookMs) : words.gone(fault), ...words.advice },
  ];
};

const disk: Check = ({ disk: room }, { disk: words }) => {
  if (room === undefined) return [];
  const told = { check: "disk", name: words.name };
  const { folder, freeBytes, totalBytes } = room;
  const [freeGB, totalGB] = [(freeBytes / 1e9).toFixed(1), (totalBytes / 1e9).toFixed(1)];
  const isLow = freeBytes < LEAST_FREE_BYTES || freeBytes < LEAST_FREE_SHARE * totalBytes;
  if (!isLow) return [fine({ ...told, what: words.roomy(freeGB, totalGB) })];
  const severity = freeBytes < LEAST_FREE_BYTES / 10 ? "fault" : "warning";
  return [{ ...told, severity, ...words.low(freeGB, totalGB, folder) }];
};

const alarmPath: Check = ({ alarmPath: path }, { alarmPath: words }) => {
  if (path === null) return [];
  const told = { check: "alarm path", name: words.name };
  const newestMs = path.tookMs === null ? null : Math.round(path.tookMs);
  if (!path.isDown) return [fine({ ...told, what: words.open(newestMs) })];
  const said = words.down(Math.round(path.ageMs / 1000), path.overdue.join(", "));
  return [{ ...told, severity: "fault", ...said }];
};

const subscriptions: Check = ({ database: { value, seenMs } }, { subscriptions: words }) => {
  if (seenMs === 0) return [];
  const told = { check: "subscriptions", name: words.name };
  const { all, disabled, failing } = value;
  const on = all - disabled;
  if (on === 0) return [{ ...told, severity: "note", ...words.none(all) }];
  if (failing === 0) return [fine({ ...told, what: words.working(on, all) })];
  return [{ ...told, severity: "warning", ...words.failing(failing, on) }];
};

export const systemChecks: readonly Check[] = [
  ...[alarmPath, services, members, versions, bus, queues, deadLetters],
  ...[hotState, database, disk, subscriptions],
];
