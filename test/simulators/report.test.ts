// What a replay reports about a webhook, measured against what is known about the earthquake.
import { expect, test } from "vitest";
import type { Received } from "../../simulators/receiver.ts";
import { lineOf, type ReportLine, summaryOf } from "../../simulators/report.ts";
import { alarmOf } from "../../simulators/webhook.ts";

const ORIGIN_MS = Date.UTC(2020, 0, 1);
const iso = (afterS: number) => new Date(ORIGIN_MS + afterS * 1000).toISOString();
const truth = { id: "", timeMs: ORIGIN_MS, latitudeDeg: 17, longitudeDeg: -100, depthKm: 10, magnitude: 6 };
const stations = [{ latitudeDeg: 17, longitudeDeg: -100 }];

const body = JSON.stringify({
  type: "alarm.issued",
  data: {
    mode: "replay",
    eventId: "e",
    version: 3,
    status: "confirmed",
    headline: "REPLAY: Strong shaking expected in 12 s.",
    asOf: iso(5),
    origin: { time: iso(0.5), latitudeDeg: 17.1, longitudeDeg: -100, depthKm: 12.34 },
    magnitude: { value: 6.3, type: "Mpd", uncertainty: 0.2 },
    likelihood: 1,
    distanceKm: 50,
    intensity: 6,
    sArrival: iso(16),
    stampsMs: { received: 1000 },
  },
});
const received: Received = {
  id: "1",
  timestamp: "1",
  signature: "",
  body,
  receivedMs: 1100,
  alarm: alarmOf(body),
  verified: true,
  scheme: "v1",
};

test("errors, delay and data time of a webhook", () => {
  const line = lineOf(received, [truth], stations);
  expect(line).toMatchObject({
    type: "alarm.issued",
    version: 3,
    delayMs: 100,
    secondsLeft: 10.9,
    locationErrorKm: 11.12,
    magnitudeError: 0.3,
    depthKm: 12.3,
  });
  // Asked 5.1 s after the origin; the first P came up 10 km in about 1.7 s.
  expect(line?.secondsAfterFirstP).toBeGreaterThan(3);
  expect(line?.secondsAfterFirstP).toBeLessThan(4);
});

test("without a known earthquake there are no errors, and a message that is no alarm is no line", () => {
  expect(lineOf(received, [], stations)).toMatchObject({
    secondsAfterFirstP: null,
    locationErrorKm: null,
    magnitudeError: null,
  });
  expect(lineOf({ ...received, alarm: undefined }, [truth], stations)).toBeUndefined();
});

test("a foreshock that rang first is not taken for the recorded earthquake", () => {
  const line = lineOf(received, [truth], stations);
  if (line === undefined) throw new Error("no line");
  const lines: ReportLine[] = [
    { ...line, eventId: "foreshock", originErrorS: -13, magnitudeError: -4 },
    { ...line, eventId: "mainshock", originErrorS: 0.5, magnitudeError: -1 },
    { ...line, eventId: "foreshock", originErrorS: -13, type: "alarm.final", magnitudeError: -3 },
    { ...line, eventId: "mainshock", originErrorS: 0.2, type: "alarm.final", magnitudeError: -0.2 },
    { ...line, eventId: "elsewhere", originErrorS: 0, locationErrorKm: 300, magnitudeError: 2 },
  ];
  const of = { event: "x", run: "r", speed: 1, packets: 10, stations: 1, wallS: 1 };
  expect(summaryOf(lines, of)).toMatchObject({ firstMagnitudeError: -1, finalMagnitudeError: -0.2, events: 3 });
});

test("first is the first alarm about the earthquake, final the last word about the same event that did not withdraw it", () => {
  const line = lineOf(received, [truth], stations);
  if (line === undefined) throw new Error("no line");
  const lines: ReportLine[] = [
    { ...line, locationErrorKm: 30 },
    { ...line, type: "alarm.updated", locationErrorKm: 8 },
    { ...line, type: "alarm.issued", eventId: "other", locationErrorKm: 99 },
    { ...line, type: "alarm.final", locationErrorKm: 5, verified: false },
    { ...line, type: "alarm.cancelled", eventId: "other", locationErrorKm: 98 },
  ];
  const of = { event: "x", run: "r", speed: 1, packets: 10, stations: 1, wallS: 1.234 };
  expect(summaryOf(lines, of)).toMatchObject({
    webhooks: 5,
    verified: 4,
    firstLocationErrorKm: 30,
    finalLocationErrorKm: 5,
    events: 2,
    wallS: 1.2,
  });
  expect(summaryOf([], of)).toMatchObject({ webhooks: 0, firstAlertSecondsAfterFirstP: null, events: 0 });
});
