// The stream of one station's waveform, for the document of the messages; `waveforms.ts` writes it.
import { z } from "zod";
import { healthSchema } from "../../../shared/contracts/health.ts";
import type { Channel } from "../../../shared/runtime/asyncapi.ts";

const contentType = "text/event-stream";
const nowMs = z.number().describe("The gateway's clock.");
const component = z.enum(["Z", "N", "E"]);
const unit = z.enum(["m/s2", "m/s"]);

const snapshot = z.looseObject({
  nowMs,
  key: z.string().describe("World and id."),
  pastMs: z.number().describe("How much of the past is told to who joins."),
  sampleRateHz: z.number().optional().describe("Nominal."),
  channels: z.array(z.object({ code: z.string(), component, unit })).optional(),
  trigger: z.looseObject({ staS: z.number(), ltaS: z.number(), onRatio: z.number(), offRatio: z.number() }),
});
const block = z.object({
  ...{ component, unit, startMs: z.number(), periodMs: z.number() },
  gap: z.boolean().describe("Samples are missing before it."),
  samples: z.string().describe("Float32, little endian, base64."),
});
const curve = z.object({
  ...{ startMs: z.number(), periodMs: z.number() },
  ratios: z.array(z.number()).describe("STA/LTA, the largest of each period."),
  triggers: z.array(z.object({ timeMs: z.number(), isOn: z.boolean() })),
});
const clock = z.looseObject({ offsetS: z.number(), uncertaintyS: z.number(), fittedRateHz: z.number() });
const wave = z.object({ nowMs, receivedMs: z.number(), blocks: z.array(block), curves: z.array(curve), clock });
const unused = z.object({ nowMs, receivedMs: z.number().nullable(), outcome: z.string(), reason: z.string() });
const health = healthSchema.shape.stations.element.omit({ stationId: true });

export const waveformChannel: Channel = {
  ...{ id: "waveformStream", server: "http", by: "gateway", action: "send" },
  address: "/api/stations/{world}/{stationId}/waveform",
  title: "The waveform of a station, live",
  description:
    "The last two minutes first, as far as the catalogue holds them; heard only while somebody watches. `Last-Event-ID` resumes.",
  parameters: { world: "`live`, or mode and run: `drill:tuesday`.", stationId: "As it is registered." },
  messages: {
    snapshot: { summary: "What the station's channels and trigger are", schema: snapshot, contentType },
    wave: { summary: "Samples of one packet", schema: wave, contentType },
    unused: { summary: "A packet that was not used, and why", schema: unused, contentType },
    pick: { summary: "An onset at this station", schema: z.looseObject({ nowMs, pickId: z.string() }), contentType },
    health: { summary: "Its health", schema: z.object({ nowMs, health }), contentType },
  },
};
