// The rehearsal at the integrator's start.
import { expect, test } from "vitest";
import { integratorTable } from "../../../services/integrator/config.ts";
import { warmUp } from "../../../services/integrator/warmUp.ts";
import { readConfig } from "../../../shared/runtime/config.ts";

test("earthquakes rehearsed at the start go through founding, confirming and growing, once a process", () => {
  const settings = readConfig(integratorTable, {});
  expect(warmUp(settings)).toBeGreaterThanOrEqual(6);
  expect(warmUp(settings)).toBe(0);
});
