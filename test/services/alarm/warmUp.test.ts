import { expect, test } from "vitest";
import { warmUp } from "../../../services/alarm/warmUp.ts";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { IPE } from "../../../shared/seismo/shakingModel.ts";

test("at the start an alarm is rehearsed from the event to the signature, once a process", () => {
  // Nearly everybody in reach is told of nearly every version, and of the withdrawal.
  expect(warmUp(IPE, systemClock)).toBeGreaterThan(1500);
  expect(warmUp(IPE, systemClock)).toBe(0);
});
