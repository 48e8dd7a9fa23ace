// Checks of stations and clocks: none, silent, not trusted, unknown; and whether it is the host's own clock that is wrong.
import { type Finding, fine } from "../../../shared/contracts/finding.ts";
import type { Facts } from "./facts.ts";

type Check = (facts: Facts) => readonly Finding[];

const LISTENING_FOR_MS = 60_000;
const MANY = 0.2;
/** Offsets of stations scatter by their latency; together they tell the host's clock to within this. */
const CLOCK_OFF_S = 1;
const LEAST_STATIONS = 3;
/** Members tell the time every 2 s, and the gateway reads it every 2 s. */
const TOLD_WITHIN_MS = 5000;
const CLOCKS_APART_MS = 1000;

const presence: Check = ({ stations, nowMs, startedMs }) => {
  if (stations.length === 0) {
    return [
      {
        check: "stations",
        severity: "warning",
        what: "no station of the live world is registered",
        why: "without sensors nothing is detected",
        todo: "register stations (services/ingest/README.md), or try a drill with simulated ones: `npm run drill`",
      },
    ];
  }
  const silent = stations.filter(({ state }) => state === "silent");
  if (silent.length === 0) return [fine("stations", `${stations.length} stations are heard`)];
  const soon = nowMs - startedMs < LISTENING_FOR_MS;
  const share = silent.length / stations.length;
  const names = silent.slice(0, 5).map(({ stationId }) => stationId);
  return [
    {
      check: "stations",
      severity: soon ? "note" : share === 1 ? "fault" : share > MANY ? "warning" : "note",
      what: `${silent.length} of ${stations.length} stations are silent: ${names.join(", ")}${silent.length > 5 ? " …" : ""}`,
      why: soon
        ? "this gateway has only just begun to listen"
        : "an earthquake near them is noticed later or not at all",
      todo:
        share === 1
          ? "look whether sensors reach the MQTT broker and the ingest service reads it: its log, and `npm run doctor -- --mqtt`"
          : "look at their power and network; the list of stations tells when each was last heard",
    },
  ];
};

const trust: Check = ({ stations }) => {
  const heard = stations.filter(({ health }) => health !== null);
  const out = heard.filter(({ health }) => health?.state === "quarantined");
  if (heard.length === 0 || out.length <= MANY * heard.length) return [];
  const reasons = new Map<string, number>();
  for (const { health } of out) reasons.set(health?.reason ?? "", (reasons.get(health?.reason ?? "") ?? 0) + 1);
  const [[reason = ""] = []] = [...reasons].sort((a, b) => b[1] - a[1]);
  return [
    {
      check: "quarantine",
      severity: out.length > heard.length / 2 ? "fault" : "warning",
      what: `${out.length} of ${heard.length} stations are quarantined, most often: ${reason}`,
      why: "their picks are not used",
      todo: "look what they have in common: firmware, network, place; a clock that is off for all of them is the host's",
    },
  ];
};

/** Every device has a clock of its own: when all are off by the same, it is ours that is wrong. */
const hostClock: Check = ({ stations }) => {
  const offsets = stations.flatMap(({ health, state }) => (health === null || state === "silent" ? [] : [health]));
  const sorted = offsets.map(({ clockOffsetS }) => clockOffsetS).sort((a, b) => a - b);
  if (sorted.length < LEAST_STATIONS) return [];
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const [median, spread] = [at(0.5), at(0.75) - at(0.25)];
  if (Math.abs(median) < CLOCK_OFF_S)
    return [fine("host clock", `stations' clocks agree with it to ${median.toFixed(2)} s`)];
  const isOurs = spread < Math.abs(median) / 2;
  return [
    {
      check: "host clock",
      severity: isOurs ? "fault" : "warning",
      what: isOurs
        ? `the clocks of ${sorted.length} stations are all about ${median.toFixed(1)} s off: it is this host's that is wrong`
        : `half of the stations' clocks are more than ${Math.abs(median).toFixed(1)} s off`,
      why: "alerts expire by the host's clock, and delays are measured by it",
      todo: isOurs
        ? "set the host's clock by NTP: `timedatectl set-ntp true`, then `timedatectl` must say synchronized"
        : "set the devices' clocks by NTP; until then the decoder corrects or quarantines them",
    },
  ];
};

const memberClocks: Check = ({ members: { value, seenMs } }) => {
  const off = value.filter(({ toldMs }) => {
    const agoMs = seenMs - toldMs;
    return agoMs < -CLOCKS_APART_MS || agoMs > TOLD_WITHIN_MS + CLOCKS_APART_MS;
  });
  if (value.length === 0) return [];
  if (off.length === 0) return [fine("clocks of hosts", `those of ${value.length} replicas agree`)];
  const told = off.map(({ instance, toldMs }) => `${instance} by ${((seenMs - toldMs) / 1000).toFixed(1)} s`);
  return [
    {
      check: "clocks of hosts",
      severity: "fault",
      what: `clocks differ from this host's: ${told.join(", ")}`,
      why: "what one calls now has expired for the other: an alert may be dropped as too old",
      todo: "set the clocks of all hosts by NTP: `timedatectl set-ntp true`",
    },
  ];
};

const unknown: Check = ({ unregisteredPerS }) => {
  if (unregisteredPerS <= 0) return [];
  return [
    {
      check: "unknown stations",
      severity: "warning",
      what: `devices that are not registered send ${unregisteredPerS.toFixed(1)} messages a second`,
      why: "what they send is refused: nobody knows where they stand",
      todo: "the log of ingest names them once a minute; register them, or let them register themselves (INGEST_ACCEPT_META)",
    },
  ];
};

const overload: Check = ({ shedShare }) => {
  if (shedShare <= 0) return [];
  return [
    {
      check: "overload",
      severity: "fault",
      what: `${Math.round(shedShare * 100)} % of the live stations are left out: more comes than can be decoded`,
      why: "an earthquake near those is noticed later",
      todo: "give the decoder another replica, or a faster machine",
    },
  ];
};

export const stationChecks: readonly Check[] = [presence, hostClock, memberClocks, trust, unknown, overload];
