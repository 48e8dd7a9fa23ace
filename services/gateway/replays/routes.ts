// REST of replays: to look needs `read`, to start or stop one `drill`.
import express, { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { Audit } from "../../../shared/runtime/audit.ts";
import { Fault, faultAnswer, only, parsed, wantJson } from "../../../shared/runtime/faults.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import { mustMay } from "../../../shared/runtime/principal.ts";
import type { Replay } from "./replay.ts";
import type { Replays } from "./replays.ts";

export interface ReplayRouteDeps {
  readonly replays: Replays;
  readonly audit: Audit;
  readonly log: Log;
}

const wantEvent = "want an event's id";
const wantSpeed = "want a number from 1 to 20";
export const newReplaySchema = z.strictObject({
  eventId: z
    .string(wantEvent)
    .regex(/^\P{Cc}{1,120}$/u, wantEvent)
    .describe("One whose waveforms are kept."),
  speed: z
    .number(wantSpeed)
    .min(1, wantSpeed)
    .max(20, wantSpeed)
    .default(1)
    .describe("Seconds of data a second: 1 is as fast as it was."),
});

export function replayRoutes({ replays, audit, log }: ReplayRouteDeps): Router {
  const router = Router();
  router
    .route("/api/replays")
    .get((_request, response) => {
      mustMay(response, "read");
      response.json({ replays: replays.all().map((replay) => replay.view()) });
    })
    .post(wantJson, express.json({ limit: "64kb" }), start)
    .all(only("GET, POST"));
  router
    .route("/api/replays/:id")
    .get((request, response) => {
      mustMay(response, "read");
      response.json(found(request).view());
    })
    .delete(stop)
    .all(only("GET, DELETE"));
  router.use("/api/replays", faultAnswer(log));
  return router;

  async function start(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "drill");
    const replay = await replays.start(parsed(newReplaySchema, request.body));
    const { replayId, eventId, speed } = replay.plan;
    audit.note(principal, "replay.started", { target: replayId, detail: `${eventId}, ${speed} times as fast` });
    response.location(`/api/replays/${replayId}`).status(201).json(replay.view());
  }

  async function stop(request: Request, response: Response): Promise<void> {
    const principal = mustMay(response, "drill");
    const replay = found(request);
    const { replayId, state } = replay.view();
    if (replay.isOver()) throw new Fault(409, `${replayId} is over already: ${state}`);
    audit.note(principal, "replay.stopped", { target: replayId });
    await replay.stop();
    response.json(replay.view());
  }

  function found(request: Request): Replay {
    const replayId = String(request.params.id).slice(0, 64);
    const replay = replays.of(replayId);
    if (replay === undefined) throw new Fault(404, `no replay "${replayId}"; this gateway forgets them when it ends`);
    return replay;
  }
}
