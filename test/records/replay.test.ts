// Real earthquakes on the whole path: recorded packets over real MQTT, verified webhooks at the subscriber.
import { expect, test } from "vitest";
import { noSharedData } from "../sharedData.ts";
import { type Ring, ring } from "./ring.ts";

/** Modest bounds that a user would notice being broken, not the figures reached (those are in bench/README.md). */
const cases = [
  { id: "us20190706_ridgecrest_m71", alertWithinS: 12, firstKm: 15, finalKm: 15, finalDm: 0.8 },
  { id: "mx20180129_m46", alertWithinS: 12, firstKm: 30, finalKm: 20, finalDm: 0.6 },
];

test.skipIf(noSharedData).each(cases)(
  "$id rings, signed, in time, at the right place and size",
  { timeout: 120_000 },
  async (want) => {
    const { summary, lines, headlines }: Ring = await ring(want.id);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every((line) => line.verified && line.mode === "replay")).toBe(true);
    for (const headline of headlines) expect(headline).toMatch(/^REPLAY: /);
    expect(summary.firstAlertSecondsAfterFirstP).toBeGreaterThan(-1);
    expect(summary.firstAlertSecondsAfterFirstP).toBeLessThan(want.alertWithinS);
    expect(summary.firstLocationErrorKm).toBeLessThan(want.firstKm);
    expect(summary.finalLocationErrorKm).toBeLessThan(want.finalKm);
    expect(Math.abs(summary.finalMagnitudeError ?? Number.NaN)).toBeLessThan(want.finalDm);
  },
);
