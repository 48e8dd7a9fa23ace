// The lookup of this process: what is known near each version of an event, and what agencies say of it later.
import type { Context as EventContext } from "../../../shared/contracts/context.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Stamps } from "../../../shared/contracts/topic.ts";
import type { Values } from "../../../shared/runtime/config.ts";
import type { Context } from "../../../shared/runtime/service.ts";
import type { catalogueTable } from "../config.ts";
import { recordEvent } from "../context.ts";
import type { GazetteerThread } from "../gazetteer.ts";
import { VerdictDesk } from "../verdict/desk.ts";
import { agencySettingsOf } from "../verdict/settings.ts";
import { CellCache } from "./cellCache.ts";
import { Questions } from "./deadline.ts";

export interface Lookup {
  /** Keeps a version and what is known near it. @throws Unavailable */
  record(event: SeismicEvent, stamps: Stamps): Promise<EventContext>;
  /** Past earthquakes came. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export function openLookup(
  context: Context,
  config: Values<(typeof catalogueTable)["settings"]>,
  gazetteer: GazetteerThread,
): Lookup {
  const { database, clock } = context;
  const agencies = agencySettingsOf(config);
  const wordsOf = gazetteer.wordsOf.bind(gazetteer);
  const questions = new Questions(clock, config.contextDeadlineMs);
  const cache = new CellCache(context);
  const deps = { database, clock, wordsOf, agencies, questions, cache };
  const verdicts = new VerdictDesk({ ...context, settings: agencies, onListed: () => cache.forget() });
  verdicts.start();
  return {
    record: (event, stamps) => recordEvent(event, deps, stamps),
    forget: () => cache.forget(),
    async close() {
      await Promise.all([verdicts.close(), cache.close()]);
    },
  };
}
