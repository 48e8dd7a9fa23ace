// The catalogue: keeps every version of our events and tells what is known near them. Alarms never wait for it.
import { Router } from "express";
import { contexts } from "../../shared/contracts/context.ts";
import { events } from "../../shared/contracts/event.ts";
import { inventory } from "../../shared/contracts/station.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { on, out, type Service } from "../../shared/runtime/service.ts";
import { catalogueApi } from "./api.ts";
import { loadFiles, registerStations } from "./background.ts";
import { catalogueTable } from "./config.ts";
import { recordEvent } from "./context.ts";
import { fdsnServices, OPEN_PATHS } from "./fdsn/open.ts";
import { GazetteerThread } from "./gazetteer.ts";
import { openRecord } from "./record/open.ts";
import { OPEN_REPORT_PATHS, reportsOf } from "./report/open.ts";
import { noWaveforms } from "./report/page/waveforms.ts";
import { catalogueRoutes } from "./routes.ts";
import { keepWaveforms } from "./waveforms/keepWaveforms.ts";

const GROUP = "catalogue";
/** The start has better things to do; but the first event shall find the gazetteer open. */
const WARM_AFTER_MS = 5000;

export const service: Service = {
  name: GROUP,
  takesKeys: true,
  async start(context) {
    const config = readConfig(catalogueTable, context.env);
    const { database, clock, log } = context;
    const gazetteer = new GazetteerThread();
    const placeOf = gazetteer.placeOf.bind(gazetteer);
    const deps = { database, clock, placeOf, deadlineMs: config.contextDeadlineMs };
    const paths = config.files
      .split(",")
      .map((path) => path.trim())
      .filter((path) => path !== "");

    if (config.stationsFile !== "") await registerStations(config.stationsFile, context);
    const stopping = new AbortController();
    const ending = AbortSignal.any([stopping.signal, context.stopping]);
    const waveforms = keepWaveforms(context);
    const loading = loadFiles(paths, context, ending);
    const record = openRecord(context, config);
    void clock.sleep(WARM_AFTER_MS, ending).then(() => ending.aborted || gazetteer.warm());

    return {
      stages: [
        on(events, { group: GROUP, prefetch: 8 }, async (event, { stamps }) => {
          const told = out(contexts, await recordEvent(event, deps, stamps));
          await record.ended(event);
          return [told];
        }),
        ...record.stages,
        on(inventory, { group: GROUP }, (station) => {
          context.stations.accept(station);
          return [];
        }),
        ...waveforms.stages,
      ],
      api: [catalogueApi],
      routes: Router()
        .use(catalogueRoutes({ database, placeOf, log }))
        .use(reportsOf({ database, log, stations: context.stations, health: record.health, waveformsOf: noWaveforms }))
        .use(fdsnServices({ database, clock, log, stations: context.stations, agency: config.agency })),
      openPaths: [...OPEN_PATHS, ...OPEN_REPORT_PATHS],
      async close() {
        stopping.abort();
        await record.close();
        await waveforms.close();
        await loading;
        await gazetteer.close();
      },
    };
  },
};
