// What an operator reads about the alarm path, and that the page is told at once.
import { expect, test } from "vitest";

// The page's modules are plain JavaScript, which the compiler does not look into.
const page = (file: string) => import(new URL(`../../../services/gateway/page/${file}`, import.meta.url).href);
const { pathDetails, pathFault, pathWords } = await page("path.js");
const { State } = await page("state.js");

const path = {
  ...{ nowMs: 1_700_000_000_000, ageMs: 20, isDown: false, overdue: [], tookMs: 8, p99Ms: 41 },
  hops: [
    { topic: "mqtt", service: "ingest", tookMs: 1 },
    { topic: "packet.v1", service: "decoder", tookMs: 7 },
  ],
};

test("the line grows older by itself between two heartbeats", () => {
  expect(pathWords(path, 0)).toBe("alarm path: 0 s ago, 8 ms");
  expect(pathWords(path, 7000)).toBe("alarm path: 7 s ago, 8 ms");
  expect(pathWords({ ...path, tookMs: null }, 0)).toBe("alarm path: no heartbeat yet");
});

test("whoever points at it sees each hop, and how slow it gets", () => {
  expect(pathDetails(path)).toBe("mqtt → ingest 1 ms\npacket.v1 → decoder 7 ms\n99 of 100 within 41 ms");
});

test("a path that is down is a fault that names the partitions; one that works or is turned off is none", () => {
  const down = { ...path, isDown: true, overdue: ["p2", "p5"] };
  expect(pathFault(down)).toBe("Alarm path down: no heartbeat comes through p2, p5");
  expect([pathFault(path), pathFault(null)]).toEqual(["", ""]);
});

test("the page knows it from the snapshot, from every status and from every heartbeat", () => {
  const state = new State();
  const { nowMs, ...alarmPath } = path;
  const empty = { worlds: [], stations: [], picks: [], events: [] };
  state.take("snapshot", { ...empty, status: { nowMs, alarmPath } });
  expect(state.path).toEqual(path);
  state.take("status", { nowMs: nowMs + 5000, alarmPath: { ...alarmPath, isDown: true } });
  expect(state.path).toMatchObject({ isDown: true, nowMs: nowMs + 5000 });
  state.take("path", path);
  expect(state.path).toEqual(path);
  state.take("status", { nowMs, alarmPath: null });
  expect(state.path).toBeNull();
});
