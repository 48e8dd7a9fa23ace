// The system's REST interfaces as the simulators use them: stations, subscriptions, and whether it is still busy.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { eventSchema } from "../shared/contracts/event.ts";
import type { Mode, World } from "../shared/contracts/mode.ts";
import type { Place } from "../shared/seismo/geodesy.ts";

export interface NewSubscription extends Place {
  readonly name: string;
  readonly url: string;
  readonly minimumIntensity: number;
  readonly acceptPreliminary: boolean;
  readonly modes: readonly Mode[];
}

export interface Subscribed {
  readonly subscriptionId: string;
  readonly secret: string;
}

/** One service's address and the token it asks for ("": none). */
export interface Api {
  readonly url: string;
  readonly token: string;
}

const TIMEOUT_MS = 10_000;

/** @throws Error with the service's own words when it refuses or does not answer */
export async function subscribe(api: Api, subscription: NewSubscription): Promise<Subscribed> {
  const answer = await request(api, "POST", "/v1/subscriptions", subscription);
  const [subscriptionId, secret] = [
    Reflect.get(Object(answer), "subscriptionId"),
    Reflect.get(Object(answer), "secret"),
  ];
  if (typeof subscriptionId !== "string" || typeof secret !== "string") {
    throw new Error(`POST ${api.url}/v1/subscriptions: the answer has no subscriptionId and secret; is this Tocsin?`);
  }
  return { subscriptionId, secret };
}

export async function unsubscribe(api: Api, subscriptionId: string): Promise<void> {
  await request(api, "DELETE", `/v1/subscriptions/${subscriptionId}`);
}

/** Removes what an earlier run under this name left behind when it was killed. @returns how many */
export async function unsubscribeAll(api: Api, name: string): Promise<number> {
  const list: unknown = Reflect.get(Object(await request(api, "GET", "/v1/subscriptions")), "subscriptions");
  const left = (Array.isArray(list) ? list : []).filter((one: unknown) => Reflect.get(Object(one), "name") === name);
  for (const one of left) await unsubscribe(api, String(Reflect.get(Object(one), "subscriptionId")));
  return left.length;
}

/** Ids of the stations that are registered in one run. */
export async function stationsOf(api: Api, run: string): Promise<ReadonlySet<string>> {
  const answer = await request(api, "GET", `/api/stations?run=${encodeURIComponent(run)}`);
  const list: unknown = Reflect.get(Object(answer), "stations");
  if (!Array.isArray(list))
    throw new Error(`GET ${api.url}/api/stations: the answer has no stations; is this the gateway?`);
  return new Set(list.map((station: unknown) => String(Reflect.get(Object(station), "stationId"))));
}

const toldSchema = z.object({
  events: z.array(
    z.object({
      eventId: z.string(),
      title: z.string(),
      alertCount: z.number(),
      versions: z.array(eventSchema.pick({ status: true, asOfMs: true, origin: true, magnitude: true })),
    }),
  ),
});
export type ToldEvent = z.output<typeof toldSchema>["events"][number];

/** What the system told in one run, newest events first. @throws Error when the gateway does not answer as one. */
export async function eventsOf(api: Api, { mode, run }: World): Promise<readonly ToldEvent[]> {
  const answer = await request(api, "GET", `/api/events?mode=${mode}&run=${encodeURIComponent(run)}`);
  const parsed = toldSchema.safeParse(answer);
  if (!parsed.success) throw new Error(`GET ${api.url}/api/events: not a list of events; is this the gateway?`);
  return parsed.data.events;
}

/** How many messages the services behind this address have handled; undefined where they do not tell. */
export async function handledMessages({ url }: Api): Promise<number | undefined> {
  try {
    const response = await fetch(new URL("/metrics", url), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const lines = (await response.text()).split("\n").filter((line) => line.startsWith("eew_messages_handled_total"));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
  } catch {
    return undefined;
  }
}

const QUIET_MS = 3000;
const LOOK_EVERY_MS = 250;

/** Resolves when the services have handled nothing for a while, and nothing else was heard of them (`lastNewsMs`, monotonic). */
export async function untilQuiet(
  api: Api,
  of: { readonly withinMs: number; readonly signal: AbortSignal; readonly lastNewsMs?: () => number },
): Promise<void> {
  const startMs = performance.now();
  let [handled, lastWorkMs] = [await handledMessages(api), startMs];
  while (performance.now() < startMs + of.withinMs && !of.signal.aborted) {
    const lastMs = Math.max(lastWorkMs, of.lastNewsMs?.() ?? lastWorkMs);
    if (performance.now() - lastMs >= QUIET_MS) return;
    await sleep(LOOK_EVERY_MS);
    const now = await handledMessages(api);
    if (now !== handled) lastWorkMs = performance.now();
    handled = now;
  }
}

/** @throws Error with the service's own words when it refuses or does not answer */
export async function request(api: Api, method: string, path: string, body?: object): Promise<unknown> {
  const text = await (await answerOf(api, method, path, body)).text();
  return text === "" ? undefined : JSON.parse(text);
}

/** @throws Error with the service's own words when it refuses or does not answer */
export async function answerOf({ url, token }: Api, method: string, path: string, body?: object): Promise<Response> {
  const where = new URL(path, url);
  const response = await fetch(where, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new Error(`${method} ${where.href}: no answer`, { cause });
  });
  if (response.ok) return response;
  throw new Error(`${method} ${where.href}: ${response.status} ${(await response.text()).trim().slice(0, 300)}`);
}
