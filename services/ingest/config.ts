// Settings of the ingest service.
import { configTable, flag, number, text } from "../../shared/runtime/config.ts";

export const ingestTable = configTable("INGEST", {
  mqttUrl: text({
    default: "embedded://127.0.0.1:1883",
    secret: true,
    doc: "Broker: `embedded://HOST:PORT` (in this process), `mqtt://user:password@host:1883` or `mqtts://…`.",
  }),
  mqttUsername: text({ default: "", doc: "MQTT user name, where it is not in the URL." }),
  mqttPassword: text({ default: "", secret: true, doc: "MQTT password, where it is not in the URL." }),
  mqttProtocol: text({
    default: "5",
    pattern: /^(5|3\.1\.1)$/,
    doc: "Version spoken with the broker: 5 or 3.1.1. Sensors may use either.",
  }),
  mqttShared: flag({
    default: true,
    doc: "Replicas share the messages (`$share`). Off for brokers without it, which then allow one replica only.",
  }),
  acceptMeta: flag({
    default: false,
    doc: "Live stations may register themselves by their meta topic. Off: only an operator registers them.",
  }),
  unreal: flag({ default: true, doc: "Take in drills, simulations and replays; their stations register themselves." }),
  lingerMs: number({
    default: 5,
    min: 0,
    max: 10,
    unit: "ms",
    doc: "Longest time a packet waits for others of its partition; the first after a pause never waits.",
  }),
  pulseViaMqtt: flag({
    default: true,
    doc: "Heartbeats of the alarm path begin at the broker, on eew/v1/pulse. Off: here, where we may not write there.",
  }),
  maxPayloadBytes: number({
    default: 65_536,
    min: 1024,
    max: 1_048_576,
    unit: "bytes",
    doc: "Larger messages are counted and dropped.",
  }),
});
