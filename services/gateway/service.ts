// The gateway: what people see. It hears everything, keeps the picture of now and tells it to every open page.
import { openAlarmPath } from "../../shared/runtime/alarmPath.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import type { Service } from "../../shared/runtime/service.ts";
import { AlertBoard } from "./alertBoard.ts";
import { gatewayApi } from "./api.ts";
import { gatewayChannels } from "./channels.ts";
import { gatewayTable } from "./config.ts";
import { stagesOf } from "./hear.ts";
import { recallEvent, rememberEvents } from "./history.ts";
import { Live } from "./live.ts";
import { gatewayRoutes } from "./routes.ts";
import { statusOf } from "./status.ts";
import { Stream } from "./stream.ts";
import { Watch } from "./watch.ts";
import { openWaveforms } from "./waveform/open.ts";

const TICK_MS = 250;
const STATUS_EVERY_MS = 5000;

export const service: Service = {
  name: "gateway",
  takesKeys: true,
  start(context) {
    const config = readConfig(gatewayTable, context.env);
    const { clock, database, log, metrics, stations } = context;
    const startedMs = clock.nowMs();
    const live = new Live({ silentAfterMs: config.silentAfterS * 1000 });
    const ofStreams = {
      ...{ start: startedMs.toString(36), maxClients: config.maxClients, heartbeatS: config.heartbeatS },
      maxWaitingBytes: config.clientBufferMb * 1_000_000,
      ...{ nowMs: clock.nowMs, log, metrics },
    };
    const stream = new Stream({
      ...ofStreams,
      label: "page",
      snapshot: () => ({ ...live.snapshot(), status: status() }),
    });
    const alertBoard = new AlertBoard();
    const alertStream = new Stream({
      ...ofStreams,
      label: "alerts",
      snapshot: () => alertBoard.snapshot(clock.nowMs()),
    });
    const watch = new Watch(config.watch, clock);
    const alarmPath = openAlarmPath(context);
    const waveforms = openWaveforms(context, config);
    const status = () =>
      statusOf({ live, watch, alarmPath, startedMs, nowMs: clock.nowMs(), pages: stream.clientCount() });
    for (const station of stations.all()) live.register(station, startedMs);
    stations.onChange((station) => live.register(station, clock.nowMs()));
    const stopping = new AbortController();
    const remembering = rememberEvents({ database, clock, live }, AbortSignal.any([stopping.signal, context.stopping]));
    const timers = [
      clock.every(1000, () => waveforms.tick()),
      clock.every(TICK_MS, () => stream.send(live.tick(clock.nowMs()))),
      clock.every(config.heartbeatS * 1000, () => {
        stream.heartbeat();
        alertStream.heartbeat();
      }),
      clock.every(STATUS_EVERY_MS, () => {
        stream.send([{ name: "status", data: status() }]);
        void watch.ask();
      }),
    ];
    void watch.ask();

    return {
      stages: stagesOf({ stations, clock, live, stream, alertStream, alertBoard, alarmPath, waveforms }),
      api: [gatewayApi],
      channels: gatewayChannels,
      routes: gatewayRoutes({
        ...{ live, stream, alertStream, status, stations, waveforms },
        recall: (eventId) => recallEvent(database, eventId),
      }),
      openPaths: ["/", "/favicon.ico", "/page/", "/shared/", "/assets/"],
      async close() {
        for (const stop of timers) stop();
        waveforms.close();
        stopping.abort();
        stream.close();
        alertStream.close();
        await remembering;
      },
    };
  },
};
