// What is posted to subscribers, as schemas: one for each type. `message.ts` and `later/` write it.
import { z } from "zod";
import { ALERT_TYPES } from "../../../shared/contracts/alert.ts";
import { VERDICTS } from "../../../shared/contracts/context.ts";
import { STATUSES } from "../../../shared/contracts/event.ts";
import { modeSchema } from "../../../shared/contracts/mode.ts";

const time = z.iso.datetime();
const place = z.object({ latitudeDeg: z.number(), longitudeDeg: z.number() });

const alarmShape = {
  mode: modeSchema.describe("Act on `live` alone; everything else is no earthquake."),
  run: z.string().describe("Of a drill, simulation or replay; empty in what is live."),
  eventId: z.string(),
  version: z.int().describe("Counts up within an event; the highest holds."),
  supersedes: z.int().describe("The version this subscriber was told before; 0: none."),
  status: z.enum(STATUSES),
  headline: z.string().describe("One line for people; its first word says what is not live."),
  detail: z.string(),
  instruction: z.string().describe("What people should do."),
  language: z.string().describe("BCP 47, of the three before."),
  direction: z.enum(["ltr", "rtl"]),
  asOf: time.describe("On the event's clock."),
  expires: time.describe("Afterwards it is no alarm any more."),
  late: z.boolean().describe("It came too late to be an alarm: information."),
  origin: z.object({
    time,
    latitudeDeg: z.number(),
    longitudeDeg: z.number(),
    depthKm: z.number(),
    horizontalUncertaintyKm: z.number().describe("One sigma."),
  }),
  magnitude: z.object({ value: z.number(), type: z.string(), uncertainty: z.number() }),
  likelihood: z.number().describe("Of the event being an earthquake, 0 to 1."),
  place: place.describe("What the numbers below are for: the point, or where in the area most is expected."),
  distanceKm: z.number().describe("From there to the epicentre."),
  intensity: z.number().describe("Expected there, Modified Mercalli; 1 in a withdrawal."),
  intensityFrom: z
    .enum(["source", "neighbours"])
    .describe("Expected from the origin and magnitude, or from what stations within 30 km feel; not in a withdrawal.")
    .optional(),
  intensitySigma: z.number(),
  exceedanceProbability: z.number().describe("Of the subscriber's minimumIntensity."),
  sArrival: time.describe("When S, the strong waves, arrive there."),
  secondsLeft: z.number().describe("Until S, as of `asOf`; negative once it has passed."),
  allClear: time.describe("When strong shaking should be over; only in `alarm.final`.").optional(),
  stampsMs: z
    .partialRecord(z.enum(["sensed", "received", "picked", "located", "decided"]), z.number())
    .describe("When the data that decided it passed each stage, epoch milliseconds; what is known of it."),
};
export const alarmData = z.object(alarmShape);

const { detail: _1, instruction: _2, ...withoutAdvice } = alarmShape;
export const expiredData = z.object({
  ...withoutAdvice,
  late: z.literal(true),
  secondsLeft: z.number().describe("As it was when the alarm ended: no more than 0."),
  expiredType: z.enum(ALERT_TYPES).extract(["alarm.issued", "alarm.updated"]).describe("The alarm's own type."),
});

const alarmOf = (type: (typeof ALERT_TYPES)[number]) =>
  z.object({ type: z.literal(type), timestamp: time, data: alarmData });
export const alarmIssued = alarmOf("alarm.issued");
export const alarmUpdated = alarmOf("alarm.updated");
export const alarmCancelled = alarmOf("alarm.cancelled");
export const alarmFinal = alarmOf("alarm.final");
export const alarmExpired = z.object({ type: z.literal("alarm.expired"), timestamp: time, data: expiredData });

const systemShape = (run: string) => ({
  mode: z.literal("drill").describe("There is no earthquake."),
  run: z.literal(run),
  headline: z.string(),
  subscriptionId: z.string(),
});
export const systemHeartbeat = z.object({
  ...{ type: z.literal("system.heartbeat"), timestamp: time },
  data: z.object(systemShape("heartbeat")),
});
export const systemTest = z.object({
  ...{ type: z.literal("system.test"), timestamp: time },
  data: z.object({
    ...systemShape("test"),
    language: z.string(),
    direction: z.enum(["ltr", "rtl"]),
    name: z.string(),
    place,
    minimumIntensity: z.number(),
  }),
});
export const endpointDisabled = z.object({
  ...{ type: z.literal("endpoint.disabled"), timestamp: time },
  data: z.object({
    ...systemShape("notice"),
    subscriptionId: z.string().describe("The one that was switched off."),
    name: z.string(),
    disabled: time,
    reason: z.string(),
  }),
});

const quake = { time, latitudeDeg: z.number(), longitudeDeg: z.number() };
export const verdictData = z.object({
  ...{ mode: alarmShape.mode, run: alarmShape.run, eventId: alarmShape.eventId },
  version: z.int().describe("Of the event, the newest there was."),
  verdict: z
    .enum(VERDICTS)
    .describe("`true`: an earthquake as we said; `qualified`: one, but not as we said; `false`: no agency lists one."),
  revision: z.int().describe("Counts the changes of the verdict: only the highest holds."),
  headline: z.string().describe("One sentence for people; first word DRILL, SIMULATION or REPLAY where it is one."),
  reason: z.string().describe("Why, in words."),
  language: z.string(),
  direction: z.enum(["ltr", "rtl"]),
  agency: z
    .object({
      source: z.string(),
      id: z.string(),
      ...quake,
      depthKm: z.number().nullable(),
      magnitude: z.number().nullable(),
      place: z.string(),
    })
    .nullable()
    .describe("What the agency lists; null where none does."),
  said: z
    .object({ status: z.enum(STATUSES), ...quake, depthKm: z.number(), magnitude: z.number() })
    .describe("What we said last."),
  differences: z
    .object({
      distanceKm: z.number(),
      timeS: z.number(),
      magnitude: z.number().nullable(),
    })
    .nullable()
    .describe("The agency's value minus ours."),
});
export const eventVerdict = z.object({ type: z.literal("event.verdict"), timestamp: time, data: verdictData });
