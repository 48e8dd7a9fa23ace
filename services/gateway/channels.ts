// The gateway's live streams, for the document of the messages; `stream.ts` writes them.
import { z } from "zod";
import { bulletinSchema } from "../../shared/contracts/bulletin.ts";
import type { Channel, ChannelMessage } from "../../shared/runtime/asyncapi.ts";
import { waveformChannel } from "./waveform/channel.ts";

const EVENTS = "text/event-stream";
const nowMs = z.number().describe("The gateway's clock.");
const alert = bulletinSchema.omit({ contours: true, observed: true, references: true });
const told = z.object({ nowMs, alert });
const alertMessage = (summary: string): ChannelMessage => ({ summary, schema: told, contentType: EVENTS });
const forPage = (summary: string): ChannelMessage => ({
  ...{ summary, contentType: EVENTS },
  schema: z.looseObject({ nowMs }),
});
const RESUME =
  "Each message has an id; with `Last-Event-ID` what was missed comes first, or a snapshot where that is too long ago. " +
  "A comment comes when nothing else does.";
const tells = { server: "http", by: "gateway", action: "send" } as const;

export const gatewayChannels: readonly Channel[] = [
  {
    ...{
      ...tells,
      id: "alertStream",
      address: "/api/alerts/stream",
      title: "Public alerts, live",
      description: RESUME,
    },
    messages: {
      snapshot: {
        ...{ summary: "What holds now", contentType: EVENTS },
        schema: z.object({ nowMs, alerts: z.array(alert) }),
      },
      alarm: alertMessage("A live alert"),
      drill: alertMessage("Of a drill: no earthquake"),
      simulation: alertMessage("Of a simulation: no earthquake"),
      replay: alertMessage("Of a replay: no earthquake now"),
    },
  },
  {
    ...{ ...tells, id: "liveStream", address: "/api/stream", title: "All that the page is told, live" },
    description: `${RESUME} Its messages follow the page from version to version.`,
    messages: {
      snapshot: forPage("The whole picture"),
      stations: forPage("Stations that are new or changed"),
      motion: forPage("Shaking of stations"),
      picks: forPage("New picks"),
      event: forPage("An event whose place or title changed"),
      version: forPage("A new version of an event"),
      alerts: forPage("Who is told of a version"),
      deliveries: forPage("What became of it"),
      worlds: forPage("The clocks of live, drills, simulations and replays"),
      status: forPage("The health of the whole"),
      path: forPage("A heartbeat of the alarm path"),
      dropped: forPage("The last message: this reader is too slow"),
    },
  },
  waveformChannel,
];
