// The picture of now: whatever order news comes in and however often, it ends the same, and never grows without end.
import { expect, test } from "vitest";
import { Live, type News, type Update } from "../../../services/gateway/live.ts";
import type { EventView } from "../../../services/gateway/view.ts";
import { MODES } from "../../../shared/contracts/mode.ts";
import * as a from "./messages.ts";

const NOW_MS = 1_800_000_000_000;
const newLive = () => new Live({ silentAfterMs: 30_000 });
const event = (changes: Parameters<typeof a.anEvent>[0] = {}): News => ({
  kind: "event",
  event: a.anEvent(changes),
  stamps: {},
});
const alert = (id: string, changes: Parameters<typeof a.anAlert>[1] = {}): News => ({
  kind: "alert",
  alert: a.anAlert(id, changes),
  stamps: {},
});
const delivery = (id: string): News => ({ kind: "delivery", delivery: a.aDelivery(id), stamps: {} });
const context = (changes: Parameters<typeof a.aContext>[0] = {}): News => ({
  kind: "context",
  context: a.aContext(changes),
});
const namesOf = (updates: readonly Update[]) => updates.map((update) => update.name);

function liveWith(...news: readonly News[]): Live {
  const live = newLive();
  for (const one of news) live.push(one, NOW_MS);
  return live;
}

/** Every order of a few things. */
function ordersOf<T>(things: readonly T[]): T[][] {
  if (things.length <= 1) return [[...things]];
  return things.flatMap((first, at) => ordersOf(things.toSpliced(at, 1)).map((rest) => [first, ...rest]));
}

test("versions, context, alert and delivery give the same event in every order, and with everything twice", () => {
  const news = [
    event(),
    event({ version: 2, status: "final", asOfMs: a.ORIGIN_MS + 20_000 }),
    context({ version: 2, place: "30 km W of Petatlán" }),
    alert("lift"),
    delivery("lift"),
  ];
  const wanted = liveWith(...news).events();
  expect(wanted).toMatchObject([
    {
      title: "M 5.3, 30 km W of Petatlán",
      versions: [
        { version: 1, observed: [] },
        { version: 2, observed: [{ intensity: 4.2 }] },
      ],
      alertCount: 1,
      outcomes: { delivered: 1 },
    },
  ]);
  for (const order of ordersOf(news)) expect(liveWith(...order, ...order).events()).toEqual(wanted);
});

test("a verdict shows with the event, the later one of two, however old the version is that it came with", () => {
  const said = { status: "final", timeMs: 1, latitudeDeg: 0, longitudeDeg: 0, depthKm: 1, magnitude: 5 } as const;
  const verdict = (revision: number, value: "true" | "qualified") => ({
    ...{ value, revision, reason: "us lists it", decidedMs: 5, said },
  });
  const [first, second] = [verdict(1, "true"), verdict(2, "qualified")];
  const contexts = [{ version: 3 }, { version: 2, verdict: second }, { version: 1, verdict: first }].map(context);
  const live = liveWith(event(), ...contexts);
  expect(live.eventOf(a.EVENT_ID)).toMatchObject({
    ...{ context: { version: 3 }, verdict: { value: "qualified", revision: 2, reason: "us lists it" } },
  });
});

test("an older context does not replace a newer one", () => {
  const live = liveWith(event(), context({ version: 3, place: "new" }), context({ version: 2, place: "old" }));
  expect(live.eventOf(a.EVENT_ID)?.place).toBe("new");
});

test("an alert that overtakes its event is not shown, and not lost", () => {
  const live = liveWith(alert("lift"));
  expect([live.events(), live.tick(NOW_MS).filter((update) => update.name === "alerts")]).toEqual([[], []]);
  const [opened] = live.push(event(), NOW_MS);
  expect(opened).toMatchObject({ name: "event", data: { alertCount: 1, alerts: [{ subscriptionId: "lift" }] } });
});

test("a version is told at once, its repeat never; alerts of a burst come together with the next tick", () => {
  const live = newLive();
  expect(namesOf(live.push(event(), NOW_MS))).toEqual(["event"]);
  expect(namesOf(live.push(event({ version: 2 }), NOW_MS))).toEqual(["version"]);
  expect(live.push(event({ version: 2 }), NOW_MS)).toEqual([]);
  for (let at = 0; at < 3000; at += 1) expect(live.push(alert(`s${at}`), NOW_MS)).toEqual([]);
  const told = live.tick(NOW_MS).filter((update) => update.name === "alerts");
  expect(told).toMatchObject([{ data: { alertCount: 3000 } }]);
  expect(JSON.stringify(told).length).toBeLessThan(50_000);
  expect(live.tick(NOW_MS)).toEqual([]);
});

test("the newest 200 picks and 50 events are kept, and of an event 100 versions, the first among them", () => {
  const live = newLive();
  for (let at = 0; at < 500; at += 1) {
    live.push({ kind: "pick", pick: a.aPick("XX_A", { pickId: `p${at}`, timeMs: a.ORIGIN_MS + at }) }, NOW_MS + at);
    live.push(event({ eventId: `e${at}`, origin: { ...a.origin, timeMs: a.ORIGIN_MS + at } }), NOW_MS + at);
    live.push(event({ eventId: "long", version: at + 1 }), NOW_MS + at);
  }
  const snapshot = JSON.parse(JSON.stringify(live.snapshot())) as { picks: { pickId: string }[] };
  expect([snapshot.picks.length, snapshot.picks[0]?.pickId]).toEqual([200, "p499"]);
  expect(live.events().length).toBe(50);
  const versions = live.eventOf("long")?.versions.map((version) => version.version) ?? [];
  expect([versions.length, versions[0], versions.at(-1)]).toEqual([100, 1, 500]);
});

test("a pick measured over a longer window takes the place of the earlier measurement, a late earlier one does not", () => {
  const pick = (windowS: number): News => ({ kind: "pick", pick: a.aPick("XX_A", { windowS }) });
  const live = liveWith(pick(0.5), pick(3), pick(1));
  expect(live.snapshot()).toMatchObject({ picks: [{ windowS: 3 }] });
});

test("a station is silent, idle, shaking, triggered and silent again, and only changes are told", () => {
  const live = newLive();
  live.register(a.aStation("XX_A"), NOW_MS);
  const stateAt = (seconds: number) => {
    const updates = live.tick(NOW_MS + seconds * 1000).filter((update) => update.name !== "worlds");
    return [live.stations()[0]?.state, ...namesOf(updates)];
  };
  const motion = (seconds: number, intensity: number) =>
    live.push(
      { kind: "motion", motion: a.aMotion("XX_A", intensity, a.ORIGIN_MS + seconds * 1000) },
      NOW_MS + seconds * 1000,
    );
  expect(stateAt(0)).toEqual(["silent", "stations"]);
  motion(1, 1);
  expect(stateAt(1)).toEqual(["idle", "motion"]);
  motion(2, 1.02);
  expect(stateAt(2)).toEqual(["idle"]);
  motion(3, 3.4);
  expect(stateAt(3)).toEqual(["shaking", "motion"]);
  live.push({ kind: "pick", pick: a.aPick("XX_A") }, NOW_MS + 4000);
  expect(stateAt(4)).toEqual(["triggered", "motion", "picks"]);
  expect(stateAt(25)).toEqual(["idle", "motion"]);
  expect(stateAt(40)).toEqual(["silent", "motion"]);
  live.push(
    { kind: "health", health: a.aHealth("XX_A", { state: "quarantined", reason: "clock 75 s ahead" }) },
    NOW_MS,
  );
  expect(stateAt(41)).toEqual(["silent", "stations"]);
  live.register(a.aStation("XX_A"), NOW_MS);
  expect(stateAt(42)).toEqual(["silent"]);
});

test("a drill beside the real network keeps its own station of the same name", () => {
  const live = newLive();
  live.register(a.aStation("XX_A"), NOW_MS);
  live.register(a.aStation("XX_A", { mode: "drill", run: "tuesday" }), NOW_MS);
  live.push({ kind: "motion", motion: { ...a.aMotion("XX_A", 7), mode: "drill", run: "tuesday" } }, NOW_MS);
  live.tick(NOW_MS);
  expect(live.stations().map(({ key, state }) => [key, state])).toEqual([
    ["live/XX_A", "silent"],
    ["drill:tuesday/XX_A", "shaking"],
  ]);
});

test("the data clock of a replay is its own and as fast as it runs, also when the same run is started again", () => {
  const live = newLive();
  const run = { mode: "replay", run: "r" } as const;
  live.register(a.aStation("XX_A", run), NOW_MS);
  const at = (wallS: number, dataS: number) => {
    const motion = { ...a.aMotion("XX_A", 1, a.ORIGIN_MS + dataS * 1000 - 1000), ...run };
    live.push({ kind: "motion", motion }, NOW_MS + wallS * 1000);
    const [world] = live.worlds();
    return [(world?.dataMs ?? 0) - a.ORIGIN_MS, world?.rate];
  };
  expect(at(0, 100)).toEqual([100_000, 1]);
  expect(at(2, 120)).toEqual([120_000, 10]);
  expect(at(4, 119)).toEqual([120_000, 10]);
  expect(at(10, 0)[0]).toBe(0);
});

test("worlds of old exercises make room for new ones, the real one never does", () => {
  const live = newLive();
  live.register(a.aStation("XX_A"), NOW_MS);
  for (let at = 0; at < 40; at += 1) live.register(a.aStation("XX_A", { mode: "drill", run: `d${at}` }), NOW_MS + at);
  const worlds = live.worlds().map((world) => world.key);
  expect(worlds.length).toBeLessThan(20);
  expect(worlds).toEqual(expect.arrayContaining(["live", "drill:d39"]));
  expect(new Set(live.stations().map((station) => station.world))).toEqual(new Set(worlds));
});

test.each(MODES.filter((mode) => mode !== "live"))("every text of a %s begins with its word, once", (mode) => {
  const world = { mode, run: "x", eventId: "e" };
  const word = `${mode.toUpperCase()}: `;
  const live = liveWith(
    event({ ...world, status: "cancelled", reason: "retracted: 12 of 14 stations silent" }),
    context(world),
    alert("a", { ...world, alertId: "1" }),
    alert("b", { ...world, alertId: "2", headline: `${word}Strong shaking` }),
  );
  const spanish = liveWith(
    event(world),
    alert("c", { ...world, alertId: "3", headline: `${mode.toUpperCase()}/X: fuerte` }),
  );
  expect(spanish.eventOf("e")?.alerts[0]?.headline).toBe(`${mode.toUpperCase()}/X: fuerte`);
  const shown = live.eventOf("e") as EventView;
  const texts = [
    shown.title,
    shown.place,
    ...shown.versions.map((v) => v.reason),
    ...shown.alerts.map((v) => v.headline),
  ];
  expect(texts.length).toBe(5);
  for (const text of texts) expect(text.split(word)).toEqual(["", expect.not.stringMatching(/^\s*$/)]);
  expect(shown.title).toContain("CANCELLED");
});

test("what the database remembers does not undo what has arrived, and is no alarm", () => {
  const live = liveWith(event({ version: 2, reason: "arrived" }));
  live.remember(a.anEvent({ version: 1 }), a.aContext());
  live.remember(a.anEvent({ version: 2, reason: "remembered" }), null);
  expect(live.eventOf(a.EVENT_ID)?.versions.map((version) => version.reason)).toEqual(["new", "arrived"]);
  expect(live.tick(NOW_MS).filter((update) => update.name !== "worlds")).toEqual([]);
});

test("a device is as the edge heard it last, in whatever order replicas of the edge repeat it", () => {
  const told = (connection: "online" | "offline", heardMs: number): News => ({
    kind: "edge",
    edge: { ...a.LIVE, shedShare: 0, stations: [{ stationId: "XX_A", connection, heardMs }] },
  });
  const live = newLive();
  live.register(a.aStation("XX_A"), NOW_MS);
  live.push(told("offline", 2), NOW_MS);
  live.push(told("online", 1), NOW_MS);
  expect(live.stations()).toMatchObject([{ connection: "offline" }]);
  expect(namesOf(live.tick(NOW_MS))).toContain("stations");
  live.push(told("offline", 3), NOW_MS);
  expect(namesOf(live.tick(NOW_MS))).not.toContain("stations");
  live.push(told("online", 4), NOW_MS);
  expect(live.stations()).toMatchObject([{ connection: "online" }]);
});
