// Tells the operator how old the last heartbeat of the alarm path is: metrics, and a line in the log when it goes down or back.
import { pulses } from "../contracts/pulse.ts";
import { routeOf, type ServiceName } from "../contracts/topics.ts";
import { openAlarmPath } from "./alarmPath.ts";
import { type Context, on, type Stage } from "./service.ts";

const LOOK_EVERY_MS = 1000;
const AGE_HELP = "Since the newest heartbeat of the worst partition set out";

export interface AlarmPathWatch {
  readonly stages: readonly Stage[];
  close(): void;
}

/** For the service where heartbeats end, every replica of it; nothing for the others, or when heartbeats are turned off. */
export function watchAlarmPath(service: ServiceName, context: Context): AlarmPathWatch {
  const path = routeOf(pulses.name).from.includes(service) ? openAlarmPath(context) : undefined;
  if (path === undefined) return { stages: [], close: () => undefined };
  const { clock, log, metrics } = context;
  let downSinceMs: number | undefined;

  const look = (): void => {
    const { ageMs, isDown, overdue, tookMs } = path.state(clock.nowMs());
    // Who dies again and again before a heartbeat can be overdue must not say that all is well.
    if (tookMs === null && !isDown) return;
    metrics.gauge("eew_alarm_path_heartbeat_age_seconds", AGE_HELP, ageMs / 1000);
    metrics.gauge("eew_alarm_path_down", "1 when no heartbeat came through the alarm path in time", isDown ? 1 : 0);
    if (isDown && downSinceMs === undefined) {
      downSinceMs = clock.monotonicMs();
      log.warn({ ageMs, partitions: overdue }, "alarm path down: no heartbeat comes through");
    } else if (!isDown && downSinceMs !== undefined) {
      log.info({ tookMs, wasDownMs: clock.monotonicMs() - downSinceMs }, "alarm path is back");
      downSinceMs = undefined;
    }
  };
  const stage = on(pulses, { group: service }, (pulse) => {
    path.push(pulse, clock.nowMs());
    return [];
  });
  return { stages: [stage], close: clock.every(LOOK_EVERY_MS, look) };
}
