// What the alarm service tells over MQTT, for the document of the messages; `announce.ts` writes it.
import { z } from "zod";
import { BULLETIN_KINDS, bulletinSchema } from "../../../shared/contracts/bulletin.ts";
import { STATUSES } from "../../../shared/contracts/event.ts";
import { MODES, modeSchema } from "../../../shared/contracts/mode.ts";
import type { Channel } from "../../../shared/runtime/asyncapi.ts";
import { OPENEEW_TOPIC, STATUS_TOPIC } from "./topics.ts";

const time = z.iso.datetime();

export const alarmState = z.discriminatedUnion("state", [
  z.object({ state: z.literal("idle"), mode: modeSchema }),
  z.object({
    state: z.enum(["alarm", "cancelled", "final"]),
    mode: modeSchema,
    run: z.string(),
    eventId: z.string(),
    version: z.int(),
    kind: z.enum(BULLETIN_KINDS),
    status: z.enum(STATUSES),
    headline: z.string().describe("English; its first word says what is not live."),
    likelihood: z.number(),
    intensity: z.number().describe("Strongest expected anywhere, Modified Mercalli."),
    radiusKm: z.number(),
    origin: z.object({ time, latitudeDeg: z.number(), longitudeDeg: z.number(), depthKm: z.number() }),
    magnitude: z.number(),
    asOf: time,
    expires: time,
  }),
]);

export const placeState = z.object({
  shaking: z.enum(["ON", "OFF"]),
  mode: modeSchema,
  eventId: z.string().optional(),
  version: z.int().optional(),
  why: z.enum(BULLETIN_KINDS).optional(),
  intensity: z.number().optional(),
  secondsLeft: z.number().describe("As of when it was told.").optional(),
  arrival: time.optional(),
  distanceKm: z.number().optional(),
  magnitude: z.number().optional(),
  expires: time.optional(),
});

const tells = { server: "mqtt", by: "alarm", action: "send", qos: 1 } as const;
const mode = { mode: MODES };

export const alarmChannels: readonly Channel[] = [
  {
    ...{ ...tells, id: "alarmStatus", address: STATUS_TOPIC, title: "Whether anybody would ring", isRetained: true },
    messages: {
      status: { summary: "One word", schema: z.enum(["online", "offline"]), contentType: "text/plain" },
    },
  },
  {
    ...{ ...tells, id: "alarmState", address: "eew-alarm/v1/{mode}/state", title: "What holds now", isRetained: true },
    ...{ parameters: mode, messages: { state: { summary: "An alarm, its end, or nothing", schema: alarmState } } },
  },
  {
    ...{ ...tells, id: "alarmBulletins", address: "eew-alarm/v1/{mode}/bulletins", title: "Every public alert" },
    ...{ parameters: mode, messages: { bulletin: { summary: "In all languages", schema: bulletinSchema } } },
  },
  {
    ...{ ...tells, id: "alarmPlace", address: "eew-alarm/v1/{mode}/places/{place}/state", isRetained: true },
    title: "What is expected at a place of ALARM_MQTT_PLACES",
    parameters: { ...mode, place: "Its name." },
    messages: { state: { summary: "Shaking expected or not, and when", schema: placeState } },
  },
  {
    ...{ ...tells, id: "openEewSiren", address: OPENEEW_TOPIC, title: "The light and siren of OpenEEW's devices" },
    messages: {
      command: {
        summary: "`true`: red, `test`: orange, `false`: off",
        schema: z.object({ Alarm: z.enum(["true", "test", "false"]) }),
        example: { Alarm: "test" },
      },
    },
  },
];
