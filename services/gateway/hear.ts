// What the gateway hears on the bus, and where it goes: every replica hears everything. It says nothing but `recall.v1`.
import { alerts, alertsOf } from "../../shared/contracts/alert.ts";
import { bulletins } from "../../shared/contracts/bulletin.ts";
import { contexts } from "../../shared/contracts/context.ts";
import { deliveries, deliveriesOf } from "../../shared/contracts/delivery.ts";
import { edges } from "../../shared/contracts/edge.ts";
import { events } from "../../shared/contracts/event.ts";
import { healths } from "../../shared/contracts/health.ts";
import { worldKey } from "../../shared/contracts/mode.ts";
import { motions } from "../../shared/contracts/motion.ts";
import { packets } from "../../shared/contracts/packet.ts";
import { picks } from "../../shared/contracts/pick.ts";
import { pulses } from "../../shared/contracts/pulse.ts";
import { backfills } from "../../shared/contracts/recall.ts";
import { inventory } from "../../shared/contracts/station.ts";
import { trusts } from "../../shared/contracts/trust.ts";
import type { AlarmPath } from "../../shared/runtime/alarmPath.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { on, type Stage } from "../../shared/runtime/service.ts";
import type { StationDirectory } from "../../shared/runtime/stations.ts";
import type { AlertBoard } from "./alertBoard.ts";
import type { Live, News } from "./live.ts";
import type { Delays } from "./operations/delays.ts";
import type { Stream } from "./stream.ts";
import { pickView } from "./view.ts";
import type { Waveforms } from "./waveform/waveforms.ts";

const OPTIONS = { group: "gateway" } as const;

export interface Hearing {
  readonly stations: StationDirectory;
  readonly clock: Clock;
  readonly live: Live;
  readonly stream: Stream;
  readonly alertBoard: AlertBoard;
  readonly alertStream: Stream;
  /** Undefined when heartbeats are turned off. */
  readonly alarmPath: AlarmPath | undefined;
  readonly delays: Delays;
  readonly waveforms: Waveforms;
}

export function stagesOf(hearing: Hearing): readonly Stage[] {
  const { stations, clock, live, stream, alertBoard, alertStream, alarmPath, delays, waveforms } = hearing;
  const take = (news: News) => {
    stream.send(live.push(news, clock.nowMs()));
    return [];
  };
  return [
    on(inventory, OPTIONS, (station) => {
      stations.accept(station);
      return [];
    }),
    on(motions, OPTIONS, (motion) => take({ kind: "motion", motion })),
    on(healths, OPTIONS, (health) => {
      waveforms.health(health);
      return take({ kind: "health", health });
    }),
    on(trusts, OPTIONS, (trust) => take({ kind: "trust", trust })),
    on(edges, OPTIONS, (edge) => take({ kind: "edge", edge })),
    on(picks, OPTIONS, (pick) => {
      waveforms.pick(pickView(pick, worldKey(pick)));
      return take({ kind: "pick", pick });
    }),
    on(packets, { ...OPTIONS, prefetch: 20, keys: waveforms.keys }, (batch) => {
      waveforms.take(batch);
      return [];
    }),
    on(backfills, OPTIONS, async (batch) => {
      await waveforms.takePast(batch);
      return [];
    }),
    on(events, OPTIONS, (event, { stamps }) => {
      delays.push(events.name, event.mode, stamps);
      return take({ kind: "event", event, stamps });
    }),
    on(contexts, OPTIONS, (found) => take({ kind: "context", context: found })),
    on(alerts, OPTIONS, (batch, { stamps }) => {
      delays.push(alerts.name, batch.mode, stamps);
      return alertsOf(batch).flatMap((alert) => take({ kind: "alert", alert, stamps }));
    }),
    on(bulletins, OPTIONS, (bulletin) => {
      alertStream.send(alertBoard.push(bulletin, clock.nowMs()));
      return [];
    }),
    on(pulses, OPTIONS, (pulse) => {
      const nowMs = clock.nowMs();
      alarmPath?.push(pulse, nowMs);
      if (alarmPath !== undefined) stream.send([{ name: "path", data: { nowMs, ...alarmPath.state(nowMs) } }]);
      return [];
    }),
    on(deliveries, OPTIONS, (batch, { stamps }) => {
      const told = deliveriesOf(batch);
      if (told.some(({ outcome }) => outcome === "delivered")) delays.push(deliveries.name, batch.mode, stamps);
      return told.flatMap((delivery) => take({ kind: "delivery", delivery, stamps }));
    }),
  ];
}
