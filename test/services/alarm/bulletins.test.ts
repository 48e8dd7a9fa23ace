import fc from "fast-check";
import { expect, test } from "vitest";
import { alongside } from "../../../services/alarm/alongside.ts";
import { decideBulletin, type Issued, issuedOf } from "../../../services/alarm/bulletin.ts";
import { Bulletins } from "../../../services/alarm/bulletins.ts";
import { formatCap } from "../../../services/alarm/outlets/cap.ts";
import { faultsOfCap } from "../../../services/alarm/outlets/capRules.ts";
import { type Bulletin, bulletins } from "../../../shared/contracts/bulletin.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";
import type { Effect } from "../../../shared/runtime/service.ts";
import type { Store } from "../../../shared/runtime/store.ts";
import { memoryStore } from "../../../shared/runtime/storeMemory.ts";
import { IPE } from "../../../shared/seismo/shakingModel.ts";
import { anyEvent } from "../../anyEvent.ts";
import { anEvent, fastClock, magnitude } from "./fixtures.ts";

const SETTINGS = { publicIntensity: 4, model: IPE };
const ISSUER = { sender: "tocsin", authority: "somebody" };

function replica(store: Store) {
  return new Bulletins({ ...SETTINGS, store, clock: fastClock, metrics: createMetrics() });
}

function bulletinsIn(effects: readonly Effect[]): Bulletin[] {
  return effects.flatMap((effect) => ("topic" in effect ? [bulletins.decode(effect.body)] : []));
}

/** As the runtime does: publish, then save. */
async function handle(of: Bulletins, store: Store, event: Partial<SeismicEvent>): Promise<Bulletin | undefined> {
  const effects = await of.push(anEvent(event));
  for (const effect of effects) if ("save" in effect) await store.set(effect.save, effect.value, effect.ttlMs);
  return bulletinsIn(effects)[0];
}

const offline: Store = new Proxy(memoryStore(fastClock), {
  get: () => async () => {
    throw new Unavailable("redis: connection refused");
  },
});

/** What is held, or which kind is told. */
function decided(event: Partial<SeismicEvent>, issued: readonly Issued[] = [], settings = SETTINGS): string {
  const decision = decideBulletin(anEvent(event), issued, settings);
  return decision.kind === "hold" ? decision.code : decision.bulletin.kind;
}

function issuedAs(event: Partial<SeismicEvent>, issued: readonly Issued[] = []): Issued {
  const decision = decideBulletin(anEvent(event), issued, SETTINGS);
  if (decision.kind === "hold") throw new Error(`the fixture was held: ${decision.code}`);
  return issuedOf(decision.bulletin);
}

const first = issuedAs({});
const { origin } = anEvent();
const moved = (latitudeDeg: number) => ({ origin: { ...origin, latitudeDeg } });

test.each([
  ["a preliminary version", "preliminary", { status: "preliminary" }],
  ["a confirmed one", "issued", {}],
  ["one that shakes nobody anywhere", "belowMinimum", magnitude(3)],
  ["a withdrawal of what was never told", "neverTold", { status: "cancelled" }],
  ["an end of what was never told", "neverTold", { status: "final" }],
] as const)("%s is %s when nothing was told before", (_what, wanted, event) => {
  expect(decided(event)).toBe(wanted);
});

test.each([
  ["the same", "unchanged", {}],
  ["a magnitude 0.1 larger", "unchanged", magnitude(6.6)],
  ["a magnitude 0.3 larger", "updated", magnitude(6.8)],
  ["a magnitude 0.3 smaller", "updated", magnitude(6.2)],
  ["an epicentre 9 km off", "unchanged", moved(35.081)],
  ["an epicentre 11 km off", "updated", moved(35.099)],
  ["so deep that it is felt a fifth less far", "updated", { origin: { ...origin, depthKm: 140 } }],
  ["hardly felt any more", "updated", magnitude(3)],
  ["preliminary again", "preliminary", { status: "preliminary", ...magnitude(8) }],
  ["withdrawn", "cancelled", { status: "cancelled" }],
  ["over", "final", { status: "final" }],
] as const)("after an issue %s is %s", (_what, wanted, event) => {
  expect(decided({ version: 2, ...event }, [first])).toBe(wanted);
});

test.each([
  ["cancelled", "cancelled", "closed"],
  ["cancelled", "confirmed", "issued"],
  ["final", "final", "closed"],
  ["final", "cancelled", "closed"],
  ["final", "confirmed", "closed"],
] as const)("after it was told as %s, %s is %s", (before, status, wanted) => {
  const last = issuedAs({ version: 2, status: before }, [first]);
  expect(decided({ version: 3, status, ...magnitude(7.5) }, [first, last])).toBe(wanted);
});

test("what is felt near by counts as much as what the source expects, and so far", () => {
  const observed = [0.9, 1].map((km) => ({
    stationId: "XX_A",
    latitudeDeg: 35 + km,
    longitudeDeg: -118,
    intensity: 5,
  }));
  const decision = decideBulletin(anEvent({ ...magnitude(3), observed }), [], SETTINGS);
  expect(decision).toMatchObject({ bulletin: { intensity: 5, radiusKm: expect.closeTo(141.2, 0) } });
});

test("the radius is that of the event's own contour of light shaking", () => {
  const contours = [4, 5].map((intensity) => ({ intensity, radiusKm: 400 / intensity }));
  expect(decideBulletin(anEvent({ contours }), [], SETTINGS)).toMatchObject({ bulletin: { radiusKm: 100 } });
});

test("a withdrawal reaches all who were told, wherever the event is now", () => {
  const { latitudeDeg } = { ...origin, latitudeDeg: 36 };
  const decision = decideBulletin(
    anEvent({ version: 2, status: "cancelled", ...moved(latitudeDeg) }),
    [first],
    SETTINGS,
  );
  expect(decision).toMatchObject({ bulletin: { intensity: 1, radiusKm: expect.closeTo(first.radiusKm + 111.2, 0) } });
});

test("only where the operator's minimum is expected somewhere the public is told", () => {
  expect(decided({}, [], { ...SETTINGS, publicIntensity: 9 })).toBe("belowMinimum");
  expect(decided(magnitude(3), [], { ...SETTINGS, publicIntensity: 3 })).toBe("issued");
});

test("a bulletin is of the world its event is of, and expires after it was sent", () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      const decision = decideBulletin({ ...event, status: "confirmed" }, [], { ...SETTINGS, publicIntensity: 1 });
      expect(decision).toMatchObject({ kind: "notify", bulletin: { mode: event.mode, run: event.run } });
      if (decision.kind === "notify") expect(decision.bulletin.expiresMs).toBeGreaterThan(decision.bulletin.sentMs);
    }),
  );
});

test("a new event is decided at once, without asking anything outside", () => {
  const effects = replica(offline).push(anEvent());
  expect(effects).not.toBeInstanceOf(Promise);
  expect(bulletinsIn(effects as Effect[])).toMatchObject([{ kind: "issued", bulletinId: `${anEvent().eventId}.1` }]);
});

const HISTORY: readonly Partial<SeismicEvent>[] = [
  { status: "preliminary" },
  { version: 2 },
  { version: 3, ...magnitude(7) },
  { version: 4, ...magnitude(7.1) },
  { version: 5, ...magnitude(7.5) },
  { version: 6, status: "cancelled" },
].map((event, index) => ({ asOfMs: anEvent().asOfMs + 1000 * index, ...event }) as Partial<SeismicEvent>);

test.each([
  [0],
  [1],
  [2],
  [3],
  [4],
  [5],
])("issue, update, update, withdrawal keep their references, also when a standby takes over before version %i", async (after) => {
  const store = memoryStore(fastClock);
  const [leader, standby] = [replica(store), replica(store)];
  const told: Bulletin[] = [];
  for (const [index, event] of HISTORY.entries()) {
    const bulletin = await handle(index < after ? leader : standby, store, event);
    if (bulletin !== undefined) told.push(bulletin);
  }
  expect(told.map(({ kind, version }) => `${kind} ${version}`)).toEqual([
    "issued 2",
    "updated 3",
    "updated 5",
    "cancelled 6",
  ]);
  const caps = told.map((bulletin) => formatCap(bulletin, ISSUER));
  expect(caps.flatMap((cap, index) => faultsOfCap(cap, caps.slice(0, index)))).toEqual([]);
  expect(told.map(({ references }) => references.length)).toEqual([0, 1, 2, 3]);
});

test("a version that comes again gives the same bulletin, byte for byte, here and at a standby", async () => {
  const store = memoryStore(fastClock);
  const of = replica(store);
  const once: (Bulletin | undefined)[] = [];
  for (const event of HISTORY) {
    once.push(await handle(of, store, event));
    expect(await handle(of, store, event)).toEqual(once.at(-1));
    expect(await handle(replica(store), store, event)).toEqual(once.at(-1));
  }
  expect(once.filter(Boolean)).toHaveLength(4);
  expect(await handle(of, store, HISTORY[1] ?? {})).toBeUndefined();
});

test("without the hot state the public is told even so, and a withdrawal of the unknown waits for it", async () => {
  expect(bulletinsIn(await replica(offline).push(anEvent({ version: 4 })))).toMatchObject([{ kind: "issued" }]);
  await expect(replica(offline).push(anEvent({ version: 4, status: "cancelled" }))).rejects.toThrow(Unavailable);
});

test("a replica that could not ask does not overwrite what others know, and asks again", async () => {
  const store = memoryStore(fastClock);
  await handle(replica(store), store, {});
  let isAway = true;
  const shaky: Store = Object.create(store, {
    get: {
      value: async (key: string) => {
        if (isAway) throw new Unavailable("redis: connection refused");
        return store.get(key);
      },
    },
  });
  const heir = replica(shaky);
  expect(await handle(heir, store, { version: 2 })).toMatchObject({ kind: "issued", references: [] });
  isAway = false;
  const withdrawn = await handle(heir, store, { version: 3, status: "cancelled" });
  expect(withdrawn?.references.map(({ bulletinId }) => bulletinId.split(".")[1])).toEqual(["1", "2"]);
});

test("a bug in what the public is told takes no alarm away, and a broken world makes the message come again", async () => {
  const alarm: Effect[] = [{ save: "alarm", value: "1" }];
  const bugs: unknown[] = [];
  const bug = () => {
    throw new Error("bug");
  };
  expect(alongside(alarm, bug, (error) => bugs.push(error))).toEqual(alarm);
  expect(
    await alongside(
      alarm,
      async () => bug(),
      (error) => bugs.push(error),
    ),
  ).toEqual(alarm);
  expect(await alongside(Promise.resolve(alarm), () => alarm, bug)).toEqual([...alarm, ...alarm]);
  expect(bugs).toEqual([new Error("bug"), new Error("bug")]);
  const away = async () => {
    throw new Unavailable("redis");
  };
  await expect(alongside(alarm, away, bug)).rejects.toThrow(Unavailable);
});
