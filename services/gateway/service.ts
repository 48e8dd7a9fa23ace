// The gateway: what people see. It hears everything, keeps the picture of now and tells it to every open page.
import { Router } from "express";
import { openAlarmPath } from "../../shared/runtime/alarmPath.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import type { Service } from "../../shared/runtime/service.ts";
import { gatewayApi } from "./api.ts";
import { gatewayChannels } from "./channels.ts";
import { gatewayTable } from "./config.ts";
import { stagesOf } from "./hear.ts";
import { rememberEvents } from "./history.ts";
import { Live } from "./live.ts";
import { operationsApi } from "./operations/api.ts";
import { openOperations } from "./operations/open.ts";
import { openPast } from "./past/open.ts";
import { replaysApi } from "./replays/api.ts";
import { gatewayRoutes } from "./routes.ts";
import { statusOf } from "./status.ts";
import { openStreams } from "./streams.ts";
import { Watch } from "./watch.ts";
import { openWaveforms } from "./waveform/open.ts";

const WATCH_EVERY_MS = 5000;
const WAVEFORM_TICK_MS = 1000;

export const service: Service = {
  name: "gateway",
  takesKeys: true,
  start(context) {
    const config = readConfig(gatewayTable, context.env);
    const { clock, database, stations } = context;
    const startedMs = clock.nowMs();
    const live = new Live({ silentAfterMs: config.silentAfterS * 1000 });
    const watch = new Watch(config.watch, clock);
    const alarmPath = openAlarmPath(context);
    const waveforms = openWaveforms(context, config);
    const status = () =>
      statusOf({ live, watch, alarmPath, startedMs, nowMs: clock.nowMs(), pages: streams.stream.clientCount() });
    const streams = openStreams(context, config, { live, status, startedMs });
    const past = openPast(context, live, config);
    const { delays, ...operations } = openOperations(context, { config, live, status, askServices: () => watch.ask() });
    for (const station of stations.all()) live.register(station, startedMs);
    stations.onChange((station) => live.register(station, clock.nowMs()));
    const stopping = new AbortController();
    const remembering = rememberEvents({ database, clock, live }, AbortSignal.any([stopping.signal, context.stopping]));
    const timers = [
      clock.every(WATCH_EVERY_MS, () => void watch.ask()),
      clock.every(WAVEFORM_TICK_MS, () => waveforms.tick()),
    ];
    void watch.ask();

    return {
      stages: stagesOf({ stations, clock, live, ...streams, alarmPath, delays, waveforms }),
      api: [gatewayApi, replaysApi, ...operationsApi],
      channels: gatewayChannels,
      routes: Router().use(
        gatewayRoutes({ live, ...streams, status, stations, waveforms, past: past.routes }),
        operations.routes,
      ),
      openPaths: ["/", "/favicon.ico", "/page/", "/shared/", "/assets/", ...operations.openPaths],
      async close() {
        for (const stop of timers) stop();
        waveforms.close();
        stopping.abort();
        streams.close();
        await Promise.all([remembering, past.close(), operations.close()]);
      },
    };
  },
};
