// The gateway's settings.
import { configTable, number, text, type Values } from "../../shared/runtime/config.ts";
import { TRIGGER } from "../../shared/seismo/trigger.ts";

/** Only these: what stands below other paths is no interface of a service. */
const UPSTREAM = "\\/(v1|reports|fdsnws|feeds)\\/([\\w./-]*)=https?:\\/\\/[^\\s,/]+";
const UPSTREAMS = new RegExp(`^$|^${UPSTREAM}(,${UPSTREAM})*$`);

export const gatewayTable = configTable("GATEWAY", {
  silentAfterS: number({
    default: 30,
    min: 2,
    max: 3600,
    unit: "s",
    doc: "A station that said nothing for this long is shown as silent.",
  }),
  maxClients: number({
    default: 500,
    min: 1,
    max: 10_000,
    doc: "Live streams open at once; more are answered 503.",
  }),
  heartbeatS: number({
    default: 1,
    min: 1,
    max: 60,
    unit: "s",
    doc: "A comment is sent on every live stream this often; a page shows a dead connection 1.8 of these and a second later.",
  }),
  clientBufferMb: number({
    default: 8,
    min: 1,
    max: 256,
    unit: "MB",
    doc: "A live stream with more than this waiting to be sent is dropped; the page comes back by itself.",
  }),
  watchedStations: number({
    default: 20,
    min: 1,
    max: 200,
    doc: "Stations whose waveforms may be watched at once; one more is answered 503.",
  }),
  triggerRatio: number({
    default: TRIGGER.onRatio,
    min: 2,
    max: 50,
    doc: "Ratio at which the trigger drawn beside a waveform goes on; want the decoder's `DECODER_THRESHOLD`.",
  }),
  triggerWarmupRatio: number({
    default: TRIGGER.warmupRatio,
    min: 2,
    max: 100,
    doc: "The same while the long window is not yet full; want the decoder's `DECODER_WARMUP_THRESHOLD`.",
  }),
  watch: text({
    default: "",
    pattern: /^$|^[a-z0-9-]+=https?:\/\/[^\s,]+(,[a-z0-9-]+=https?:\/\/[^\s,]+)*$/,
    doc: "Services whose readiness the page shows: `decoder=http://decoder:8080/readyz,…`; empty: none.",
  }),
  upstream: text({
    default: "",
    pattern: UPSTREAMS,
    doc: "Who answers what this process does not: `/v1/=http://alarm:8080,/fdsnws/=http://catalogue:8080,…`, the longest prefix first; empty: nobody.",
  }),
  queuesEveryS: number({
    default: 5,
    min: 0,
    max: 300,
    unit: "s",
    doc: "How often the depths of the queues are asked for; 0: never.",
  }),
  drillMqttUrl: text({
    default: "",
    secret: true,
    pattern: /^$|^mqtts?:\/\/\S+$/,
    doc: "Broker that drills and replays send to, with a user who may write to `eew-drill/#` and `eew-replay/#`; empty: the one in this process.",
  }),
  replaysAtOnce: number({
    default: 2,
    min: 1,
    max: 10,
    doc: "Replays of stored events that may run at the same time.",
  }),
  drillsAtOnce: number({ default: 1, min: 1, max: 10, doc: "Drills that may run at the same time." }),
});

export type Settings = Values<typeof gatewayTable.settings>;
