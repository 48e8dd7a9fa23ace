// What the public is told: decided of events, issued as CAP of bulletins, and read over HTTP; put together from the settings.
import type { Router } from "express";
import type { Bulletin } from "../../../shared/contracts/bulletin.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Values } from "../../../shared/runtime/config.ts";
import { reasonOf } from "../../../shared/runtime/errors.ts";
import type { Context } from "../../../shared/runtime/service.ts";
import type { ShakingModel } from "../../../shared/seismo/shakingModel.ts";
import { type Answer, alongside } from "../alongside.ts";
import { Bulletins } from "../bulletins.ts";
import type { alarmTable } from "../config.ts";
import { CapDesk } from "./capDesk.ts";
import { CapRepository } from "./capRepository.ts";
import { RecentEvents } from "./recentEvents.ts";
import { OPEN_PATHS, outletRoutes } from "./routes.ts";

export interface PublicOutlets {
  /** The alerts about an event with what the public is told of it. */
  withBulletin(alerts: Answer, event: SeismicEvent): Answer;
  issue(bulletin: Bulletin): Promise<void>;
  readonly routes: Router;
  readonly openPaths: readonly string[];
}

export function openPublicOutlets(
  { publicIntensity, authority, capSender: sender }: Values<typeof alarmTable.settings>,
  { clock, database, log, metrics, store }: Context,
  model: ShakingModel,
): PublicOutlets {
  const bulletins = new Bulletins({ store, clock, metrics, model, publicIntensity });
  const repository = new CapRepository({ database, clock });
  const recent = new RecentEvents();
  const issuer = { sender, authority };
  const desk = new CapDesk({ repository, clock, metrics, issuer });
  const onBug = (error: unknown) => {
    metrics.count("eew_bulletin_bugs_total", "Versions the public was not told of, because of a bug");
    log.error({ reason: reasonOf(error) }, "the public is not told: a bug");
  };
  return {
    withBulletin(alerts, event) {
      recent.push(event);
      return alongside(alerts, () => bulletins.push(event), onBug);
    },
    issue: (bulletin) => desk.issue(bulletin),
    routes: outletRoutes({ repository, recent, issuer, clock, log }),
    openPaths: OPEN_PATHS,
  };
}
