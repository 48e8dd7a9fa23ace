// What is asked of ten thousand stations: words, conditions, order, a page of them, and what is refused.
import { expect, test } from "vitest";
import { Live } from "../../../services/gateway/live.ts";
import { filterOf } from "../../../services/gateway/query.ts";
import { STATION_CHECKS, stationsAsked } from "../../../services/gateway/stationQuery.ts";
import type { StationView } from "../../../services/gateway/view.ts";
import * as a from "./messages.ts";

const NOW_MS = 1_800_000_000_000;

function someStations(): readonly StationView[] {
  const live = new Live({ silentAfterMs: 30_000 });
  const names = ["Lagunas", "Marquelia", "Tonalá", "Petatlán", ""];
  for (const [i, name] of names.entries()) live.register(a.aStation(`XX_${i}`, { name }), NOW_MS);
  for (const i of [0, 1, 2, 3]) live.push({ kind: "motion", motion: a.aMotion(`XX_${i}`, i === 1 ? 5 : 1) }, NOW_MS);
  const told = [{ latencyS: 0.31 }, { latencyS: 2.5, state: "warming" as const }, { latencyS: 0.12 }];
  for (const [i, changes] of told.entries()) {
    live.push({ kind: "health", health: a.aHealth(`XX_${i}`, changes) }, NOW_MS);
  }
  const wrong = { state: "quarantined" as const, reason: "clock: device is 75.0 s behind receipt" };
  live.push({ kind: "health", health: a.aHealth("XX_3", { ...wrong, latencyS: 75.2 }) }, NOW_MS);
  const trust = { ...a.LIVE, stations: [{ stationId: "XX_2", weight: 0.25, falsePicksPerHour: 4 }] };
  live.push({ kind: "trust", trust }, NOW_MS);
  live.tick(NOW_MS);
  return live.stations();
}

const asked = (query: Readonly<Record<string, string>>) => stationsAsked(someStations(), query);
const idsOf = (query: Readonly<Record<string, string>>) => asked(query).stations?.map(({ stationId }) => stationId);

test.each([
  ["nothing in particular: all, as they were registered", {}, ["XX_0", "XX_1", "XX_2", "XX_3", "XX_4"]],
  ["words of the name, in capitals or not", { filter: "petat" }, ["XX_3"]],
  ["words of the reason", { filter: "xx clock" }, ["XX_3"]],
  ["conditions", { condition: "quarantined,silent" }, ["XX_3", "XX_4"]],
  ["the slowest first, unknown ones last", { sort: "-latencyS" }, ["XX_3", "XX_1", "XX_0", "XX_2", "XX_4"]],
  ["the fastest first, unknown ones last", { sort: "latencyS" }, ["XX_2", "XX_0", "XX_1", "XX_3", "XX_4"]],
  ["what concerns an operator most first", { sort: "condition" }, ["XX_1", "XX_3", "XX_4", "XX_0", "XX_2"]],
  ["a page of them", { sort: "stationId", offset: "1", limit: "2" }, ["XX_1", "XX_2"]],
  ["nothing that is there", { filter: "oaxaca" }, []],
])("%s", (_, query, wanted) => {
  expect(idsOf(query as Record<string, string>)).toEqual(wanted);
});

test("of a page it is told how many there are", () => {
  expect(asked({ condition: "idle,shaking,quarantined", limit: "1" })).toMatchObject({ total: 4, offset: 0 });
});

test("columns come as rows, in the order asked for", () => {
  expect(asked({ columns: "stationId,latencyS,weight,condition", limit: "3" })).toEqual({
    ...{ total: 5, offset: 0, columns: ["stationId", "latencyS", "weight", "condition"] },
    rows: [
      ["XX_0", 0.31, null, "idle"],
      ["XX_1", 2.5, null, "shaking"],
      ["XX_2", 0.12, 0.25, "idle"],
    ],
  });
});

test.each([
  [{ sort: "age" }, /^sort: got "age", want key, stationId/],
  [{ condition: "idle,broken" }, /^condition: got "broken", want triggered/],
  [{ columns: "stationId,constructor" }, /^columns: got "constructor"/],
  [{ limit: "0" }, 'limit: got "0", want 1 to 20000'],
  [{ offset: "-1" }, 'offset: got "-1", want 0 to 20000'],
  [{ filter: "x".repeat(121) }, "filter: 121 characters, want at most 120"],
  [{ page: "2" }, /^page: no such parameter; there are: mode, run, filter/],
  [{ toString: "2" }, /^toString: no such parameter/],
])("%o is refused", (query, message) => {
  const answers: unknown[] = [];
  const response = { status: () => response, json: (body: unknown) => answers.push(body) };
  expect(filterOf({ query } as never, response as never, STATION_CHECKS)).toBeUndefined();
  expect(answers).toMatchObject([{ error: { message: expect.stringMatching(message) } }]);
});
