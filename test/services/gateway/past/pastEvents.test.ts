// Past events over REST: filters, pages in order without holes or repeats, and what became of their alerts.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { service } from "../../../../services/gateway/service.ts";
import { contexts } from "../../../../shared/contracts/context.ts";
import { events, type SeismicEvent } from "../../../../shared/contracts/event.ts";
import { Unavailable } from "../../../../shared/runtime/errors.ts";
import { type Bench, startOnBench } from "../../catalogue/context.ts";
import { serve } from "../../catalogue/serve.ts";
import { aContext, aDelivery, anEvent, magnitude, ORIGIN_MS, origin } from "../messages.ts";

let bench: Bench;
let http: Awaited<ReturnType<typeof serve>>;

async function start(options: Parameters<typeof startOnBench>[1] = {}): Promise<void> {
  bench = await startOnBench(service, options);
  http = await serve(bench.running.routes ?? (() => expect.unreachable())());
}
beforeEach(() => start());
afterEach(async () => {
  await bench.running.close?.();
  await http.close();
});

async function keep(event: SeismicEvent, place = ""): Promise<void> {
  const { query } = await bench.context.database();
  const { eventId, version, mode, run, status, origin: at } = event;
  await query
    .insertInto("event_version")
    .values({
      ...{ event_id: eventId, version, mode, run, status, origin_time_ms: Math.round(at.timeMs) },
      ...{ latitude_deg: at.latitudeDeg, longitude_deg: at.longitudeDeg, depth_km: at.depthKm },
      ...{ magnitude: event.magnitude.value, body: JSON.stringify(event) },
    })
    .execute();
  if (place === "") return;
  const body = JSON.stringify(aContext({ eventId, version, mode, run, place }));
  await query.insertInto("event_context").values({ event_id: eventId, version, body }).execute();
}

const HOUR_MS = 3_600_000;

function ofLongAgo(hours: number, changes: Partial<SeismicEvent> = {}): SeismicEvent {
  const at = { ...origin, timeMs: ORIGIN_MS - hours * HOUR_MS };
  return anEvent({ eventId: `old-${hours}`, status: "final", origin: at, ...changes });
}

interface Page {
  readonly events: { readonly eventId: string; readonly title: string; readonly alertCount: number }[];
  readonly next: string | null;
  readonly complete: boolean;
}

async function page(query = ""): Promise<Page> {
  const answer = await fetch(`${http.url}/api/events?${query}`);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as Page;
}
const idsOf = (given: Page) => given.events.map(({ eventId }) => eventId);

describe("events of long ago", () => {
  test("come page by page, newest first, each once, with those in memory among them", async () => {
    for (let hours = 1; hours <= 7; hours += 1) await keep(ofLongAgo(hours));
    // At the same moment as another, in memory and in the database.
    await keep(ofLongAgo(3, { eventId: "old-3-twin" }));
    await bench.send(events, ofLongAgo(3));
    await bench.send(events, anEvent());
    const seen: string[] = [];
    let next: string | null = "";
    for (let pages = 0; next !== null && pages < 9; pages += 1) {
      const answer: Page = await page(`limit=2${next === "" ? "" : `&before=${encodeURIComponent(next)}`}`);
      seen.push(...idsOf(answer));
      next = answer.next;
    }
    const old = ["old-1", "old-2", "old-3", "old-3-twin", "old-4", "old-5", "old-6", "old-7"];
    expect(seen).toEqual([anEvent().eventId, ...old]);
  });

  test("are found by world, status, size, time, neighbourhood and words of their title", async () => {
    await keep(ofLongAgo(1, { magnitude: { ...magnitude, value: 3.1 } }), "12 km N of Oaxaca");
    await keep(ofLongAgo(2, { mode: "drill", run: "tuesday" }), "28 km SW of Petatlán");
    await keep(ofLongAgo(3, { status: "cancelled" }), "5 km E of Puebla");
    const far = { ...origin, timeMs: ORIGIN_MS - 4 * HOUR_MS, latitudeDeg: 16.9, longitudeDeg: -99.8 };
    await keep(ofLongAgo(4, { origin: far }), "3 km S of Acapulco");
    for (const [asked, wanted] of [
      ["mode=drill", ["old-2"]],
      ["mode=drill&run=monday", []],
      ["status=cancelled", ["old-3"]],
      ["minMagnitude=4", ["old-2", "old-3", "old-4"]],
      [`fromMs=${ORIGIN_MS - 3.5 * HOUR_MS}&toMs=${ORIGIN_MS - 1.5 * HOUR_MS}`, ["old-2", "old-3"]],
      ["latitudeDeg=16.8&longitudeDeg=-99.9&radiusKm=50", ["old-4"]],
      ["text=acapulco", ["old-4"]],
      ["text=drill", ["old-2"]],
      ["text=atlantis", []],
    ] as const) {
      expect(idsOf(await page(asked)), asked).toEqual(wanted);
    }
    const [drill] = (await page("mode=drill")).events;
    expect(drill?.title).toBe("DRILL: M 5.3, 28 km SW of Petatlán");
    expect((await page("status=cancelled")).events[0]?.title).toMatch(/^CANCELLED: /);
  });

  test.each([
    ["latitudeDeg=16.8", "longitudeDeg: got nothing, want a number from -180 to 180"],
    ["before=yesterday", 'before: got "yesterday", want what the page before calls next'],
    ["status=over", 'status: got "over", want preliminary, confirmed, final, cancelled'],
    ["limit=0", 'limit: got "0", want a number from 1 to 200'],
    ["world=live", /^world: no such parameter; there are: mode, run, status/],
  ])("%s is refused and says what is wanted", async (query, message) => {
    const answer = await fetch(`${http.url}/api/events?${query}`);
    const { error } = (await answer.json()) as { error: { message: string } };
    expect(answer.status).toBe(400);
    expect(error.message).toMatch(message);
  });

  test("one that is known newer than it is kept is not told as it was", async () => {
    const confirmed = ofLongAgo(1, { status: "confirmed" });
    await keep(confirmed);
    const sooner = { ...origin, timeMs: confirmed.origin.timeMs + 2000 };
    await bench.send(events, ofLongAgo(1, { version: 2, status: "cancelled", origin: sooner }));
    expect(idsOf(await page("status=confirmed"))).toEqual([]);
    expect(idsOf(await page("status=cancelled"))).toEqual(["old-1"]);
    expect(idsOf(await page(`before=${Math.round(sooner.timeMs)}~old-1`))).toEqual([]);
  });

  test("a gateway without a database tells those in memory, and that these are not all", async () => {
    await bench.running.close?.();
    await http.close();
    await start({ database: () => Promise.reject(new Unavailable("postgres: gone")) });
    await bench.send(events, anEvent());
    expect(await page()).toMatchObject({ events: [{ eventId: anEvent().eventId }], next: null, complete: false });
    const statusOf = async (eventId: string) =>
      (await fetch(`${http.url}/api/events/${encodeURIComponent(eventId)}`)).status;
    expect([await statusOf(anEvent().eventId), await statusOf("old-1")]).toEqual([200, 503]);
  });
});

test("every version of an old event is shown in full, with its arrivals", async () => {
  const arrival = { pickId: "p", stationId: "XX_A", phase: "P" as const, timeMs: ORIGIN_MS + 5000, residualS: 0.2 };
  const arrivals = [{ ...arrival, distanceKm: 30, azimuthDeg: 10, weight: 1 }];
  await keep(anEvent({ arrivals }));
  await keep(anEvent({ version: 2 }));
  await bench.send(events, anEvent({ version: 2 }));
  await bench.send(contexts, aContext());
  const at = `${http.url}/api/events/${encodeURIComponent(anEvent().eventId)}/versions`;
  expect(await (await fetch(`${at}/1`)).json()).toMatchObject({ version: 1, arrivals });
  expect(await (await fetch(`${at}/2`)).json()).toMatchObject({ version: 2, arrivals: [] });
  const none = await fetch(`${at}/3`);
  expect([none.status, (await none.text()).includes("has no version")]).toEqual([404, true]);
});

test("what became of an event's alerts is told with counts, the median of the seconds left, and no bodies", async () => {
  await keep(ofLongAgo(1, { eventId: anEvent().eventId }));
  const { query } = await bench.context.database();
  const left = [12, 8, -3, 30];
  for (const [index, secondsLeft] of left.entries()) {
    const subscriptionId = `sub-${index}`;
    const outcome = index === 3 ? "refused" : "delivered";
    const message = JSON.stringify({ data: { secondsLeft, intensity: 4.5, distanceKm: 60, secret: "s" } });
    const body = JSON.stringify(aDelivery(subscriptionId, { outcome, message }));
    const ids = { alert_id: `a${index}`, subscription_id: subscriptionId, event_id: anEvent().eventId, version: 1 };
    const row = { ...ids, mode: "live", type: "alarm.issued", outcome, body, finished_ms: index };
    const later = { next_attempt_ms: null, tries: 0, claimed_by: "", late_delivered_ms: null, given_up: "" };
    await query
      .insertInto("delivery")
      .values({ ...row, ...later })
      .execute();
  }
  const answer = await fetch(`${http.url}/api/events/${encodeURIComponent(anEvent().eventId)}/receipts`);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({
    total: 4,
    outcomes: { delivered: 3, refused: 1 },
    medianSecondsLeft: 8,
    receipts: left.map((secondsLeft) => ({ secondsLeft, intensity: 4.5, attempts: [{ status: 200 }] })),
  });
  expect(text).not.toContain("secret");
  expect((await page()).events).toMatchObject([{ alertCount: 4 }]);
});
