// REST of an event's waveforms: the record section to draw, and the stations it takes to read or replay them.
import { type Request, type Response, Router } from "express";
import { worldKey } from "../../../shared/contracts/mode.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import { Query } from "../../../shared/runtime/query.ts";
import { isFaulty, noEvent, orUnavailable, refuse } from "../answers.ts";
import type { Live } from "../live.ts";
import type { StationsDeps } from "./eventStations.ts";
import { type Kept, keptOf, WHY_NONE } from "./kept.ts";
import { COMPONENTS, recordSection } from "./recordSection.ts";
import { readWaveforms, secondsUntilKept, type WaveformSpan } from "./storedWaveforms.ts";

export interface SectionDeps extends StationsDeps {
  readonly live: Live;
  readonly clock: Clock;
}

export function sectionRoutes(deps: SectionDeps): Router {
  const router = Router();
  router.get("/api/events/:id/waveforms", async (request, response) => {
    const query = new Query(request.query);
    const ask = {
      component: query.oneOf("component", COMPONENTS) ?? "Z",
      stations: Math.round(query.number("stations", { min: 1, max: 200, default: 60 })),
    };
    if (isFaulty(query, response)) return;
    await withKept(request, response, async ({ event, span, stations, recorded }) => {
      const opened = await deps.database();
      const read = (ids: readonly string[]) => readWaveforms(opened, span, ids);
      const { fromMs, toMs } = span;
      const section = await recordSection({ event, stations, kept: recorded, read, fromMs, toMs }, ask);
      if (section.stations.length > 0) response.json(section);
      else refuse(response, 404, `component: no station of this event has waveforms of component ${ask.component}`);
    });
  });
  router.get("/api/events/:id/stations", async (request, response) => {
    await withKept(request, response, async ({ event, span, stations, recorded }) => {
      const of = [...stations.values()].filter(({ stationId }) => recorded.has(stationId));
      response.json({ eventId: event.eventId, ...span, stations: of });
    });
  });
  return router;

  /** Answers itself where there is nothing to work on. */
  async function withKept(
    request: Request<{ id: string }>,
    response: Response,
    work: (kept: Kept) => Promise<void>,
  ): Promise<void> {
    await orUnavailable(response, async () => {
      const kept = await keptOf(request.params.id, deps);
      if (kept === undefined) noEvent(request, response);
      else if (kept.recorded.size > 0) await work(kept);
      else sayWhyNone(kept.span, response);
    });
  }

  function sayWhyNone(span: WaveformSpan, response: Response): void {
    const world = deps.live.worlds().find(({ key }) => key === worldKey(span));
    const leftS = secondsUntilKept(span, world, deps.clock.nowMs());
    if (leftS === undefined) refuse(response, 404, `waveforms: none are kept of this event; ${WHY_NONE}`);
    else {
      response.set("retry-after", String(leftS));
      refuse(response, 404, `waveforms: being written, about ${leftS} s left`);
    }
  }
}
