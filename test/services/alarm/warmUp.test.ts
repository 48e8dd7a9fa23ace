import { expect, test } from "vitest";
import { warmUp } from "../../../services/alarm/warmUp.ts";
import { warmUpDelivery } from "../../../services/alarm/warmUpDelivery.ts";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { IPE } from "../../../shared/seismo/shakingModel.ts";
import { silentLog } from "../catalogue/context.ts";

test("at the start an alarm is rehearsed from the event to the signature, once a process", () => {
  // Nearly everybody in reach is told of nearly every version, and of the withdrawal.
  expect(warmUp(IPE, systemClock)).toBeGreaterThan(1500);
  expect(warmUp(IPE, systemClock)).toBe(0);
});

test("the webhooks are rehearsed too, by the code that sends real ones, once a process", async () => {
  const deps = { model: IPE, clock: systemClock, log: silentLog() };
  expect(await warmUpDelivery(deps)).toBeGreaterThan(150);
  expect(await warmUpDelivery(deps)).toBe(0);
});
