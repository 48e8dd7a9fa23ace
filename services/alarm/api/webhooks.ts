// The document of what is posted to subscribers; `message.ts` and `later/` write it.
import type { ApiPart, Webhook } from "../../../shared/runtime/openapi.ts";
import { CANCELLED, DISABLED, EXPIRED, FINAL, HEARTBEAT, ISSUED, TESTED, UPDATED, VERDICT } from "./webhookExamples.ts";
import {
  alarmCancelled,
  alarmData,
  alarmExpired,
  alarmFinal,
  alarmIssued,
  alarmUpdated,
  endpointDisabled,
  eventVerdict,
  expiredData,
  systemHeartbeat,
  systemTest,
  verdictData,
} from "./webhookMessages.ts";

const SIGNED =
  "Standard Webhooks 1.0: `webhook-id` is the same for every attempt, `webhook-signature` a list of which one that matches " +
  "is enough. Verify before reading; see `samples/`.";
const posted = (summary: string, description: string): Pick<Webhook, "summary" | "description"> => ({
  ...{ summary, description: `${description} ${SIGNED}` },
});

const ORDER = "Messages may overtake each other: within an event only the highest `version` holds.";
const NO_ANSWER = "Answer 2xx; there is nothing to do.";

export const webhooksApi: ApiPart = {
  tag: {
    name: "webhooks",
    description: "What is posted to those who subscribed. Answer 2xx at once and act afterwards.",
  },
  operations: [],
  webhooks: {
    "alarm.issued": {
      ...posted("Shaking is expected: the first word about an event", ORDER),
      ...{ schema: alarmIssued, example: ISSUED },
    },
    "alarm.updated": {
      ...posted("What is expected has changed, or that it is confirmed", ORDER),
      ...{ schema: alarmUpdated, example: UPDATED },
    },
    "alarm.cancelled": {
      ...posted("Withdrawn: there was no such earthquake", `Only to those who were alarmed. ${ORDER}`),
      ...{ schema: alarmCancelled, example: CANCELLED },
    },
    "alarm.final": {
      ...posted(
        "The last word about an event, and when shaking should be over",
        `Only to those who were alarmed. ${ORDER}`,
      ),
      ...{ schema: alarmFinal, example: FINAL },
    },
    "alarm.expired": {
      ...posted("What could not be delivered in time, as information", "Never act on it as on an alarm."),
      ...{ schema: alarmExpired, example: EXPIRED },
    },
    "event.verdict": {
      ...posted(
        "What agencies say of it afterwards",
        "Minutes to days later, to those who were alarmed; again when the verdict changes. Information: there is nothing to do.",
      ),
      ...{ schema: eventVerdict, example: VERDICT },
    },
    "system.test": {
      ...posted("A test you asked for", "Sent once, whatever is subscribed to."),
      ...{ schema: systemTest, example: TESTED },
    },
    "system.heartbeat": {
      ...posted("Keeps the connection open for the next alarm", NO_ANSWER),
      ...{ schema: systemHeartbeat, example: HEARTBEAT },
    },
    "endpoint.disabled": {
      ...posted("Another endpoint of yours was switched off", "`PATCH {enabled: true}` switches it on again."),
      ...{ schema: endpointDisabled, example: DISABLED },
    },
  },
  schemas: {
    AlarmData: alarmData,
    AlarmIssued: alarmIssued,
    AlarmUpdated: alarmUpdated,
    AlarmCancelled: alarmCancelled,
    AlarmFinal: alarmFinal,
    ExpiredData: expiredData,
    AlarmExpired: alarmExpired,
    VerdictData: verdictData,
    EventVerdict: eventVerdict,
    SystemTest: systemTest,
    SystemHeartbeat: systemHeartbeat,
    EndpointDisabled: endpointDisabled,
  },
};
