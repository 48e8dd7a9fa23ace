// Drills: when their process begins and ends, what stands in their way, and that none outlives its gateway.
import { expect, test } from "vitest";
import { Drills, type Wanted } from "../../../../services/gateway/drills/drills.ts";
import type { Launch } from "../../../../services/gateway/drills/launch.ts";
import { readScenarios } from "../../../../services/gateway/drills/scenarios.ts";
import { MovedClock } from "../../../movedClock.ts";

interface Process extends Launch {
  readonly end: (how: string) => void;
  readonly signals: string[];
}

/** Processes that do what a test says. */
function stage(options: { readonly atOnce?: number; readonly missing?: string; readonly isDeaf?: boolean } = {}) {
  const clock = new MovedClock();
  const processes: Process[] = [];
  const drills = new Drills({
    clock,
    scenarios: readScenarios(),
    atOnce: options.atOnce ?? 1,
    missing: () => options.missing,
    commandOf: ({ scenario, atMs }) => ({ args: [scenario.name, String(atMs)], env: {} }),
    launch(launch) {
      const { promise: ended, resolve: end } = Promise.withResolvers<string>();
      const signals: string[] = [];
      processes.push({ ...launch, end, signals });
      const stop = () => {
        signals.push("stop");
        if (!options.isDeaf) end("");
      };
      const kill = () => {
        signals.push("kill");
        end("ended with SIGKILL");
      };
      return { ended, stop, kill };
    },
  });
  return { clock, drills, processes };
}

test("a drill without a time begins at once, says what its process says, and is done when that has ended", async () => {
  const { clock, drills, processes } = stage();
  const drill = drills.start({ scenario: "one-quake" });
  await clock.move(0);
  expect(drill.view()).toMatchObject({ state: "running", scenario: "one-quake", atMs: null });
  processes[0]?.onLine("\u001b[1m4 s: 25 of 25 stations up\u001b[0m");
  expect([drill.view().lastLine, drill.lines()]).toEqual(["4 s: 25 of 25 stations up", ["4 s: 25 of 25 stations up"]]);
  processes[0]?.end("");
  await clock.move(0);
  expect(drill.view()).toMatchObject({ state: "done", reason: "", endedMs: clock.nowMs() });
});

test("at a time with a zone the ground breaks then: the process begins before, for its stations to be up", async () => {
  const { clock, drills, processes } = stage();
  const drill = drills.start({ scenario: "one-quake", at: "2026-01-01T01:00:00+00:00" });
  const leadMs = (20 + 15) * 1000;
  await clock.move(3_600_000 - leadMs - 1000);
  expect([drill.view().state, processes.length]).toEqual(["scheduled", 0]);
  await clock.move(1000);
  expect(drill.view()).toMatchObject({ state: "running", atMs: Date.UTC(2026, 0, 1, 1) });
  expect(processes[0]?.args).toEqual(["one-quake", String(Date.UTC(2026, 0, 1, 1))]);
});

test.each<[Wanted, string]>([
  [{ scenario: "nobody" }, 'scenario: got "nobody", want one of as-they-are'],
  [{ scenario: "../../etc/passwd" }, "want one of as-they-are"],
  [{ scenario: "one-quake", at: "2026-01-01T01:00:00" }, "at: got"],
  [{ scenario: "one-quake", at: "2025-12-31T23:00:00Z" }, "has passed"],
  [{ scenario: "one-quake", at: "2026-01-01T01:00:00Z", inS: 60 }, "want either at or inS"],
  [{ scenario: "one-quake", inS: 10 }, "inS: got 10, want at least 35 s from now"],
])("%j begins no drill", (wanted, reason) => {
  const { drills, processes } = stage();
  expect(() => drills.start(wanted)).toThrow(reason);
  expect([drills.all(), processes]).toEqual([[], []]);
});

test("one at a time: another that would run beside it is refused, one that comes after it is not", async () => {
  const { clock, drills } = stage();
  const first = drills.start({ scenario: "one-quake" });
  await clock.move(0);
  expect(() => drills.start({ scenario: "doublet", inS: 60 })).toThrow(`${first.view().drillId} (running)`);
  expect(drills.start({ scenario: "doublet", inS: 3600 }).view().state).toBe("scheduled");
  await first.stop();
  expect(drills.start({ scenario: "doublet" }).view().scenario).toBe("doublet");
});

test("a drill that is stopped ends, also before it began", async () => {
  const { clock, drills, processes } = stage({ atOnce: 2 });
  const running = drills.start({ scenario: "one-quake" });
  const waiting = drills.start({ scenario: "one-quake", inS: 3600 });
  await clock.move(0);
  await Promise.all([running.stop(), waiting.stop()]);
  expect([running.view().state, waiting.view().state]).toEqual(["stopped", "stopped"]);
  expect(processes.map(({ signals }) => signals)).toEqual([["stop"]]);
});

test("a process that does not listen is killed", async () => {
  const { clock, drills, processes } = stage({ isDeaf: true });
  const drill = drills.start({ scenario: "one-quake" });
  await clock.move(0);
  const stopped = drill.stop();
  await clock.move(10_000);
  await stopped;
  expect(processes[0]?.signals).toEqual(["stop", "kill"]);
});

test("a process that takes longer than its scenario can is ended, and says so", async () => {
  const { clock, drills } = stage();
  const drill = drills.start({ scenario: "one-quake" });
  await clock.move(400_000);
  expect(drill.view()).toMatchObject({ state: "failed", reason: "ended because it took longer than 310 s" });
});

test("when the gateway ends all its drills do, and of what fails the reason is told", async () => {
  const { clock, drills, processes } = stage();
  const drill = drills.start({ scenario: "one-quake" });
  await clock.move(0);
  processes[0]?.end("ended with code 1");
  await clock.move(0);
  expect(drill.view()).toMatchObject({ state: "failed", reason: "ended with code 1" });
  drills.start({ scenario: "one-quake" });
  await clock.move(0);
  await drills.close();
  expect(drills.all().map((one) => one.view().state)).toEqual(["stopped", "failed"]);
});

test("without a broker to send to no drill begins", () => {
  const { drills } = stage({ missing: "drills: no broker" });
  expect(() => drills.start({ scenario: "one-quake" })).toThrow("drills: no broker");
});

test("every scenario that comes with the simulators can be chosen", () => {
  const scenarios = readScenarios();
  expect(scenarios.length).toBeGreaterThan(10);
  for (const { title, durationS, leadS } of scenarios) expect(title !== "" && durationS > leadS).toBe(true);
});
