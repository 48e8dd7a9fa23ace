// Checks of the system itself: services, members, bus, queues, stores, disk, the alarm path, subscriptions.
import { type Finding, fine } from "../../../shared/contracts/finding.ts";
import { routes } from "../../../shared/contracts/topics.ts";
import { leaderOf } from "../operations/board.ts";
import type { Facts } from "./facts.ts";

type Check = (facts: Facts) => readonly Finding[];

const SLOW_STORE_MS = 200;
const SLOW_DATABASE_MS = 1000;
const LEAST_FREE_BYTES = 1_000_000_000;
const LEAST_FREE_SHARE = 0.05;

const services: Check = ({ services: asked }) => {
  if (asked.length === 0) return [];
  const missing = asked.filter(({ ready }) => !ready);
  if (missing.length === 0) return [fine("services", `${asked.length} services that are watched are ready`)];
  return missing.map(({ service, missing: what }) => ({
    check: "services",
    severity: "fault",
    what: `${service} is not ready: ${what}`,
    why: "what it does for the alarm path is not done",
    todo: `look at the log of ${service}; \`docker compose logs ${service}\` or the journal of its host`,
  }));
};

const members: Check = ({ members: seen }) => {
  if (seen.fault !== "") return [];
  const absent = [...new Set(routes.flatMap(({ from, to }) => [...from, ...to]))].filter(
    (service) => !seen.value.some((member) => member.service === service),
  );
  const findings: Finding[] = absent.map((service) => ({
    check: "members",
    severity: "fault",
    what: `no replica of ${service} is running`,
    why: "each service does one step of the way from the ground to the alarm",
    todo: `start one: \`docker compose up -d ${service}\` or \`npm run service -- ${service}\``,
  }));
  if (!absent.includes("integrator") && leaderOf(seen.value) === "") {
    findings.push({
      check: "members",
      severity: "fault",
      what: "integrators run and none of them takes picks",
      why: "picks are not made into earthquakes until one does",
      todo: "wait two seconds and look again; then look whether the hot state (Redis) gives out leases",
    });
  }
  return findings.length > 0 ? findings : [fine("members", `${seen.value.length} replicas, every service has one`)];
};

const versions: Check = ({ members: { value } }) => {
  const byVersion = [...new Set(value.map(({ version }) => version))];
  if (byVersion.length <= 1) return value.length === 0 ? [] : [fine("versions", `all run version ${byVersion[0]}`)];
  const told = byVersion.map((version) => {
    const names = value.filter((member) => member.version === version).map(({ instance }) => instance);
    return `${version} (${names.slice(0, 5).join(", ")})`;
  });
  return [
    {
      check: "versions",
      severity: "warning",
      what: `members run different versions: ${told.join("; ")}`,
      why: "that is as it should be during an update, and not for longer",
      todo: "finish the update: start the older ones again with the new image",
    },
  ];
};

const hotState: Check = ({ members: seen }) => {
  if (seen.fault === "" && seen.tookMs < SLOW_STORE_MS)
    return [fine("hot state", `it answered within ${seen.tookMs} ms`)];
  return [
    {
      check: "hot state",
      severity: seen.fault === "" ? "warning" : "fault",
      what: seen.fault === "" ? `it took ${seen.tookMs} ms to answer` : `it does not answer: ${seen.fault}`,
      why: "without it no replica can take over from another, and stations are not looked up",
      todo: "look whether Redis runs and is reached at STORE_URL, and how busy its machine is",
    },
  ];
};

const bus: Check = ({ busFault, queues: { fault } }) => {
  const what = busFault || fault;
  if (what === "") return [fine("bus", "connected, and every consumer is active")];
  return [
    {
      check: "bus",
      severity: "fault",
      what,
      why: "every message of the alarm path goes over the bus; a broker that is short of memory or disk takes none",
      todo: "look at RabbitMQ: `rabbitmqctl status` tells alarms of memory and disk; free either, it goes on by itself",
    },
  ];
};

const queues: Check = ({ queues: { value, fault } }) => {
  if (fault !== "") return [];
  const growing = value.filter(({ trend, kind }) => trend === "growing" && kind !== "dead");
  const alone = value.filter(({ isThere, consumers, waiting, kind }) => {
    return isThere && kind !== "dead" && consumers === 0 && waiting > 0;
  });
  const findings: Finding[] = [
    ...growing.map(({ name, waiting, group }) => ({
      check: "queues",
      severity: "warning" as const,
      what: `${name} grows: ${waiting} messages wait`,
      why: "what comes in waits behind all of them",
      todo: `${group} cannot keep up: give it another replica, or look what it waits for`,
    })),
    ...alone.map(({ name, waiting, group }) => ({
      check: "queues",
      severity: "fault" as const,
      what: `${name} holds ${waiting} messages and nobody consumes it`,
      why: "nobody does what these messages ask for",
      todo: `start ${group}, or look at its log for why it does not consume`,
    })),
  ];
  return findings.length > 0 ? findings : [fine("queues", "none grows, all that hold something are consumed")];
};

const deadLetters: Check = ({ queues: { value } }) => {
  const dead = value.find(({ kind }) => kind === "dead")?.waiting ?? 0;
  if (dead === 0) return [fine("dead letters", "there are none")];
  return [
    {
      check: "dead letters",
      severity: "warning",
      what: `${dead} message${dead === 1 ? " was" : "s were"} given up`,
      why: "something in them could not be handled, or what they needed was away too long",
      todo: "read their reasons under Dead letters; retry what would work now, discard the rest",
    },
  ];
};

const database: Check = ({ database: { fault, tookMs } }) => {
  if (fault === "" && tookMs < SLOW_DATABASE_MS) return [fine("database", `it answered within ${tookMs} ms`)];
  return [
    {
      check: "database",
      severity: "warning",
      what: fault === "" ? `it took ${tookMs} ms to answer` : `it does not answer: ${fault}`,
      why: "alarms go out without it, but nothing is remembered and no subscription can be changed",
      todo: "look whether it runs and is reached at DATABASE_URL, and whether its disk is full",
    },
  ];
};

const disk: Check = ({ disk: room }) => {
  if (room === undefined) return [];
  const { folder, freeBytes, totalBytes } = room;
  const gigabytes = `${(freeBytes / 1e9).toFixed(1)} GB of ${(totalBytes / 1e9).toFixed(1)} GB are free`;
  const isLow = freeBytes < LEAST_FREE_BYTES || freeBytes < LEAST_FREE_SHARE * totalBytes;
  if (!isLow) return [fine("disk", `${gigabytes} where the database is`)];
  return [
    {
      check: "disk",
      severity: freeBytes < LEAST_FREE_BYTES / 10 ? "fault" : "warning",
      what: `${gigabytes} in ${folder}`,
      why: "a database that cannot write forgets events, deliveries and subscriptions",
      todo: "free some room, or put the database on a larger disk (DATABASE_URL)",
    },
  ];
};

const alarmPath: Check = ({ alarmPath: path }) => {
  if (path === null) return [];
  if (!path.isDown) {
    const took = path.tookMs === null ? "none has come yet" : `the newest took ${Math.round(path.tookMs)} ms`;
    return [fine("alarm path", `heartbeats come through every partition; ${took}`)];
  }
  return [
    {
      check: "alarm path",
      severity: "fault",
      what: `no heartbeat came through for ${Math.round(path.ageMs / 1000)} s (partitions ${path.overdue.join(", ")})`,
      why: "an alarm would take the same way",
      todo: "see which hop is missing under Now, and look at the log of the service that should have passed it on",
    },
  ];
};

const subscriptions: Check = ({ database: { value, seenMs } }) => {
  if (seenMs === 0) return [];
  const { all, disabled, failing } = value;
  if (all - disabled === 0) {
    return [
      {
        check: "subscriptions",
        severity: "note",
        what: all === 0 ? "there is no subscription" : `all ${all} subscriptions are switched off`,
        why: "no webhook is sent to anybody; the page, MQTT and the feeds tell alarms all the same",
        todo: "make one under Subscriptions, or with `npm run listen -- --subscribe`",
      },
    ];
  }
  if (failing === 0) return [fine("subscriptions", `${all - disabled} of ${all} are on, none fails`)];
  return [
    {
      check: "subscriptions",
      severity: "warning",
      what: `${failing} of ${all - disabled} subscriptions fail`,
      why: "their receivers do not take what they are sent",
      todo: "see their delivery logs under Subscriptions, and tell those who run the receivers",
    },
  ];
};

export const systemChecks: readonly Check[] = [
  ...[alarmPath, services, members, versions, bus, queues, deadLetters],
  ...[hotState, database, disk, subscriptions],
];
