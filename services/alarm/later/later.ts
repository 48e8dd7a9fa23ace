// What comes after the alarm, wiring only: information, notices, verdicts, heartbeats, health of endpoints, retention.
import type { Router } from "express";
import { contexts } from "../../../shared/contracts/context.ts";
import type { Audit } from "../../../shared/runtime/audit.ts";
import type { Values } from "../../../shared/runtime/config.ts";
import { type Context, on, type Stage } from "../../../shared/runtime/service.ts";
import type { alarmTable } from "../config.ts";
import { found } from "../found.ts";
import type { Guard } from "../guard.ts";
import type { Repository } from "../repository.ts";
import type { Subscriptions } from "../subscriptions.ts";
import { WebhookClient } from "../webhook.ts";
import { EndpointHealth } from "./endpointHealth.ts";
import { FailingRows } from "./failingRows.ts";
import { Heartbeat } from "./heartbeat.ts";
import { LaterQueue } from "./laterQueue.ts";
import { LaterRows } from "./laterRows.ts";
import { Notices } from "./notices.ts";
import { Retention } from "./retention.ts";
import { laterRoutes } from "./routes.ts";
import { hasVerdict } from "./verdictMessage.ts";
import { Verdicts } from "./verdicts.ts";

export interface LaterDeps {
  readonly context: Pick<Context, "clock" | "log" | "metrics" | "instance" | "store" | "stopping">;
  readonly config: Values<(typeof alarmTable)["settings"]>;
  readonly repository: Repository;
  readonly subscriptions: Subscriptions;
  readonly guard: Guard;
  /** The alarms' own: a heartbeat keeps the connection open that an alarm will take. */
  readonly client: WebhookClient;
  readonly audit: Pick<Audit, "note">;
}

export interface Later {
  readonly routes: Router;
  readonly health: EndpointHealth;
  readonly stages: readonly Stage[];
  close(): Promise<void>;
}

const H_MS = 3_600_000;

export function startLater(deps: LaterDeps): Later {
  const { context, config, repository, subscriptions, guard, client, audit } = deps;
  const { clock, log, metrics, instance, store, stopping } = context;
  const rows = new LaterRows(repository);
  // Patient, and with connections of its own: no alarm waits for one that information holds.
  const { laterTimeoutMs: timeoutMs, laterAtOnce: mostAtOnce } = config;
  const patient = new WebhookClient({ guard, clock, timeoutMs, connectionsPerOrigin: mostAtOnce });
  const disableAfterMs = config.disableAfterH * H_MS;
  const health = new EndpointHealth({ rows: new FailingRows(repository), clock, log, subscriptions, disableAfterMs });
  const base = { rows, clock, log, metrics, subscriptions, health };
  const queue = new LaterQueue({ ...base, client: patient, instance, pollMs: config.laterPollMs, mostAtOnce });
  const queued = () => queue.wake();
  const notices = new Notices({ ...base, queued });
  const verdicts = new Verdicts({ ...base, repository, store, stopping, queued });
  const heartbeat = new Heartbeat({ ...base, client, periodMs: config.heartbeatS * 1000 });
  const retention = new Retention({ rows, clock, log, keepMs: config.keepDays * 24 * H_MS });
  subscriptions.onDisabled((subscription, reason) => notices.push(subscription, reason));
  for (const part of [health, queue, notices, heartbeat, retention]) part.start();
  return {
    routes: laterRoutes({
      ...{ ...base, client: patient, queued, audit },
      found: (request, response) => found({ subscriptions }, request, response),
    }),
    health,
    stages: [
      on(contexts, { group: "alarm", prefetch: config.prefetch }, async (context) => {
        if (hasVerdict(context)) await verdicts.tell(context);
        return [];
      }),
    ],
    async close() {
      heartbeat.close();
      retention.close();
      await Promise.all([queue.close(), notices.close(), health.close()]);
      patient.close();
    },
  };
}
