// What a fleet tells people: lines now and then where nobody draws, and always what the system told.
import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { viewOn } from "../../simulators/fleet/view.ts";

const STATE = {
  dataS: 12,
  durationS: 60,
  stations: 20,
  up: 19,
  sent: 240,
  sentPerS: 20,
  inFlight: 3,
  behindMs: 1500,
};

test("where it is no terminal it writes a line every five seconds, with no sign that moves a cursor", () => {
  let [text, nowMs] = ["", 0];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const view = viewOn(stream, () => nowMs);
  view.show(STATE);
  nowMs = 4000;
  view.show(STATE);
  nowMs = 6000;
  const heard = { events: 2, confirmed: 1, cancelled: 1, alerts: 4, newest: "DRILL: M 5.0 near by" };
  view.show({ ...STATE, dataS: 18, heard });
  view.note("a line that stays");
  expect(text.split("\n")).toEqual([
    "12 s: 19 of 20 stations up, 240 packets, 20/s, 3 unacknowledged, 1.5 s behind",
    "18 s: 19 of 20 stations up, 240 packets, 20/s, 3 unacknowledged, 1.5 s behind, 2 events (1 confirmed, 1 cancelled), 4 alerts",
    "a line that stays",
    "",
  ]);
});
