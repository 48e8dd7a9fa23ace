// Every scenario that comes with the simulators, played from the ground to the decision: it ends as its file wants it.
import { expect, test } from "vitest";
import { planOf } from "../../simulators/fleet/plan.ts";
import { rehearse } from "../../simulators/rehearse.ts";
import { readScenario, scenarioNames } from "../../simulators/scenario.ts";
import { verdictOn } from "../../simulators/verdict.ts";

const START_MS = Date.UTC(2026, 0, 5, 17);
const SEED = 1;

function linesOf({ versions }: ReturnType<typeof rehearse>): string {
  return versions
    .map(({ eventId, version, status, asOfMs, magnitude, origin, arrivals, reason }) => {
      const atS = ((asOfMs - START_MS) / 1000).toFixed(1);
      const place = `${origin.latitudeDeg.toFixed(2)},${origin.longitudeDeg.toFixed(2)} ${origin.depthKm.toFixed(0)} km`;
      return `${atS} s ${eventId.slice(-4)} v${version} ${status} M${magnitude.value.toFixed(1)} ${place} ${arrivals.length} ${reason}`;
    })
    .join("\n");
}

test.each(scenarioNames())("%s", (name) => {
  const scenario = readScenario(name);
  const plan = planOf(scenario, { seed: SEED, startMs: START_MS });
  const rehearsal = rehearse(plan, { run: "test" });
  const { faults } = verdictOn(scenario, plan.quakes, rehearsal.versions);
  expect(faults, linesOf(rehearsal)).toEqual([]);
  expect(rehearsal.versions.every(({ mode, run }) => mode === "simulation" && run === "test")).toBe(true);
  const { made, sent, lost, dead, waiting } = rehearsal.ledger;
  expect(sent + lost + dead + waiting).toBe(made);
});
