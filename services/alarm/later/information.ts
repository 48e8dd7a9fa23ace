// What is left to say when an alarm's time is over: the same news as information, which nobody can take for a running alarm.
import { z } from "zod";
import { ALERT_TYPES } from "../../../shared/contracts/alert.ts";
import { MODES, modePrefix } from "../../../shared/contracts/mode.ts";
import { en } from "../../../shared/contracts/text/en.ts";
import { strengthOf } from "../../../shared/contracts/text/strength.ts";

export interface Information {
  /** The `webhook-id`. */
  readonly id: string;
  /** What a subscription's `types` are asked for. */
  readonly type: string;
  readonly body: string;
}

export interface Told {
  readonly alertId: string;
  readonly outcome: string;
  /** The body as it was sent last. */
  readonly message: string;
}

/** What is read of an alarm's body; all else in it stays as it is. */
const alarmSchema = z.looseObject({
  type: z.enum(ALERT_TYPES),
  data: z.looseObject({
    mode: z.enum(MODES),
    headline: z.string(),
    expires: z.iso.datetime(),
    sArrival: z.iso.datetime(),
    intensity: z.number(),
  }),
});
type Alarm = z.output<typeof alarmSchema>;

/** Undefined where nothing was ever sent. */
export function informationOf({ alertId, outcome, message }: Told): Information | undefined {
  const body = parsed(message);
  const alarm = alarmSchema.safeParse(body).data;
  if (alarm === undefined) {
    const type = z.looseObject({ type: z.string() }).safeParse(body).data?.type;
    return type === undefined ? undefined : { id: alertId, type, body: message };
  }
  if (alarm.type === "alarm.cancelled" || alarm.type === "alarm.final") {
    const late = { ...alarm, data: { ...alarm.data, late: true } };
    return { id: alertId, type: alarm.type, body: JSON.stringify(late) };
  }
  // Whoever may have got it as an alarm knows the alarm's id; to all others this is another message.
  const id = outcome === "delivered" ? alertId : `${alertId}.late`;
  return { id, type: "alarm.expired", body: JSON.stringify(expired(alarm)) };
}

/**
 * Numbers are those that were sent, but for the seconds left: a machine must not count down from them. What people were to
 * do, and whatever else was said in words, is left out. The one sentence is English, whatever language the alarm was in.
 */
function expired({ type, data, ...rest }: Alarm): object {
  const { detail: _1, instruction: _2, ...numbers } = data;
  const secondsLeft = Math.min(0, (Date.parse(data.sArrival) - Date.parse(data.expires)) / 1000);
  const words = { headline: headlineOf(data), language: "en", direction: "ltr" };
  return { type: "alarm.expired", ...rest, data: { ...numbers, ...words, late: true, secondsLeft, expiredType: type } };
}

function headlineOf({ mode, intensity, sArrival }: Alarm["data"]): string {
  const at = `${sArrival.slice(0, 10)} ${sArrival.slice(11, 16)} UTC`;
  return `${modePrefix(mode)}Over, not an alarm: ${en.strength[strengthOf(intensity)]} shaking was expected at ${at}.`;
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
