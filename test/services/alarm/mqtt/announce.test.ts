import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { announce, idle } from "../../../../services/alarm/mqtt/announce.ts";
import { discoveryOf } from "../../../../services/alarm/mqtt/homeAssistant.ts";
import { parsePlaces } from "../../../../services/alarm/mqtt/place.ts";
import { OPENEEW_TOPIC } from "../../../../services/alarm/mqtt/topics.ts";
import { BULLETIN_KINDS } from "../../../../shared/contracts/bulletin.ts";
import { MODES } from "../../../../shared/contracts/mode.ts";
import { BadConfig } from "../../../../shared/runtime/config.ts";
import { IPE } from "../../../../shared/seismo/shakingModel.ts";
import { aBulletin, FAR, HOME } from "./fixtures.ts";

const announcer = { model: IPE, places: [HOME, FAR], minimumIntensity: 4 };

/** By topic, parsed. */
function said(messages: ReturnType<typeof announce>): ReadonlyMap<string, Record<string, unknown>> {
  return new Map(messages.map(({ topic, payload }) => [topic, JSON.parse(payload)]));
}

test("an alarm is a retained state with the facts, until when, and the headline", () => {
  const messages = announce(aBulletin(), announcer);
  const state = messages.find(({ topic }) => topic === "eew-alarm/v1/live/state");
  expect(state).toMatchObject({ retain: true, expiresAfterS: 60 });
  expect(JSON.parse(state?.payload ?? "")).toMatchObject({
    state: "alarm",
    mode: "live",
    version: 1,
    headline: "Severe shaking expected within 120 km of 35.0°N 118.0°W.",
    origin: { time: "2026-01-01T00:00:00.000Z", depthKm: 10 },
    magnitude: 6.5,
    expires: "2026-01-01T00:01:06.000Z",
  });
});

test("a place near by is told how strong and how soon, one far away that nothing is expected", () => {
  const messages = said(announce(aBulletin(), announcer));
  const home = messages.get("eew-alarm/v1/live/places/home/state");
  expect(home).toMatchObject({ shaking: "ON", distanceKm: 22 });
  expect(home?.intensity).toBeGreaterThan(5);
  expect(home?.secondsLeft).toBeGreaterThan(-3);
  expect(home?.secondsLeft).toBeLessThan(5);
  expect(messages.get("eew-alarm/v1/live/places/far/state")).toMatchObject({ shaking: "OFF" });
});

test.each(["cancelled", "final"] as const)("a %s bulletin takes everything back", (kind) => {
  const messages = said(announce(aBulletin({ kind, version: 3 }), announcer));
  expect(messages.get("eew-alarm/v1/live/state")).toMatchObject({ state: kind });
  expect(messages.get("eew-alarm/v1/live/places/home/state")).toMatchObject({ shaking: "OFF" });
  expect(messages.get(OPENEEW_TOPIC)).toEqual({ Alarm: "false" });
});

describe("OpenEEW's light", () => {
  test.each([
    ["live", { Alarm: "true" }],
    ["drill", { Alarm: "test" }],
    ["simulation", undefined],
    ["replay", undefined],
  ] as const)("in mode %s: %o", (mode, wanted) => {
    expect(said(announce(aBulletin({ mode, run: "x" }), announcer)).get(OPENEEW_TOPIC)).toEqual(wanted);
  });
});

test("nothing that is unreal is said on a live topic or lights the red light", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...MODES.filter((mode) => mode !== "live")),
      fc.constantFrom(...BULLETIN_KINDS),
      fc.integer({ min: 1, max: 50 }),
      (mode, kind, version) => {
        const bulletin = aBulletin({ mode, run: "r", kind, version });
        for (const { topic, payload } of [...announce(bulletin, announcer), ...idle(mode, announcer)]) {
          expect(topic).not.toContain("/live/");
          expect(payload).not.toContain('"Alarm":"true"');
          if (topic !== OPENEEW_TOPIC) expect(JSON.parse(payload).mode).toBe(mode);
        }
      },
    ),
  );
});

test("Home Assistant is told one device a place, its drills apart, and when we are not there", () => {
  const messages = discoveryOf([HOME], "homeassistant");
  expect(messages.every(({ retain }) => retain)).toBe(true);
  const byTopic = said(messages);
  expect(byTopic.get("homeassistant/binary_sensor/tocsin_home/shaking/config")).toMatchObject({
    device_class: "safety",
    state_topic: "eew-alarm/v1/live/places/home/state",
    availability_topic: "eew-alarm/v1/status",
    payload_available: "online",
    unique_id: "tocsin_home_shaking",
    device: { identifiers: ["tocsin_home"] },
  });
  const ofDrills = byTopic.get("homeassistant/binary_sensor/tocsin_home/drill/config");
  expect(ofDrills).toMatchObject({ state_topic: "eew-alarm/v1/drill/places/home/state", name: /DRILL/ });
  expect(new Set([...byTopic.values()].map(({ unique_id }) => unique_id)).size).toBe(messages.length);
});

describe("places", () => {
  test("are read with blanks and without", () => {
    expect(parsePlaces(" home: 19.43, -99.13 ;school:19.4,-99.17; ")).toEqual([
      { name: "home", latitudeDeg: 19.43, longitudeDeg: -99.13 },
      { name: "school", latitudeDeg: 19.4, longitudeDeg: -99.17 },
    ]);
    expect(parsePlaces("")).toEqual([]);
  });
  test.each([
    "home",
    "home:1",
    "home:91,0",
    "home:0,181",
    "ho/me:1,2",
    "a:1,2;a:3,4",
    "+:1,2",
  ])("%s is refused", (text) => {
    expect(() => parsePlaces(text)).toThrow(BadConfig);
  });
});
