// Stand-ins of the outside for the alarm's tests: an event, a subscription, endpoints on loopback, a clock that runs faster.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Decision, decide, type Told } from "../../../services/alarm/decide.ts";
import { Deliverer } from "../../../services/alarm/deliver.ts";
import { Forecast } from "../../../services/alarm/forecast.ts";
import { createGuard } from "../../../services/alarm/guard.ts";
import { Headlines } from "../../../services/alarm/headlines.ts";
import { placedOf } from "../../../services/alarm/placed.ts";
import { STANDARD_SETTINGS, type Subscription } from "../../../services/alarm/subscription.ts";
import { WebhookClient } from "../../../services/alarm/webhook.ts";
import { type Alert, type AlertBatch, newsOf } from "../../../shared/contracts/alert.ts";
import { type Delivery, deliveries, deliveriesOf } from "../../../shared/contracts/delivery.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Stamps } from "../../../shared/contracts/topic.ts";
import { type Clock, systemClock } from "../../../shared/runtime/clock.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import { IPE } from "../../../shared/seismo/shakingModel.ts";

export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const LOOPBACK = "127.0.0.1/32";
export const quiet = openLog({ level: "fatal", service: "test", to: "/dev/null" });

/** M6.5, 10 km deep, at 35° N 118° W; seen 6 s after the origin. */
export function anEvent(over: Partial<SeismicEvent> = {}): SeismicEvent {
  return {
    mode: "live",
    run: "",
    eventId: "live-20260101T000000-aa",
    version: 1,
    status: "confirmed",
    asOfMs: 1_767_225_606_000,
    origin: {
      timeMs: 1_767_225_600_000,
      latitudeDeg: 35,
      longitudeDeg: -118,
      depthKm: 10,
      timeUncertaintyS: 0.3,
      horizontalUncertaintyKm: 3,
      depthUncertaintyKm: 5,
      covarianceKm2: [5, 0, 4],
      azimuthalGapDeg: 90,
      rmsS: 0.2,
    },
    magnitude: { value: 6.5, type: "Mpd", uncertainty: 0.3, stationCount: 6 },
    likelihood: 0.97,
    arrivals: [],
    observed: [],
    contours: [],
    evidence: [],
    reason: "new",
    ...over,
  };
}

/** A place 60 km north of the event: intensity 5.6 is expected there, S about 17 s after the origin. */
export function aSubscription(over: Partial<Subscription> = {}): Subscription {
  return {
    ...STANDARD_SETTINGS,
    subscriptionId: "sub_1",
    ownerId: "",
    failingSinceMs: null,
    name: "lift 1",
    url: "http://127.0.0.1:9/hook",
    secret: SECRET,
    latitudeDeg: 35.53,
    longitudeDeg: -118,
    vs30Mps: null,
    minimumIntensity: 4,
    acceptPreliminary: false,
    modes: ["live"],
    createdMs: 1,
    updatedMs: 1,
    disabledMs: null,
    disabledReason: "",
    ...over,
  };
}

export function magnitude(value: number): Pick<SeismicEvent, "magnitude"> {
  return { magnitude: { ...anEvent().magnitude, value } };
}

/** What is decided for one subscriber where nothing else is said: by the relation of intensity, nothing told before. */
export function decided(event: SeismicEvent, subscription = aSubscription(), told?: Told, model = IPE): Decision {
  return decide({
    event,
    forecast: new Forecast(event, model),
    headlines: new Headlines(event),
    placed: placedOf(subscription),
    told,
  });
}

export function anAlert(over: Partial<SeismicEvent> = {}, subscription = aSubscription(), model = IPE): Alert {
  const event = anEvent(over);
  const decision = decided(event, subscription, undefined, model);
  if (decision.kind !== "notify") throw new Error(`the fixture was held: ${decision.reason}`);
  const { mode, run, eventId, version, status, asOfMs, origin, magnitude, likelihood } = event;
  return { mode, run, eventId, version, status, asOfMs, origin, magnitude, likelihood, ...decision.alert };
}

/** Everything waits a twentieth of the time; wall time stays right, since signatures carry it. */
export const fastClock = clockOf(20);

export function clockOf(speed: number): Clock {
  return {
    nowMs: () => systemClock.nowMs(),
    monotonicMs: () => systemClock.monotonicMs() * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
    every: (ms, task) => systemClock.every(ms / speed, task),
  };
}

/** The batches in which the dispatcher would send these. */
/** Alerts about one version, at most 50 a batch. */
export function inBatches(about: readonly Alert[]): AlertBatch[] {
  const batches: AlertBatch[] = [];
  for (let from = 0; from < about.length; from += 50) {
    const some = about.slice(from, from + 50);
    const [first] = some;
    if (first !== undefined) batches.push({ ...newsOf(first), alerts: some.map(ownOf) });
  }
  return batches;
}

function ownOf(alert: Alert): AlertBatch["alerts"][number] {
  const news: ReadonlySet<string> = new Set(Object.keys(newsOf(alert)));
  return Object.fromEntries(Object.entries(alert).filter(([key]) => !news.has(key))) as AlertBatch["alerts"][number];
}

export interface Received {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface Endpoint {
  readonly url: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

export type Behave = (response: ServerResponse, nth: number, request: Received, raw: IncomingMessage) => void;

/** An endpoint on a free port that notes every request, headers and body, and then behaves as told. */
export async function openEndpoint(behave: Behave): Promise<Endpoint> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => undefined);
    request.on("end", () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const note = { path: request.url ?? "", headers, body: Buffer.concat(chunks).toString("utf8") };
      received.push(note);
      behave(response, received.length, note, request);
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export const ok: Behave = (response) => void response.writeHead(204).end();
export const hang: Behave = () => undefined;

export interface ReplicaOptions {
  readonly clock: Clock;
  readonly subscriptions: readonly Subscription[];
  readonly timeoutMs?: number;
}

/** A replica that delivers, and the subscribers it knows; who is switched off is known no more. */
export function openReplica({ clock, subscriptions, timeoutMs = 2500 }: ReplicaOptions) {
  const known = new Map(subscriptions.map((each) => [each.subscriptionId, each]));
  const disabled: string[] = [];
  const [metrics, stopping] = [createMetrics(), new AbortController()];
  const client = new WebhookClient({ guard: createGuard(LOOPBACK), clock, timeoutMs, connectionsPerOrigin: 8 });
  const deliverer = new Deliverer({
    ...{ client, clock, metrics, stopping: stopping.signal },
    subscriptions: {
      of: (id) => known.get(id),
      loaded: async () => undefined,
      refresh: async () => undefined,
      disable: async (id) => {
        disabled.push(id);
        known.delete(id);
      },
    },
  });
  return { deliverer, disabled, metrics, known, stopping };
}

/** One alert until it is settled, by the lane that waits for that. @throws Unavailable when the process stops before. */
export async function deliverOne(deliverer: Deliverer, alert: Alert, stamps: Stamps): Promise<Delivery> {
  const batch = { ...newsOf(alert), alerts: [{ ...ownOf(alert), attempts: [] }] };
  const [effect] = await deliverer.resume(batch, stamps);
  const [delivery] = effect !== undefined && "topic" in effect ? deliveriesOf(deliveries.decode(effect.body)) : [];
  if (delivery === undefined) throw new Error(`${alert.alertId}: settled without a receipt`);
  return delivery;
}
