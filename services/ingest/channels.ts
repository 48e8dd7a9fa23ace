// What the edge hears, for the document of the messages; `topicMap.ts` reads these topics.
import { z } from "zod";
import { FORMATS } from "../../shared/contracts/packet.ts";
import { stationSchema } from "../../shared/contracts/station.ts";
import type { Channel } from "../../shared/runtime/asyncapi.ts";

const meta = stationSchema.omit({ mode: true, run: true, stationId: true, updatedMs: true, elevationM: true }).extend({
  elevationM: z.number().default(0),
});

const parameters = {
  root: ["eew", "eew-drill", "eew-simulation", "eew-replay"],
  owner: "Of what is live the tenant, otherwise the run: 1 to 64 letters, digits, `.`, `_`, `-`.",
  network: "FDSN network code, up to 8 capitals, digits, dashes.",
  station: "FDSN station code, up to 16.",
} as const;
const ADDRESS = "{root}/v1/{owner}/{network}/{station}";
const OF_ROOT = "Only below `eew` it is live.";
const hears = { server: "mqtt", by: "ingest", action: "receive" } as const;
const openEewPacket = { summary: "OpenEEW's JSON, in any of its shapes", contentType: "application/json" };

export const ingestChannels: readonly Channel[] = [
  {
    ...{ ...hears, id: "sensorPackets", address: `${ADDRESS}/traces/{format}`, title: "Packets of a sensor" },
    description: `A second of samples, or a few. ${OF_ROOT} docs/compact-packet.md tells the compact format.`,
    parameters: { ...parameters, format: FORMATS },
    messages: { packet: { summary: "As the sensor's format says" } },
  },
  {
    ...{ ...hears, id: "replayedPackets", address: `${ADDRESS}/traces/{format}/{receivedMs}` },
    title: "Packets of a drill, simulation or replay with the time they were received at",
    parameters: {
      ...{ ...parameters, root: parameters.root.slice(1), format: FORMATS },
      receivedMs: "Epoch milliseconds on the data clock.",
    },
    messages: { packet: { summary: "As the sensor's format says" } },
  },
  {
    ...{ ...hears, id: "sensorMeta", address: `${ADDRESS}/meta`, title: "A sensor describes itself", qos: 1 },
    description: `Retained. Without it nothing of a sensor is used. ${OF_ROOT}`,
    parameters,
    messages: {
      meta: {
        summary: "Where it stands and what its channels mean",
        schema: meta,
        example: {
          ...{ latitudeDeg: 17.55, longitudeDeg: -99.5, elevationM: 1250, sampleRateHz: 100, name: "Chilpancingo" },
          channels: [{ code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 1_000_000 }],
        },
      },
    },
  },
  {
    ...{ ...hears, id: "sensorStatus", address: `${ADDRESS}/status`, title: "A sensor came or went", qos: 1 },
    description: "Retained; `offline` is the last will.",
    parameters,
    messages: {
      status: {
        summary: "One word",
        schema: z.enum(["online", "offline"]),
        contentType: "text/plain",
        example: "online",
      },
    },
  },
  {
    ...{
      ...hears,
      id: "openEewFirmware",
      address: "traces/{user}/{device}",
      title: "Packets of OpenEEW's firmware 1.5",
    },
    parameters: { user: "Passed over.", device: "Station `OE_<device>`." },
    messages: { packet: openEewPacket },
  },
  {
    ...{
      ...hears,
      id: "openEewArchive",
      address: "/traces",
      title: "Packets as OpenEEW's archive and simulators send them",
    },
    messages: { packet: openEewPacket },
  },
  {
    ...{ ...hears, id: "openEewWatson", address: "iot-2/type/OpenEEW/id/{device}/evt/{event}/fmt/json" },
    title: "Packets of OpenEEW's firmware through Watson IoT",
    parameters: { device: "Station `OE_<device>`.", event: "Passed over." },
    messages: { packet: openEewPacket },
  },
  {
    ...{
      ...hears,
      id: "openEewStatus",
      address: "iot-2/evt/status/fmt/json",
      title: "Packets of OpenEEW's oldest firmware",
    },
    messages: { packet: openEewPacket },
  },
];
