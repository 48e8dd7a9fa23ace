// Alarm dispatch, wiring only: events → decisions → alerts → signed webhooks → receipts; and the subscriptions' interface.
import { Router } from "express";
import { alerts, retries } from "../../shared/contracts/alert.ts";
import { bulletins } from "../../shared/contracts/bulletin.ts";
import { deliveries, deliveriesOf } from "../../shared/contracts/delivery.ts";
import { events } from "../../shared/contracts/event.ts";
import { Audit } from "../../shared/runtime/audit.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { type Context, on, type Running, type Service } from "../../shared/runtime/service.ts";
import { BSSA14, IPE } from "../../shared/seismo/shakingModel.ts";
import { alarmApi } from "./api/alarmApi.ts";
import { alarmTable } from "./config.ts";
import { Deliverer } from "./deliver.ts";
import { Dispatcher } from "./dispatch.ts";
import { createGuard } from "./guard.ts";
import { History } from "./history.ts";
import { keyRoutes } from "./keys/routes.ts";
import { startLater } from "./later/later.ts";
import { alarmChannels } from "./mqtt/channels.ts";
import { openAlarmOutlet } from "./mqtt/open.ts";
import { openPublicOutlets } from "./outlets/open.ts";
import { MOST_AT_ONCE, Recorder } from "./recorder.ts";
import { Repository } from "./repository.ts";
import { alarmRoutes } from "./routes.ts";
import { Subscriptions } from "./subscriptions.ts";
import { warmUp } from "./warmUp.ts";
import { warmUpDelivery } from "./warmUpDelivery.ts";
import { WebhookClient } from "./webhook.ts";

export const service: Service = { name: "alarm", takesKeys: true, start };

function start(context: Context): Running {
  const config = readConfig(alarmTable, context.env);
  const { clock, log, metrics, store, stopping } = context;
  const guard = createGuard(config.allowPrivate);
  const { attemptTimeoutMs: timeoutMs, connectionsPerOrigin } = config;
  const client = new WebhookClient({ guard, clock, timeoutMs, connectionsPerOrigin });
  const repository = new Repository({ database: context.database, clock });
  const { refreshMs, mostPerOwner } = config;
  const subscriptions = new Subscriptions({ repository, clock, log, metrics, refreshMs });
  const recorder = new Recorder({ repository, clock });
  const history = new History();
  const model = config.groundMotion === "bssa14" ? BSSA14 : IPE;
  const dispatcher = new Dispatcher({ subscriptions, history, store, clock, metrics, model });
  const audit = new Audit({ database: context.database, clock, log });
  const later = startLater({ context, config, repository, subscriptions, guard, client, audit });
  const { health } = later;
  const deliverer = new Deliverer({ client, clock, metrics, subscriptions, health, stopping });
  const { keys } = context;
  const outlet = openAlarmOutlet(config, context, model);
  const publicly = openPublicOutlets(config, context, model);
  const lane = { group: "alarm", prefetch: config.prefetch } as const;
  subscriptions.start();
  warmUp(model, clock);
  void warmUpDelivery({ model, clock, log });

  return {
    stages: [
      on(events, { group: "alarm" }, (event) => publicly.withBulletin(dispatcher.dispatch(event), event)),
      on(alerts, lane, (batch, { stamps }) => deliverer.deliverBatch(batch, stamps)),
      on(retries, lane, (batch, { stamps }) => deliverer.resume(batch, stamps)),
      on(bulletins, { group: "alarm" }, async (bulletin) => {
        await Promise.all([outlet?.tell(bulletin), publicly.issue(bulletin)]);
        return [];
      }),
      on(deliveries, { group: "alarm", prefetch: MOST_AT_ONCE }, async (batch) => {
        await Promise.all(deliveriesOf(batch).map((delivery) => recorder.record(delivery)));
        return [];
      }),
      ...later.stages,
    ],
    routes: Router().use(
      publicly.routes,
      // What comes later first: below its own paths the other one answers for all.
      later.routes,
      alarmRoutes({ repository, subscriptions, history, model, client, guard, clock, log, audit, mostPerOwner }),
      ...(keys === undefined ? [] : [keyRoutes({ keys, audit, clock, log })]),
    ),
    openPaths: publicly.openPaths,
    api: alarmApi,
    channels: alarmChannels,
    notReady: () => subscriptions.notReady(),
    async close() {
      subscriptions.close();
      await Promise.all([later.close(), deliverer.close()]);
      await outlet?.close();
    },
  };
}
