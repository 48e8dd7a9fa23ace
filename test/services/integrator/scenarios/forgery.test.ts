// Up to three forged stations alarm nobody, however perfect what they claim (RELIABILITY F2).
import { expect, test } from "vitest";
import { attack } from "./forgery.ts";
import { confirmedOf, summaryOf } from "./tell.ts";

const ATTACKS = 100;

test.each([
  1, 2, 3,
])(`%i forged stations with perfect times and amplitudes of an M6.5 confirm nothing in ${ATTACKS} attacks`, (forged) => {
  for (let seed = 1; seed <= ATTACKS; seed += 1) {
    const { told, stations, spacingKm } = attack(forged, seed);
    const where = `attack ${seed} on ${stations} stations ${spacingKm.toFixed(0)} km apart`;
    expect(confirmedOf(told).length, `${where}\n${summaryOf(told)}`).toBe(0);
  }
}, 60_000);
