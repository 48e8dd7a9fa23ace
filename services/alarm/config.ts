// Settings of the alarm service.
import { configTable, number, text } from "../../shared/runtime/config.ts";

export const alarmTable = configTable("ALARM", {
  allowPrivate: text({
    default: "",
    pattern: /^[\w.:/, -]*$/,
    doc: "Host names, addresses or CIDRs that webhooks may reach although they are not public; for development only.",
  }),
  attemptTimeoutMs: number({
    default: 2500,
    min: 100,
    max: 30_000,
    unit: "ms",
    doc: "How long one webhook attempt may take until its answer's first line.",
  }),
  authority: text({
    default: "",
    pattern: /^(\S.{2,199})?$/,
    doc: "Who answers for live alarms to the public, by name and contact; while it is empty they are told as tests.",
  }),
  capSender: text({
    default: "tocsin",
    pattern: /^[^\s,<&]{3,100}$/,
    doc: "Sender of CAP messages: a name that is yours for good, best an address or domain; no space, comma, < or &.",
  }),
  connectionsPerOrigin: number({
    default: 64,
    min: 1,
    max: 1000,
    doc: "Most connections kept open to one endpoint's host and port.",
  }),
  disableAfterH: number({
    default: 120,
    min: 1,
    max: 8760,
    unit: "h",
    doc: "How long an endpoint may fail, with no success in between, before its subscription is switched off.",
  }),
  groundMotion: text({
    default: "ipe",
    pattern: /^(ipe|bssa14)$/,
    doc: "How intensity is predicted: `ipe` (Allen, Wald & Worden 2012) or `bssa14` (Boore et al. 2014 as intensity).",
  }),
  heartbeatS: number({
    default: 60,
    min: 0,
    max: 3600,
    unit: "s",
    doc: "How often an idle endpoint gets a `system.heartbeat` from each replica; 0: never.",
  }),
  keepDays: number({
    default: 90,
    min: 1,
    max: 3650,
    unit: "days",
    doc: "How long the records of deliveries are kept.",
  }),
  laterAtOnce: number({
    default: 32,
    min: 1,
    max: 1000,
    doc: "Most deliveries under way at once of what comes too late to be an alarm.",
  }),
  laterPollMs: number({
    default: 5000,
    min: 100,
    max: 600_000,
    unit: "ms",
    doc: "How often the database is asked what is to be offered later.",
  }),
  laterTimeoutMs: number({
    default: 15_000,
    min: 1000,
    max: 30_000,
    unit: "ms",
    doc: "How long one attempt may take of what comes too late to be an alarm.",
  }),
  mqttUrl: text({
    default: "",
    secret: true,
    doc: "Broker that is told alarms as well, `mqtt://user:password@host:1883` or `mqtts://…`; empty: none.",
  }),
  mqttUsername: text({ default: "", doc: "MQTT user name, where it is not in the URL." }),
  mqttPassword: text({ default: "", secret: true, doc: "MQTT password, where it is not in the URL." }),
  mqttProtocol: text({ default: "5", pattern: /^(5|3\.1\.1)$/, doc: "Version spoken with the broker: 5 or 3.1.1." }),
  mqttPlaces: text({
    default: "",
    doc: "Places told over MQTT what to expect: `home:19.43,-99.13; school:19.40,-99.17`.",
  }),
  mqttPlaceIntensity: number({
    default: 4,
    min: 1,
    max: 10,
    unit: "MMI",
    doc: "Intensity from which such a place is told that shaking is expected.",
  }),
  mqttHomeAssistant: text({
    default: "homeassistant",
    pattern: /^[\w/-]*$/,
    doc: "Home Assistant's discovery prefix, under which the places introduce themselves; empty: they do not.",
  }),
  mostPerOwner: number({
    default: 1000,
    min: 1,
    max: 1_000_000,
    doc: "Most subscriptions of one owner of API keys; the operator's token has no limit.",
  }),
  prefetch: number({
    default: 2000,
    min: 1,
    max: 20_000,
    doc: "Messages of up to 50 alerts one replica works on at once, in each of two lanes: first attempts, and retries.",
  }),
  publicIntensity: number({
    default: 4,
    min: 2,
    max: 10,
    unit: "MMI",
    doc: "The public is told of an event (CAP, feeds) when at least this intensity is expected somewhere.",
  }),
  refreshMs: number({
    default: 2000,
    min: 100,
    max: 60_000,
    unit: "ms",
    doc: "How often the subscriptions are compared with the database.",
  }),
});
