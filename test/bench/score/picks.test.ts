// Association alone on sets of picks, in all the forms their folders come in.
import { expect, test } from "vitest";
import { readPickSet } from "../../../bench/score/pickSet.ts";
import { scoreByLabels, scorePicks } from "../../../bench/score/picks.ts";
import { distanceKm } from "../../../shared/seismo/geodesy.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";
import { folderOf, ORIGIN_MS } from "./made.ts";

const QUAKE = { latitudeDeg: 17, longitudeDeg: -100, depthKm: 8 };
const places = Array.from({ length: 9 }, (_, i) => ({
  id: `N${i}`,
  latitudeDeg: 16.8 + 0.2 * (i % 3),
  longitudeDeg: -100.2 + 0.2 * Math.floor(i / 3),
}));
const STATIONS = ["station,lat,lon,elevation_m", ...places.map((p) => `${p.id},${p.latitudeDeg},${p.longitudeDeg},`)];
const timeOf = (i: number) => {
  const km = distanceKm(QUAKE, places[i] ?? QUAKE);
  return new Date(ORIGIN_MS + Math.round(1000 * travelTimeS("P", km, QUAKE.depthKm))).toISOString();
};
const picksOf = (label: string) => places.map(({ id }, i) => `${label},${id},P,${timeOf(i)},0.1,,0.9`);
const HEAD = "event_id,station,phase,time,uncertainty_s,weight,probability";
const EVENTS = ["event_id,origin_time,lat,lon,depth_km,magnitude", "e1,2026-01-01T00:00:00Z,17,-100,8,"];
const csv = (lines: readonly string[]) => `${lines.join("\n")}\n`;

test.each(["picks.csv", "picks.csv.gz"])("a labelled set with %s: its earthquake is found where it was", (name) => {
  const set = folderOf({
    "stations.csv": csv(STATIONS),
    [name]: csv([HEAD, ...picksOf("e1")]),
    "events.csv": csv(EVENTS),
  });
  const { score, skipped } = scorePicks(set);
  expect(score).toMatchObject({ catalogueEvents: 1, found: 1, eventsMade: 1, phantom: 0, precision: 1, recall: 1 });
  expect(score.medianLocationErrorKm).toBeLessThan(5);
  expect(skipped).toEqual([]);
});

test("without events.csv the labels are the catalogue, and without labels nothing is known to be a phantom", () => {
  const stations = { "stations.csv": csv(STATIONS) };
  expect(scorePicks(folderOf({ ...stations, "picks.csv": csv([HEAD, ...picksOf("e1")]) })).score).toMatchObject({
    catalogueEvents: 1,
    found: 1,
    phantom: 0,
    medianLocationErrorKm: null,
  });
  expect(scorePicks(folderOf({ ...stations, "picks.csv": csv([HEAD, ...picksOf("")]) })).score).toMatchObject({
    catalogueEvents: 0,
    found: 0,
    eventsMade: 1,
    phantom: null,
    precision: null,
    recall: null,
  });
});

test("an event made twice, or of noise, is a phantom by the labels too", () => {
  const pick = (eventId: string, i: number) => ({ eventId, stationId: `XX_N${i}`, phase: "P" as const, timeMs: i });
  const picks = [0, 1, 2, 3, 4, 5].map((i) => pick("e1", i)).concat([6, 7, 8].map((i) => pick("", i)));
  const of = (...at: number[]) => ({
    arrivals: at.map((i) => ({ ...pick("", i), pickId: "", residualS: 0, distanceKm: 1, azimuthDeg: 0, weight: 1 })),
  });
  expect(scoreByLabels([of(0, 1, 2, 6), of(3, 4, 5), of(6, 7, 8)], picks)).toMatchObject({
    catalogueEvents: 1,
    found: 1,
    eventsMade: 3,
    phantom: 2,
  });
});

test("rows that cannot be used are counted, and what is missing in the others is filled in", () => {
  const set = readPickSet(
    folderOf({
      "stations.csv": csv([...STATIONS, "N1,bad,,", ",1,2,3", "N0,16.8,-100.2,"]),
      "picks.csv": csv([
        "\uFEFFevent_id,station,phase,time,uncertainty_s,weight,probability",
        "e1,N0,P,2026-01-01T00:00:02,nan,nan,7",
        'e1,"N1",Sg,2026-01-01 00:00:03,,,',
        "e1,N2,pKiKP,2026-01-01T00:00:03Z,,,",
        "e1,N3,P,yesterday,,,",
        "e1,NOWHERE,P,2026-01-01T00:00:03Z,,,",
        "e1",
      ]),
      "events.csv": csv([
        "event_id,origin_time,lat,lon,depth_km,magnitude",
        "e1,2026-01-01T00:00:00Z,17,-100,deep,",
        "e1,2026-01-01T00:00:00Z,17,-100,deep,",
        "e2,2026-01-01T00:00:00Z,,,8,",
      ]),
    }),
  );
  expect(set.picks).toMatchObject([
    { stationId: "XX_N0", phase: "P", timeMs: ORIGIN_MS + 2000, uncertaintyS: 0.3, probability: 1 },
    { stationId: "XX_N1", phase: "S", timeMs: ORIGIN_MS + 3000, probability: 0.9 },
  ]);
  expect(set.events).toMatchObject([{ id: "e1", depthKm: 10 }]);
  expect(set.skipped).toEqual([
    "picks.csv: 3 rows without a time and a phase P or S",
    "picks.csv: 1 picks at stations of unknown place",
    "events.csv: 1 rows without origin_time, lat and lon",
  ]);
});

test("an earthquake without picks is not asked for; a set of one station is no fault", () => {
  const lone = folderOf({
    "stations.csv": csv(STATIONS.slice(0, 2)),
    "picks.csv": csv([HEAD, ...picksOf("").slice(0, 1)]),
    "events.csv": csv(EVENTS),
  });
  expect(scorePicks(lone).score).toMatchObject({ catalogueEvents: 0, found: 0, phantom: 0, recall: null });
});

test.each([
  ["no picks.csv", { "stations.csv": csv(STATIONS) }, "no picks.csv and no picks.csv.gz"],
  ["no stations.csv", { "picks.csv": csv([HEAD, ...picksOf("")]) }, "no stations.csv"],
  ["empty files", { "stations.csv": "", "picks.csv": "" }, "none of 0 picks is at one of 0 stations"],
])("a set with %s says so", (_, files, reason) => {
  expect(() => scorePicks(folderOf(files))).toThrow(reason);
});
