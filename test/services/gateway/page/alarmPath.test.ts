// What an operator reads about the alarm path, and that the page is told at once.
import { expect, test } from "vitest";
import { State } from "../../../../services/gateway/page/app/state.ts";
import { en } from "../../../../services/gateway/page/i18n/en.ts";
import { es } from "../../../../services/gateway/page/i18n/es.ts";
import { pathDetails, pathFault, pathWords } from "../../../../services/gateway/page/parts/alarmPath.ts";

const path = {
  ...{ nowMs: 1_700_000_000_000, ageMs: 20, isDown: false, overdue: [], tookMs: 8, p99Ms: 41 },
  hops: [
    { topic: "mqtt", service: "ingest", tookMs: 1 },
    { topic: "packet.v1", service: "decoder", tookMs: 7 },
  ],
};

test("the line grows older by itself between two heartbeats", () => {
  expect(pathWords(path, 0, en)).toBe("alarm path: 0 s ago, 8 ms");
  expect(pathWords(path, 7000, en)).toBe("alarm path: 7 s ago, 8 ms");
  expect(pathWords({ ...path, tookMs: null }, 0, en)).toBe("alarm path: no heartbeat yet");
  expect(pathWords(path, 0, es)).toBe("vía de alarma: hace 0 s, 8 ms");
});

test("whoever points at it sees each hop, and how slow it gets", () => {
  expect(pathDetails(path, en)).toBe("mqtt → ingest 1 ms\npacket.v1 → decoder 7 ms\n99 of 100 within 41 ms");
});

test("a path that is down is a fault that names the partitions; one that works or is turned off is none", () => {
  const down = { ...path, isDown: true, overdue: ["p2", "p5"] };
  expect(pathFault(down, en)).toBe("Alarm path down: no heartbeat comes through p2, p5");
  expect([pathFault(path, en), pathFault(null, en)]).toEqual(["", ""]);
});

test("the page knows it from the snapshot, from every status and from every heartbeat", () => {
  const state = new State();
  const { nowMs, ...alarmPath } = path;
  const status = {
    ...{ nowMs, startedMs: 0, modes: [], stations: {}, events: 0, openEvents: 0, topics: {}, services: [], shed: {} },
    ...{ pages: 1, alarmPath },
  };
  state.take({ name: "snapshot", data: { nowMs, worlds: [], stations: [], picks: [], events: [], status } });
  expect(state.path).toEqual(path);
  const down = { ...alarmPath, isDown: true };
  state.take({ name: "status", data: { ...status, nowMs: nowMs + 5000, alarmPath: down } });
  expect(state.path).toMatchObject({ isDown: true, nowMs: nowMs + 5000 });
  state.take({ name: "path", data: path });
  expect(state.path).toEqual(path);
  state.take({ name: "status", data: { ...status, alarmPath: null } });
  expect(state.path).toBeNull();
});
