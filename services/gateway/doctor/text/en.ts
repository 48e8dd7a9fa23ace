// English: what the doctor's checks say.
import type { Complaint } from "../../../../shared/contracts/finding.ts";

const slow = (tookMs: number) => `it took ${tookMs} ms to answer`;
const gone = (fault: string) => `it does not answer: ${fault}`;
const answered = (tookMs: number) => `it answered within ${tookMs} ms`;

const system = {
  alarmPath: {
    name: "alarm path",
    open: (newestMs: number | null) => {
      const newest = newestMs === null ? "none has come yet" : `the newest took ${newestMs} ms`;
      return `heartbeats come through every partition; ${newest}`;
    },
    down: (ageS: number, partitions: string): Complaint => ({
      what: `no heartbeat came through for ${ageS} s (partitions ${partitions})`,
      why: "an alarm would take the same way",
      todo: "see which hop is missing under Now, and look at the log of the service that should have passed it on",
    }),
  },
  services: {
    name: "services",
    ready: (count: number) => `${count} services that are watched are ready`,
    notReady: (service: string, missing: string): Complaint => ({
      what: `${service} is not ready: ${missing}`,
      why: "what it does for the alarm path is not done",
      todo: `look at the log of ${service}; \`docker compose logs ${service}\` or the journal of its host`,
    }),
  },
  members: {
    name: "members",
    all: (count: number) => `${count} replicas, every service has one`,
    absent: (service: string): Complaint => ({
      what: `no replica of ${service} is running`,
      why: "each service does one step of the way from the ground to the alarm",
      todo: `start one: \`docker compose up -d ${service}\` or \`npm run service -- ${service}\``,
    }),
    leaderless: {
      what: "integrators run and none of them takes picks",
      why: "picks are not made into earthquakes until one does",
      todo: "wait two seconds and look again; then look whether the hot state (Redis) gives out leases",
    },
  },
  versions: {
    name: "versions",
    same: (version: string) => `all run version ${version}`,
    different: (list: string): Complaint => ({
      what: `members run different versions: ${list}`,
      why: "that is as it should be during an update, and not for longer",
      todo: "finish the update: start the older ones again with the new image",
    }),
  },
  bus: {
    name: "bus",
    connected: "connected, and every consumer is active",
    broken: (fault: string): Complaint => ({
      what: `it is at fault: ${fault}`,
      why: "every message of the alarm path goes over the bus; a broker that is short of memory or disk takes none",
      todo: "look at RabbitMQ: `rabbitmqctl status` tells alarms of memory and disk; free either, it goes on by itself",
    }),
  },
  queues: {
    name: "queues",
    flowing: "none grows, all that hold something are consumed",
    growing: (queue: string, waiting: number, group: string): Complaint => ({
      what: `${queue} grows: ${waiting} messages wait`,
      why: "what comes in waits behind all of them",
      todo: `${group} cannot keep up: give it another replica, or look what it waits for`,
    }),
    alone: (queue: string, waiting: number, group: string): Complaint => ({
      what: `${queue} holds ${waiting} messages and nobody consumes it`,
      why: "nobody does what these messages ask for",
      todo: `start ${group}, or look at its log for why it does not consume`,
    }),
  },
  deadLetters: {
    name: "dead letters",
    none: "there are none",
    some: (count: number): Complaint => ({
      what: `${count} message${count === 1 ? " was" : "s were"} given up`,
      why: "something in them could not be handled, or what they needed was away too long",
      todo: "read their reasons under Dead letters; retry what would work now, discard the rest",
    }),
  },
  hotState: {
    name: "hot state",
    ...{ answered, slow, gone },
    advice: {
      why: "without it no replica can take over from another, and stations are not looked up",
      todo: "look whether Redis runs and is reached at STORE_URL, and how busy its machine is",
    },
  },
  database: {
    name: "database",
    ...{ answered, slow, gone },
    advice: {
      why: "alarms go out without it, but nothing is remembered and no subscription can be changed",
      todo: "look whether it runs and is reached at DATABASE_URL, and whether its disk is full",
    },
  },
  disk: {
    name: "disk",
    roomy: (freeGB: string, totalGB: string) => `${freeGB} GB of ${totalGB} GB are free where the database is`,
    low: (freeGB: string, totalGB: string, folder: string): Complaint => ({
      what: `${freeGB} GB of ${totalGB} GB are free in ${folder}`,
      why: "a database that cannot write forgets events, deliveries and subscriptions",
      todo: "free some room, or put the database on a larger disk (DATABASE_URL)",
    }),
  },
  subscriptions: {
    name: "subscriptions",
    working: (on: number, all: number) => `${on} of ${all} are on, none fails`,
    none: (all: number): Complaint => ({
      what: all === 0 ? "there is no subscription" : `all ${all} subscriptions are switched off`,
      why: "no webhook is sent to anybody; the page, MQTT and the feeds tell alarms all the same",
      todo: "make one under Subscriptions, or with `npm run listen -- --subscribe`",
    }),
    failing: (failing: number, on: number): Complaint => ({
      what: `${failing} of ${on} subscriptions fail`,
      why: "their receivers do not take what they are sent",
      todo: "see their delivery logs under Subscriptions, and tell those who run the receivers",
    }),
  },
};

const stations = {
  stations: {
    name: "stations",
    heard: (count: number) => `${count} stations are heard`,
    none: {
      what: "no station of the live world is registered",
      why: "without sensors nothing is detected",
      todo: "register stations (services/ingest/README.md), or try a drill with simulated ones: `npm run drill`",
    },
    silent: (count: number, all: number, names: string) => `${count} of ${all} stations are silent: ${names}`,
    whySilent: "an earthquake near them is noticed later or not at all",
    justBegun: "this gateway has only just begun to listen",
    allSilentTodo:
      "look whether sensors reach the MQTT broker and the ingest service reads it: its log, and `npm run doctor -- --mqtt`",
    silentTodo: "look at their power and network; the list of stations tells when each was last heard",
  },
  quarantine: {
    name: "quarantine",
    many: (out: number, all: number, reason: string): Complaint => ({
      what: `${out} of ${all} stations are quarantined, most often: ${reason}`,
      why: "their picks are not used",
      todo: "look what they have in common: firmware, network, place; a clock that is off for all of them is the host's",
    }),
  },
  hostClock: {
    name: "host clock",
    agrees: (medianS: string) => `stations' clocks agree with it to ${medianS} s`,
    why: "alerts expire by the host's clock, and delays are measured by it",
    ours: (count: number, medianS: string) => ({
      what: `the clocks of ${count} stations are all about ${medianS} s off: it is this host's that is wrong`,
      todo: "set the host's clock by NTP: `timedatectl set-ntp true`, then `timedatectl` must say synchronized",
    }),
    theirs: (medianS: string) => ({
      what: `half of the stations' clocks are more than ${medianS} s off`,
      todo: "set the devices' clocks by NTP; until then the decoder corrects or quarantines them",
    }),
  },
  hostClocks: {
    name: "clocks of hosts",
    agree: (count: number) => `those of ${count} replicas agree`,
    by: (instance: string, seconds: string) => `${instance} by ${seconds} s`,
    differ: (list: string): Complaint => ({
      what: `clocks differ from this host's: ${list}`,
      why: "what one calls now has expired for the other: an alert may be dropped as too old",
      todo: "set the clocks of all hosts by NTP: `timedatectl set-ntp true`",
    }),
  },
  unknownStations: {
    name: "unknown stations",
    sending: (perS: string): Complaint => ({
      what: `devices that are not registered send ${perS} messages a second`,
      why: "what they send is refused: nobody knows where they stand",
      todo: "the log of ingest names them once a minute; register them, or let them register themselves (INGEST_ACCEPT_META)",
    }),
  },
  overload: {
    name: "overload",
    shed: (percent: number): Complaint => ({
      what: `${percent} % of the live stations are left out: more comes than can be decoded`,
      why: "an earthquake near those is noticed later",
      todo: "give the decoder another replica, or a faster machine",
    }),
  },
};

export const en = { ...system, ...stations };
