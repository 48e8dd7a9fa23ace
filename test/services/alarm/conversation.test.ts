// What one subscriber hears about one event from beginning to end, whatever the versions are.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Dispatcher } from "../../../services/alarm/dispatch.ts";
import { History } from "../../../services/alarm/history.ts";
import { Places } from "../../../services/alarm/places.ts";
import { EVENT_TYPES, type Subscription } from "../../../services/alarm/subscription.ts";
import { type Alert, alerts, alertsOf } from "../../../shared/contracts/alert.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import type { Effect } from "../../../shared/runtime/service.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";
import { destination } from "../../../shared/seismo/geodesy.ts";
import { IPE as model } from "../../../shared/seismo/shakingModel.ts";
import { anEvent, aSubscription, fastClock as clock, magnitude } from "./fixtures.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const { origin, asOfMs } = anEvent();

const someone: fc.Arbitrary<Subscription> = fc
  .record({
    km: between(0, 250),
    minimumIntensity: between(2, 7),
    minimumMagnitude: fc.constantFrom(null, 5, 6),
    minimumLikelihood: fc.constantFrom(0, 0.6),
    minimumLeadTimeS: fc.constantFrom(null, 0, 8),
    costLossRatio: fc.constantFrom(null, 0.1, 0.5),
    acceptPreliminary: fc.boolean(),
    types: fc.constantFrom(
      EVENT_TYPES,
      EVENT_TYPES.filter((type) => type !== "alarm.cancelled"),
    ),
  })
  .map(({ km, ...rest }) => aSubscription({ ...destination(origin, 30, km), ...rest }));

const aVersion = fc
  .record({
    value: fc.oneof(between(3, 8), between(5.9, 6.1)),
    km: fc.oneof(between(0, 100), between(0, 3)),
    likelihood: fc.oneof(between(0.4, 1), fc.constant(0.95)),
    status: fc.constantFrom<SeismicEvent["status"][]>(
      ...["preliminary", "confirmed", "confirmed", "confirmed", "cancelled"].map(statusOf),
    ),
    isFelt: fc.boolean(),
  })
  .map(({ value, km, likelihood, status, isFelt }) => ({
    ...{ status, likelihood, ...magnitude(value) },
    origin: { ...origin, ...destination(origin, 200, km) },
    observed: isFelt ? [felt("XX_A", 40), felt("XX_B", 60)] : [],
  }));

function statusOf(word: string): SeismicEvent["status"] {
  return word === "preliminary" || word === "cancelled" ? word : "confirmed";
}

function felt(stationId: string, km: number): SeismicEvent["observed"][number] {
  return { stationId, ...destination(origin, 30, km), intensity: 5.5 };
}

const story = fc
  .tuple(fc.array(aVersion, { minLength: 2, maxLength: 12 }), fc.constantFrom("final", "cancelled"))
  .map(([versions, end]) => {
    const last = { status: end === "final" ? "final" : "cancelled" } as const;
    return [...versions, { ...versions.at(-1), ...last }].map((each, n) =>
      anEvent({ ...each, version: n + 1, asOfMs: asOfMs + 1000 * n }),
    );
  });

function alertsIn(effects: readonly Effect[]): Alert[] {
  return effects.flatMap((effect) => ("topic" in effect ? alertsOf(alerts.decode(effect.body)) : []));
}

/** What each of them is sent, in order. */
async function conversations(events: readonly SeismicEvent[], known: readonly Subscription[]) {
  const subscriptions = { places: new Places(known), isLoaded: true, loaded: async () => undefined };
  const deps = { subscriptions, history: new History(), store: memoryStore(clock), clock, metrics: createMetrics() };
  const dispatcher = new Dispatcher({ ...deps, model });
  const heard = new Map<string, Alert[]>(known.map(({ subscriptionId }) => [subscriptionId, []]));
  for (const event of events) {
    for (const alert of alertsIn(await dispatcher.dispatch(event))) heard.get(alert.subscriptionId)?.push(alert);
  }
  return heard;
}

const few = fc
  .array(someone, { minLength: 1, maxLength: 6 })
  .map((all) => all.map((each, n) => ({ ...each, subscriptionId: `sub_${n}` })));

/** Nothing a machine or a person would act on differs. */
function saysTheSame(one: Alert, next: Alert, { costLossRatio, minimumLikelihood }: Subscription): boolean {
  const chance = ({ exceedanceProbability, likelihood }: Alert) => exceedanceProbability * likelihood;
  const isWorth = (alert: Alert) => costLossRatio !== null && chance(alert) >= 0.8 * costLossRatio;
  return (
    one.type.replace("issued", "updated") === next.type &&
    one.status === next.status &&
    Math.abs(one.intensity - next.intensity) < 0.29 &&
    Math.abs(one.magnitude.value - next.magnitude.value) < 0.29 &&
    Math.abs(one.sArrivalMs - next.sArrivalMs) < 1000 &&
    one.weaker === next.weaker &&
    isWorth(one) === isWorth(next) &&
    one.likelihood >= minimumLikelihood - 0.1 === next.likelihood >= minimumLikelihood - 0.1
  );
}

test("nobody is told the same twice in a row", async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(story, few, async (events, known) => {
      const heard = await conversations(events, known);
      for (const subscription of known) {
        const told = heard.get(subscription.subscriptionId) ?? [];
        for (const [n, next] of told.slice(1).entries()) {
          const one = told[n];
          if (one === undefined) continue;
          compared += 1;
          expect(saysTheSame(one, next, subscription), `${one.headline} | ${next.headline}`).toBe(false);
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(300);
});

test("a conversation begins with an alarm, goes on with updates and ends with one withdrawal or one end", async () => {
  await fc.assert(
    fc.asyncProperty(story, few, async (events, known) => {
      for (const told of (await conversations(events, known)).values()) {
        const words = told.map(({ type }) => type.replace("alarm.", "")).join(" ");
        expect(words).toMatch(/^(issued( updated)*( cancelled |$))*(issued( updated)*)?( ?(cancelled|final))?$/);
      }
    }),
    { numRuns: 150 },
  );
});

test("a withdrawal reaches exactly those who were told and have not been told yet that it is over", async () => {
  await fc.assert(
    fc.asyncProperty(story, few, async (events, known) => {
      const heard = await conversations(events, known);
      for (const event of events.filter(({ status }) => status === "cancelled")) {
        for (const told of heard.values()) {
          const before = told.filter(({ version }) => version < event.version).at(-1);
          const isOpen = before !== undefined && before.status !== "cancelled" && before.status !== "final";
          const got = told.filter(({ version }) => version === event.version).map(({ type }) => type);
          expect(got).toEqual(isOpen ? ["alarm.cancelled"] : []);
        }
      }
    }),
    { numRuns: 150 },
  );
});

test("why somebody was left out of many can be read, also after the end", async () => {
  const known = [aSubscription(), aSubscription({ subscriptionId: "sub_far", latitudeDeg: 60 })];
  const history = new History();
  const subscriptions = { places: new Places(known), isLoaded: true, loaded: async () => undefined };
  const deps = { subscriptions, history, store: memoryStore(clock), clock, metrics: createMetrics(), model };
  const dispatcher = new Dispatcher(deps);
  await dispatcher.dispatch(anEvent());
  await dispatcher.dispatch(anEvent({ version: 2, ...magnitude(3) }));
  await dispatcher.dispatch(anEvent({ version: 3, status: "cancelled" }));
  const codes = (id: string) => history.of(id).map(({ version, code }) => `${version} ${code}`);
  expect(codes("sub_1")).toEqual(["3 alarm.cancelled", "2 alarm.updated", "1 alarm.issued"]);
  expect(codes("sub_far")).toEqual(["3 neverTold", "2 outOfReach", "1 outOfReach"]);
  subscriptions.places.put(aSubscription({ subscriptionId: "sub_new", latitudeDeg: 60, createdMs: Date.now() + 1e6 }));
  expect(codes("sub_new")).toEqual([]);
});
