// The webhooks of the rehearsed earthquake, at the start: sent by the code that sends real ones, to a listener of its own on
// loopback, so that the first alarm of a process finds that code compiled too.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../shared/runtime/clock.ts";
import { reasonOf } from "../../shared/runtime/errors.ts";
import type { Log } from "../../shared/runtime/log.ts";
import { createMetrics } from "../../shared/runtime/metrics.ts";
import type { ShakingModel } from "../../shared/seismo/shakingModel.ts";
import { Deliverer } from "./deliver.ts";
import { createGuard } from "./guard.ts";
import { rehearse, rehearsedVersions } from "./rehearsal.ts";
import { WebhookClient } from "./webhook.ts";

const SUBSCRIBERS = 40;
const HOST = "127.0.0.1";
const TIMEOUT_MS = 2000;
const CONNECTIONS = 10;

let isWarm = false;

export interface DeliveryWarmUpDeps {
  readonly model: ShakingModel;
  readonly clock: Clock;
  readonly log: Log;
}

/** Never rejects: without it the first webhooks take longer. @returns how many were taken, the first time in a process */
export async function warmUpDelivery(deps: DeliveryWarmUpDeps): Promise<number> {
  if (isWarm) return 0;
  isWarm = true;
  try {
    return await deliverAll(deps);
  } catch (error) {
    deps.log.warn({ reason: reasonOf(error) }, "webhooks not rehearsed: the first may take longer");
    return 0;
  }
}

async function deliverAll({ model, clock }: DeliveryWarmUpDeps): Promise<number> {
  let taken = 0;
  const listener = createServer((request, response) => {
    taken += 1;
    request.resume().on("end", () => response.writeHead(204).end());
  });
  await once(listener.unref().listen(0, HOST), "listening");
  const { port } = listener.address() as AddressInfo;
  const { places, batchesOf } = rehearse({ model, clock }, { count: SUBSCRIBERS, url: `http://${HOST}:${port}/` });
  const nothing = async () => undefined;
  const of = (subscriptionId: string) => places.of(subscriptionId)?.subscription;
  const client = new WebhookClient({
    ...{ guard: createGuard(HOST), clock, timeoutMs: TIMEOUT_MS, connectionsPerOrigin: CONNECTIONS },
  });
  const subscriptions = { of, disable: nothing, loaded: nothing, refresh: nothing };
  const deliverer = new Deliverer({ client, clock, metrics: createMetrics(), subscriptions });
  try {
    for (const version of rehearsedVersions()) {
      await Promise.all(batchesOf(version).map((batch) => deliverer.deliverBatch(batch, {})));
    }
  } finally {
    client.close();
    listener.close();
    listener.closeAllConnections();
  }
  return taken;
}
