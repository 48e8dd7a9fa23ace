// Every service that answers over HTTP, in one process as `npm start` runs them; with an earthquake in it, somebody who was
// told, and keys of every kind.
import type { Router } from "express";
import { service as alarm } from "../../services/alarm/service.ts";
import { service as catalogue } from "../../services/catalogue/service.ts";
import { service as gateway } from "../../services/gateway/service.ts";
import { events, type SeismicEvent } from "../../shared/contracts/event.ts";
import { inventory } from "../../shared/contracts/station.ts";
import { ApiKeys } from "../../shared/runtime/apiKeys.ts";
import { memoryBus } from "../../shared/runtime/busMemory.ts";
import { connectDatabase } from "../../shared/runtime/connectDatabase.ts";
import { Unavailable } from "../../shared/runtime/errors.ts";
import { openHttp } from "../../shared/runtime/http.ts";
import { createMetrics } from "../../shared/runtime/metrics.ts";
import type { Scope } from "../../shared/runtime/principal.ts";
import { documentsOf } from "../../shared/runtime/processApi.ts";
import { type RunningService, runService } from "../../shared/runtime/run.ts";
import { out } from "../../shared/runtime/service.ts";
import { memoryStore } from "../../shared/runtime/storeMemory.ts";
import { eventually } from "../poll.ts";
import {
  anEvent,
  fastClock as clock,
  LOOPBACK,
  quiet as log,
  ok,
  openEndpoint,
  type Received,
} from "../services/alarm/fixtures.ts";

export const TOKEN = "the-operators-token";
const SERVICES = [gateway, catalogue, alarm];
const STATION = {
  ...{ mode: "live" as const, run: "", stationId: "CI_LRL", name: "Laurel", latitudeDeg: 35.48, longitudeDeg: -117.68 },
  ...{ elevationM: 1340, sampleRateHz: 100 },
  updatedMs: 1,
};
const CHANNELS = [{ code: "HNZ", component: "Z" as const, unit: "m/s2" as const, sensitivity: 1 }];

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Unless said otherwise by the operator, as JSON. */
export interface Sent {
  readonly token?: string;
  readonly body?: unknown;
  readonly type?: string;
}

export interface Interface {
  readonly routers: readonly Router[];
  readonly endpointUrl: string;
  /** What that endpoint was sent. */
  readonly received: readonly Received[];
  /** Of whoever was told of the earthquake. */
  readonly subscriptionId: string;
  call(method: string, path: string, options?: Sent): Promise<Reply>;
  publish(event: SeismicEvent): Promise<void>;
  keyOf(scopes: readonly Scope[], ownerId?: string): Promise<{ readonly keyId: string; readonly text: string }>;
  /** Until the promise is settled nobody reaches the database. */
  withoutDatabase<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openInterface(): Promise<Interface> {
  const endpoint = await openEndpoint(ok);
  const database = await connectDatabase("sqlite::memory:", { log });
  const [bus, store, metrics] = [memoryBus({ clock }), memoryStore(clock), createMetrics()];
  let isDown = false;
  const reach = async () => {
    if (isDown) throw new Unavailable("database: connection refused");
    return database;
  };
  const keys = new ApiKeys({ database: reach, clock, log });
  await keys.refresh();
  const running: RunningService[] = [];
  const http = await openHttp({
    ...{ host: "127.0.0.1", port: 0, token: TOKEN, publicRead: false, keys, ratePerS: 1000, burst: 10_000 },
    ...{ log, metrics, clock, notReady: async () => undefined },
    routers: () => running.flatMap((each) => each.running.routes ?? []),
    openPaths: () => running.flatMap((each) => each.running.openPaths ?? []),
    documents: documentsOf(() => running.map((each) => each.running)),
  });
  const deps = { bus, store, clock, log, metrics, partitions: 1, keys, onBug: () => false };
  const env = { ALARM_ALLOW_PRIVATE: LOOPBACK };
  for (const service of SERVICES) running.push(await runService(service, { ...deps, env, database: reach }));

  const call: Interface["call"] = async (method, path, { token = TOKEN, body, type = "application/json" } = {}) => {
    const response = await fetch(http.url + path, {
      method: method.toUpperCase(),
      headers: {
        ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": type }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
    if (isStream) await response.body?.cancel();
    const text = isStream ? "" : await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };

  const place = { latitudeDeg: 35.53, longitudeDeg: -118, minimumIntensity: 4 };
  const { body } = await call("POST", "/v1/subscriptions", { body: { name: "told", url: endpoint.url, ...place } });
  const subscriptionId = String(Reflect.get(Object(body), "subscriptionId"));
  const told = `/v1/subscriptions/${subscriptionId}/deliveries`;
  const envelope = { id: "1", source: "test", timeMs: clock.nowMs(), stamps: {} };
  await bus.publish(out(inventory, { ...STATION, channels: CHANNELS }), envelope);
  const publish = (event: SeismicEvent) => bus.publish(out(events, event), envelope);
  await publish(anEvent());
  await eventually("the alarm is delivered", async () => /alarm\.issued/.test(JSON.stringify(await call("GET", told))));
  await bus.idle();

  return {
    routers: running.flatMap((each) => each.running.routes ?? []),
    endpointUrl: endpoint.url,
    received: endpoint.received,
    subscriptionId,
    ...{ call, publish },
    async keyOf(scopes, ownerId = "acme") {
      const { key, text } = await keys.make({ ownerId, name: "test", scopes, expiresMs: null });
      return { keyId: key.keyId, text };
    },
    async withoutDatabase(work) {
      isDown = true;
      try {
        return await work();
      } finally {
        isDown = false;
      }
    },
    async close() {
      for (const each of running) await each.close();
      await http.close();
      await bus.close();
      await endpoint.close();
      await database.close();
    },
  };
}
