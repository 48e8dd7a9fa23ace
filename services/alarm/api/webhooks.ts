// The document of what is posted to subscribers; `message.ts` and `later/` write it.
import { z } from "zod";
import { ALERT_TYPES } from "../../../shared/contracts/alert.ts";
import { STATUSES } from "../../../shared/contracts/event.ts";
import { modeSchema } from "../../../shared/contracts/mode.ts";
import type { ApiPart } from "../../../shared/runtime/openapi.ts";

const time = z.iso.datetime();
const worldShape = {
  mode: modeSchema.describe("Act on `live` alone; everything else is no earthquake."),
  run: z.string().describe("Of a drill, simulation or replay; what else it is about in a message of the system's."),
};

const alarmData = z.looseObject({
  ...worldShape,
  eventId: z.string(),
  version: z.int().describe("Counts up within an event; the highest holds."),
  supersedes: z.int().describe("The version this subscriber was told before; 0: none."),
  status: z.enum(STATUSES),
  headline: z.string().describe("One line for people; its first word says what is not live."),
  detail: z.string().optional(),
  instruction: z.string().optional(),
  language: z.string(),
  direction: z.enum(["ltr", "rtl"]),
  asOf: time.describe("On the event's clock."),
  expires: time.describe("Afterwards it is no alarm any more."),
  late: z.boolean().describe("It came too late to be an alarm: information."),
  origin: z.looseObject({ time, latitudeDeg: z.number(), longitudeDeg: z.number(), depthKm: z.number() }),
  magnitude: z.looseObject({ value: z.number(), type: z.string(), uncertainty: z.number() }),
  likelihood: z.number().describe("Of the event being an earthquake."),
  place: z.object({ latitudeDeg: z.number(), longitudeDeg: z.number() }).describe("What the numbers below are for."),
  distanceKm: z.number(),
  intensity: z.number().describe("Expected there, Modified Mercalli; 1 in a withdrawal."),
  intensityFrom: z.enum(["source", "neighbours"]).optional(),
  intensitySigma: z.number(),
  exceedanceProbability: z.number().describe("Of the subscriber's minimumIntensity."),
  sArrival: time,
  secondsLeft: z.number().describe("Until S, as of `asOf`; negative once it has passed."),
  allClear: time.optional().describe("When strong shaking should be over; in `alarm.final`."),
});
export const alarmMessageSchema = z.object({
  type: z.enum([...ALERT_TYPES, "alarm.expired"]),
  timestamp: time,
  data: alarmData,
});

export const systemMessageSchema = z.object({
  type: z.enum(["system.test", "system.heartbeat", "endpoint.disabled"]),
  timestamp: time,
  data: z.looseObject({ ...worldShape, headline: z.string(), subscriptionId: z.string() }),
});

const SIGNED =
  "Standard Webhooks 1.0: `webhook-id` is the same for every attempt, `webhook-signature` a list of which one that matches " +
  "is enough. Verify before reading; see `samples/`.";

export const webhooksApi: ApiPart = {
  tag: {
    name: "webhooks",
    description: "What is posted to those who subscribed. Answer 2xx at once and act afterwards.",
  },
  operations: [],
  webhooks: {
    alarm: {
      summary: "An alarm: issued, updated, cancelled, final, or expired before it could be delivered",
      description: SIGNED,
      schema: alarmMessageSchema,
    },
    system: {
      summary: "A test you asked for, a heartbeat, or that another endpoint of yours was switched off",
      description: SIGNED,
      schema: systemMessageSchema,
    },
  },
  schemas: { AlarmMessage: alarmMessageSchema, SystemMessage: systemMessageSchema },
};
