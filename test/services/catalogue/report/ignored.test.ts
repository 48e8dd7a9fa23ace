// Why a station took no part, told from its picks, its health and the predicted arrivals.
import { expect, test } from "vitest";
import type { StandingStation } from "../../../../services/catalogue/record/stationRows.ts";
import { type Absence, reasonOf } from "../../../../services/catalogue/report/ignored.ts";
import { ORIGIN_MS } from "../anEvent.ts";
import { aPick } from "../aPick.ts";

const P_MS = ORIGIN_MS + 6000;
const S_MS = ORIGIN_MS + 10_500;
const well = { lastSampleMs: ORIGIN_MS + 90_000, latencyS: 0.4, clockOffsetS: 0, noiseMps2: 0.0012, reason: "" };
const station = (health: Partial<NonNullable<StandingStation["health"]>> | null): StandingStation => ({
  ...{ stationId: "XX_A", name: "", latitudeDeg: 17, longitudeDeg: -101 },
  health: health === null ? null : { ...well, state: "ok", ...health },
});
const absent = (over: Partial<Absence> = {}): Absence => ({
  ...{
    station: station({}),
    predictedPMs: P_MS,
    predictedSMs: S_MS,
    picks: [],
    usedUntil: 0,
    asOfMs: ORIGIN_MS + 60_000,
  },
  otherEventOf: () => undefined,
  ...over,
});
const pickAt = (timeMs: number, over = {}) => aPick("XX_A", { timeMs, ...over });

const FIT = "picked P 0.5 s after the predicted P and 4.0 s before the predicted S";
const CASES: readonly (readonly [string, Partial<Absence>, string, string])[] = [
  [
    "was dropped between versions",
    { usedUntil: 2, picks: [pickAt(P_MS + 500)] },
    "removed",
    `used up to version 2, then left out; ${FIT}`,
  ],
  ["was dropped, its pick forgotten", { usedUntil: 2 }, "removed", "used up to version 2, then left out"],
  [
    "was another earthquake's",
    { picks: [pickAt(P_MS + 500)], otherEventOf: () => "live-2" },
    "otherEvent",
    `its pick belongs to event live-2; ${FIT}`,
  ],
  [
    "fits neither P nor S",
    { picks: [pickAt(P_MS - 12_000)] },
    "misfit",
    "picked P 12.0 s before the predicted P and 16.5 s before the predicted S: it fits neither",
  ],
  [
    "came too late",
    { picks: [pickAt(P_MS + 500)], asOfMs: P_MS + 1000 },
    "tooLate",
    "its pick was known 0.5 s after the last version",
  ],
  [
    "fits and was not taken",
    { picks: [pickAt(P_MS + 500)] },
    "notAssociated",
    `${FIT}, and yet not associated (SNR 12.0, P with a probability of 0.90)`,
  ],
  [
    "is in quarantine and picked",
    { station: station({ state: "quarantined", reason: "clock 3 s off" }), picks: [pickAt(P_MS + 500)] },
    "notAssociated",
    `${FIT}, and yet not associated (SNR 12.0, P with a probability of 0.90); the station is in quarantine: clock 3 s off`,
  ],
  [
    "is in quarantine",
    { station: station({ state: "quarantined", reason: "flat line" }) },
    "quarantined",
    "no pick; in quarantine: flat line",
  ],
  [
    "has just come",
    { station: station({ state: "warming" }) },
    "warming",
    "no pick; it had just come, its filters were settling",
  ],
  [
    "went silent before",
    { station: station({ lastSampleMs: P_MS - 20_000 }) },
    "silent",
    "silent: its last sample came from 20.0 s before the predicted P",
  ],
  [
    "went silent just before",
    { station: station({ lastSampleMs: P_MS - 2000 }) },
    "silent",
    "silent: its last sample came from 2.0 s before the predicted P",
  ],
  ["nobody ever heard", { station: station(null) }, "unknown", "no pick, and nothing was heard of its health"],
  [
    "was not reached yet",
    { asOfMs: P_MS - 1000, station: station({ lastSampleMs: P_MS - 5000 }) },
    "notTriggered",
    "no pick: P was not there yet at the last version",
  ],
  [
    "felt nothing",
    {},
    "notTriggered",
    "no pick: heard throughout, and nothing rose above its noise (its noise was 0.0012 m/s²)",
  ],
];

test.each(CASES)("a station that %s says so", (_, over, code, reason) => {
  expect(reasonOf(absent(over))).toEqual({ code, reason });
});

test("of several picks the one that comes nearest to a predicted arrival is told of", () => {
  const picks = [pickAt(P_MS - 25_000), pickAt(S_MS + 300), pickAt(P_MS + 20_000)];
  expect(reasonOf(absent({ picks })).reason).toContain("0.3 s after the predicted S");
});
