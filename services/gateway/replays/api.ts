// The document of the interface of replays; `routes.ts` answers it.
import { z } from "zod";
import { modeSchema } from "../../../shared/contracts/mode.ts";
import type { ApiPart, Operation } from "../../../shared/runtime/openapi.ts";
import { newReplaySchema } from "./routes.ts";

const replay = z.looseObject({
  replayId: z.string(),
  eventId: z.string().describe("Of the event that is replayed."),
  mode: modeSchema.describe("Of that event; the replay itself is of mode replay."),
  run: z.string().describe("What the stations, events and alerts of this replay carry."),
  world: z.string().describe("`replay:` and the run."),
  speed: z.number(),
  stations: z.int(),
  fromMs: z.number().describe("Data time, as what follows."),
  toMs: z.number(),
  state: z.enum(["running", "done", "failed", "stopped"]),
  reason: z.string().describe("Why it failed."),
  startedMs: z.number(),
  endedMs: z.number().nullable(),
  lastLine: z.string().describe("What its process said last."),
});
const replaysAnswer = z.object({ replays: z.array(replay) });

const operations: readonly Operation[] = [
  {
    ...{ method: "post", path: "/api/replays", operationId: "startReplay", summary: "Replay a stored event" },
    description: "Its waveforms go through the whole system once more, as a replay that can never be live.",
    scopes: ["drill"],
    body: {
      schema: newReplaySchema,
      examples: { fast: { summary: "Ten times as fast", value: { eventId: "live-20260101T000000-aa", speed: 10 } } },
    },
    answer: { status: 201, description: "It has begun.", schema: replay },
    refusals: [400, 404, 409, 413, 415, 503],
  },
  {
    ...{ method: "get", path: "/api/replays", operationId: "replays", summary: "Replays of this gateway" },
    scopes: ["read"],
    answer: { status: 200, description: "Newest first; it forgets them when it ends.", schema: replaysAnswer },
  },
  {
    ...{ method: "get", path: "/api/replays/{replayId}", operationId: "replay", summary: "One replay" },
    scopes: ["read"],
    answer: { status: 200, description: "As it is now.", schema: replay },
    refusals: [404],
  },
  {
    ...{ method: "delete", path: "/api/replays/{replayId}", operationId: "stopReplay", summary: "Stop a replay" },
    scopes: ["drill"],
    answer: { status: 200, description: "It has ended.", schema: replay },
    refusals: [404, 409],
  },
];

export const replaysApi: ApiPart = {
  tag: { name: "replays", description: "Stored events through the system once more, at 1 to 20 times their speed." },
  operations,
  parameters: { replayId: "As `POST /api/replays` answers it." },
  schemas: { NewReplay: newReplaySchema, Replay: replay, Replays: replaysAnswer },
};
