// What the page knows, and which versions it has yet to say: each once, whatever the connection does.
import { expect, test } from "vitest";
import { EventBoard } from "../../../../services/gateway/eventBoard.ts";
import { type Message, State } from "../../../../services/gateway/page/app/state.ts";
import type { SeismicEvent } from "../../../../shared/contracts/event.ts";
import { anEvent, EVENT_ID } from "../messages.ts";

const status = {
  ...{ nowMs: 1, startedMs: 0, modes: [], stations: {}, events: 0, openEvents: 0, topics: {}, services: [], shed: {} },
  ...{ pages: 1, alarmPath: null },
};

function shown(changes: Partial<SeismicEvent> = {}) {
  const board = new EventBoard();
  return board.version(anEvent(changes), Date.now())?.event ?? expect.unreachable();
}

const snapshotOf = (...events: ReturnType<typeof shown>[]): Message => ({
  name: "snapshot",
  data: { nowMs: Date.now(), worlds: [], stations: [], picks: [], events, status },
});
const toSay = (state: State) => state.takeNewVersions().map(({ version }) => version.version);

test("who opens the page in the middle of an earthquake is told of it, once", () => {
  const state = new State();
  state.take(snapshotOf(shown({ version: 3 })));
  expect(toSay(state)).toEqual([3]);
  expect(toSay(state)).toEqual([]);
});

test("a gateway that comes back with what is known already says nothing new; with a newer version it does", () => {
  const state = new State();
  state.take(snapshotOf(shown({ version: 3 })));
  toSay(state);
  state.take(snapshotOf(shown({ version: 3 })));
  expect(toSay(state)).toEqual([]);
  state.take(snapshotOf(shown({ version: 4 })));
  expect(toSay(state)).toEqual([4]);
});

test("what is over is not said to who opens the page", () => {
  const state = new State();
  state.take(snapshotOf(shown({ status: "final" }), shown({ eventId: "b", status: "cancelled" })));
  expect(toSay(state)).toEqual([]);
});

test("an exercise is shown until the real world shakes, which goes before it", () => {
  const state = new State();
  const drill = shown({ mode: "drill", run: "d", eventId: "d" });
  state.take(snapshotOf(drill));
  expect(state.shownWorld()).toBe("drill:d");
  state.take(snapshotOf(drill, shown()));
  expect([state.shownWorld(), state.shownEvent("live")?.eventId]).toEqual(["live", EVENT_ID]);
});
