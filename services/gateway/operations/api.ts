// The document of the operator's interface: what runs, dead letters, the doctor; `routes.ts` and `doctor/routes.ts` answer it.
import { z } from "zod";
import { findingSchema } from "../../../shared/contracts/finding.ts";
import { modeSchema } from "../../../shared/contracts/mode.ts";
import type { ApiPart, Operation } from "../../../shared/runtime/openapi.ts";
import { doctorQuery } from "../doctor/routes.ts";
import { drillsApi } from "../drills/api.ts";
import { planningApi } from "../planning/api.ts";
import { deadLettersQuery } from "./routes.ts";

const queue = z.looseObject({
  name: z.string(),
  topic: z.string().describe("Empty for the dead letters."),
  group: z.string().describe("The service whose replicas share it."),
  key: z.string().describe("The partition, where each has a queue of its own."),
  kind: z.enum(["lossy", "durable", "dead"]),
  isThere: z.boolean().describe("false: nobody has consumed it yet, or somebody deleted it."),
  waiting: z.int().describe("Messages, without those that are being handled."),
  consumers: z.int(),
  trend: z.enum(["steady", "growing", "falling"]).describe("Over the last four looks."),
});
const rate = z.looseObject({
  topic: z.string(),
  perS10: z.number().describe("Messages a second over the last 10 s."),
  perS60: z.number().describe("Over the last minute."),
});
const delay = z.looseObject({
  mode: modeSchema,
  from: z.string().describe("sensed, received, picked, located, decided or delivered."),
  to: z.string(),
  count: z.int().describe("Messages it was taken from: the newest 500 at most."),
  p50Ms: z.number(),
  p99Ms: z.number(),
});
const member = z.looseObject({
  instance: z.string(),
  service: z.string(),
  version: z.string(),
  host: z.string(),
  pid: z.int(),
  startedMs: z.number(),
  toldMs: z.number().describe("By its own clock, when it said this."),
  takes: z
    .record(z.string(), z.array(z.string()))
    .describe("By topic, where replicas share the keys or take turns: what it takes now."),
});
const operationsAnswer = z.looseObject({
  nowMs: z.number(),
  queues: z.array(queue).describe("All that replicas share, and the dead letters."),
  queuesSeenMs: z.number(),
  queuesFault: z.string().describe("Why the last look failed, or empty; what is told is then of the look before."),
  busFault: z.string().describe("What is missing, or empty."),
  deadLetters: z.int(),
  rates: z.array(rate).describe("By topic, of what all processes publish."),
  delays: z.array(delay).describe("From stage to stage, and the whole way."),
  members: z.array(member).describe("Every replica of every service."),
  membersSeenMs: z.number(),
  membersFault: z.string(),
  leader: z.string().describe("The integrator that takes picks now; empty when none does."),
});

const deadLetter = z.looseObject({
  deadId: z.string(),
  givenUpMs: z.number().describe("0 where it is not known."),
  topic: z.string(),
  group: z.string().describe("The service that gave it up."),
  key: z.string(),
  reason: z.string(),
  bytes: z.int(),
  text: z.string().describe("The first 4,000 bytes of one that is text."),
  canRetry: z.boolean().describe("false: it came to one replica's own queue, which is gone."),
});
const deadLettersAnswer = z.object({ deadLetters: z.array(deadLetter) });
const retriedAnswer = z.object({ deadId: z.string(), outcome: z.literal("retried") });
const doctorAnswer = z.object({ nowMs: z.number(), findings: z.array(findingSchema).describe("The worst first.") });

const DEAD = {
  ...{ deadId: "5f0c1a2b3d4e5f60718293a4", givenUpMs: 1_767_225_601_250, topic: "event.v1", group: "catalogue" },
  ...{ key: "live-20260101T000000-aa", reason: "Unavailable: cannot store: connection refused" },
  ...{ bytes: 2140, text: '{"mode":"live","run":"",…', canRetry: true },
};
const FINDING = {
  ...{
    check: "queues",
    name: "queues",
    severity: "fault",
    what: "event.v1.alarm holds 12 messages and nobody consumes it",
  },
  ...{
    why: "nobody does what these messages ask for",
    todo: "start alarm, or look at its log for why it does not consume",
  },
};

const operations: readonly Operation[] = [
  {
    ...{ method: "get", path: "/api/operations", operationId: "operations", summary: "What runs, and how it goes" },
    scopes: ["read"],
    answer: { status: 200, description: "As of the last look, a few seconds ago.", schema: operationsAnswer },
    refusals: [400],
  },
  {
    ...{
      method: "get",
      path: "/api/operations/dead-letters",
      operationId: "deadLetters",
      summary: "Messages given up",
    },
    scopes: ["operate"],
    query: deadLettersQuery,
    answer: {
      ...{ status: 200, description: "Newest first; 1,000 are kept.", schema: deadLettersAnswer },
      example: { deadLetters: [DEAD] },
    },
    refusals: [400, 503],
  },
  {
    ...{ method: "post", path: "/api/operations/dead-letters/{deadId}/retry", operationId: "retryDeadLetter" },
    summary: "Give it once more to the service that gave it up",
    scopes: ["operate"],
    description:
      "To nobody else; it is taken away once it is safe in that service's queue. A crash in between repeats it.",
    answer: {
      ...{ status: 200, description: "It waits in the queue again.", schema: retriedAnswer },
      example: { deadId: DEAD.deadId, outcome: "retried" },
    },
    refusals: [404, 409, 503],
  },
  {
    ...{ method: "delete", path: "/api/operations/dead-letters/{deadId}", operationId: "discardDeadLetter" },
    summary: "Take it away for good",
    scopes: ["operate"],
    answer: { status: 204, description: "It is gone." },
    refusals: [404, 503],
  },
  {
    ...{ method: "get", path: "/api/doctor", operationId: "doctor", summary: "What is wrong, and what to do" },
    scopes: ["read"],
    description: "`npm run doctor` asks this, and what only a terminal can.",
    query: doctorQuery,
    answer: {
      ...{ status: 200, description: "One or more findings of each check.", schema: doctorAnswer },
      example: { nowMs: 1_767_225_600_000, findings: [FINDING] },
    },
    refusals: [400],
  },
];

export const operationsApi: readonly ApiPart[] = [
  {
    tag: { name: "operations", description: "For whoever runs the system. What is changed is in the account." },
    operations,
    parameters: { deadId: "As the list tells it." },
    schemas: {
      ...{ Operations: operationsAnswer, DeadLetters: deadLettersAnswer, Retried: retriedAnswer },
      ...{ Doctor: doctorAnswer },
    },
  },
  drillsApi,
  planningApi,
];
