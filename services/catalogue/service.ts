// The catalogue: keeps every version of our events and tells what is known near them. Alarms never wait for it.
import { Router } from "express";
import { contexts } from "../../shared/contracts/context.ts";
import { events } from "../../shared/contracts/event.ts";
import { inventory } from "../../shared/contracts/station.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { on, out, type Service } from "../../shared/runtime/service.ts";
import { catalogueApi } from "./api.ts";
import { loadFiles } from "./background.ts";
import { catalogueTable } from "./config.ts";
import { fdsnServices, OPEN_PATHS } from "./fdsn/open.ts";
import { GazetteerThread } from "./gazetteer.ts";
import { openLookup } from "./lookup/open.ts";
import { openRecord } from "./record/open.ts";
import { registryApi } from "./registry/api.ts";
import { openRegistry } from "./registry/open.ts";
import { OPEN_REPORT_PATHS, reportsOf } from "./report/open.ts";
import { catalogueRoutes } from "./routes.ts";
import { keepWaveforms } from "./waveforms/keepWaveforms.ts";
import { waveformsOf } from "./waveforms/waveformsOf.ts";

const GROUP = "catalogue";
/** In one process the webhooks of a version leave before the database writes it. */
const ALARMS_FIRST_MS = 30;
/** The start has better things to do; but the first event shall find the gazetteer open. */
const WARM_AFTER_MS = 5000;

export const service: Service = {
  name: GROUP,
  takesKeys: true,
  async start(context) {
    const config = readConfig(catalogueTable, context.env);
    const { database, clock, log, stations } = context;
    const { agency } = config;
    const gazetteer = new GazetteerThread();
    const placeOf = gazetteer.placeOf.bind(gazetteer);
    const lookup = openLookup(context, config, gazetteer);
    const registry = await openRegistry(context, config);
    const stopping = new AbortController();
    const ending = AbortSignal.any([stopping.signal, context.stopping]);
    const record = openRecord(context, config);
    const waveforms = keepWaveforms(context);
    const loading = loadFiles(config.files, context, ending).then((files) => (files > 0 ? lookup.forget() : undefined));
    void clock.sleep(WARM_AFTER_MS, ending).then(() => ending.aborted || gazetteer.warm());

    return {
      stages: [
        on(events, { group: GROUP, prefetch: 8 }, async (event, { stamps }) => {
          await clock.sleep(ALARMS_FIRST_MS, context.stopping);
          const told = out(contexts, await lookup.record(event, stamps));
          await record.ended(event);
          return [told];
        }),
        on(inventory, { group: GROUP }, (station) => {
          stations.accept(station);
          return [];
        }),
        ...record.stages,
        ...waveforms.stages,
      ],
      api: [catalogueApi, registryApi],
      routes: Router()
        .use(catalogueRoutes({ database, placeOf, log }))
        .use(registry.routes)
        .use(reportsOf({ database, log, stations, health: record.health, waveformsOf }))
        .use(fdsnServices({ database, clock, log, stations: registry, agency })),
      openPaths: [...OPEN_PATHS, ...OPEN_REPORT_PATHS],
      async close() {
        stopping.abort();
        await Promise.all([loading, ...[record, waveforms, lookup, registry].map((part) => part.close())]);
        await gazetteer.close();
      },
    };
  },
};
