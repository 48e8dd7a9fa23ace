// The two live streams of a gateway, the page's and that of public alerts alone, with what beats in them.
import type { Context } from "../../shared/runtime/service.ts";
import { AlertBoard } from "./alertBoard.ts";
import type { Live } from "./live.ts";
import type { Status } from "./status.ts";
import { Stream } from "./stream.ts";

export interface StreamsConfig {
  readonly maxClients: number;
  readonly heartbeatS: number;
  readonly clientBufferMb: number;
}

export interface Streams {
  readonly stream: Stream;
  /** Public alerts alone, for machines and other pages. */
  readonly alertStream: Stream;
  readonly alertBoard: AlertBoard;
  close(): void;
}

const TICK_MS = 250;
const STATUS_EVERY_MS = 5000;

export interface Shown {
  readonly live: Live;
  readonly status: () => Status;
  readonly startedMs: number;
}

export function openStreams(context: Context, config: StreamsConfig, { live, status, startedMs }: Shown): Streams {
  const { clock, log, metrics } = context;
  const { maxClients, heartbeatS, clientBufferMb } = config;
  const common = {
    ...{ start: startedMs.toString(36), maxClients, heartbeatS, maxWaitingBytes: clientBufferMb * 1_000_000 },
    ...{ nowMs: clock.nowMs, log, metrics },
  };
  const alertBoard = new AlertBoard();
  const stream = new Stream({
    ...common,
    label: "page",
    snapshot: () => ({ ...live.snapshot(), status: status() }),
  });
  const alertStream = new Stream({
    ...common,
    label: "alerts",
    snapshot: () => alertBoard.snapshot(clock.nowMs()),
  });
  const timers = [
    clock.every(TICK_MS, () => stream.send(live.tick(clock.nowMs()))),
    clock.every(heartbeatS * 1000, () => {
      stream.heartbeat();
      alertStream.heartbeat();
    }),
    clock.every(STATUS_EVERY_MS, () => stream.send([{ name: "status", data: status() }])),
  ];
  return {
    ...{ stream, alertStream, alertBoard },
    close() {
      for (const stop of timers) stop();
      stream.close();
      alertStream.close();
    },
  };
}
