// The gateway: what people see. It hears everything, keeps the picture of now and tells it to every open page.
import { alerts, alertsOf } from "../../shared/contracts/alert.ts";
import { contexts } from "../../shared/contracts/context.ts";
import { deliveries, deliveriesOf } from "../../shared/contracts/delivery.ts";
import { edges } from "../../shared/contracts/edge.ts";
import { events } from "../../shared/contracts/event.ts";
import { healths } from "../../shared/contracts/health.ts";
import { motions } from "../../shared/contracts/motion.ts";
import { picks } from "../../shared/contracts/pick.ts";
import { inventory } from "../../shared/contracts/station.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { on, type Service } from "../../shared/runtime/service.ts";
import { gatewayTable } from "./config.ts";
import { recallEvent, rememberEvents } from "./history.ts";
import { Live, type News } from "./live.ts";
import { gatewayRoutes } from "./routes.ts";
import { statusOf } from "./status.ts";
import { Stream } from "./stream.ts";
import { Watch } from "./watch.ts";

const TICK_MS = 250;
const STATUS_EVERY_MS = 5000;
const OPTIONS = { group: "gateway" } as const;

export const service: Service = {
  name: "gateway",
  start(context) {
    const config = readConfig(gatewayTable, context.env);
    const { clock, database, log, metrics, stations } = context;
    const startedMs = clock.nowMs();
    const live = new Live({ silentAfterMs: config.silentAfterS * 1000 });
    const stream = new Stream({
      start: startedMs.toString(36),
      maxClients: config.maxClients,
      maxWaitingBytes: config.clientBufferMb * 1_000_000,
      snapshot: () => ({ ...live.snapshot(), status: status() }),
      nowMs: clock.nowMs,
      log,
      metrics,
    });
    const watch = new Watch(config.watch, clock);
    const status = () => statusOf({ live, watch, startedMs, nowMs: clock.nowMs(), pages: stream.clientCount() });
    const take = (news: News) => {
      stream.send(live.push(news, clock.nowMs()));
      return [];
    };
    for (const station of stations.all()) live.register(station, startedMs);
    stations.onChange((station) => live.register(station, clock.nowMs()));
    const stopping = new AbortController();
    const remembering = rememberEvents({ database, clock, live }, AbortSignal.any([stopping.signal, context.stopping]));
    const timers = [
      clock.every(TICK_MS, () => stream.send(live.tick(clock.nowMs()))),
      clock.every(config.heartbeatS * 1000, () => stream.heartbeat()),
      clock.every(STATUS_EVERY_MS, () => {
        stream.send([{ name: "status", data: status() }]);
        void watch.ask();
      }),
    ];
    void watch.ask();

    return {
      stages: [
        on(inventory, OPTIONS, (station) => {
          stations.accept(station);
          return [];
        }),
        on(motions, OPTIONS, (motion) => take({ kind: "motion", motion })),
        on(healths, OPTIONS, (health) => take({ kind: "health", health })),
        on(edges, OPTIONS, (edge) => take({ kind: "edge", edge })),
        on(picks, OPTIONS, (pick) => take({ kind: "pick", pick })),
        on(events, OPTIONS, (event, { stamps }) => take({ kind: "event", event, stamps })),
        on(contexts, OPTIONS, (found) => take({ kind: "context", context: found })),
        on(alerts, OPTIONS, (batch, { stamps }) =>
          alertsOf(batch).flatMap((alert) => take({ kind: "alert", alert, stamps })),
        ),
        on(deliveries, OPTIONS, (batch, { stamps }) =>
          deliveriesOf(batch).flatMap((delivery) => take({ kind: "delivery", delivery, stamps })),
        ),
      ],
      routes: gatewayRoutes({ live, stream, status, recall: (eventId) => recallEvent(database, eventId) }),
      openPaths: ["/", "/favicon.ico", "/page/", "/assets/"],
      async close() {
        for (const stop of timers) stop();
        stopping.abort();
        stream.close();
        await remembering;
      },
    };
  },
};
