// All drills of this gateway: what is asked for becomes a plan, and only so many may run at once.
import { zonedTimeFrom } from "../../../shared/contracts/zonedTime.ts";
import { Fault } from "../../../shared/runtime/faults.ts";
import { Drill, type DrillDeps, type DrillPlan } from "./drill.ts";
import type { ScenarioView } from "./scenarios.ts";

export interface Wanted {
  readonly scenario: string;
  readonly at?: string | undefined;
  readonly inS?: number | undefined;
  readonly stations?: number | undefined;
}

export interface DrillsDeps extends DrillDeps {
  readonly scenarios: readonly ScenarioView[];
  readonly atOnce: number;
  /** Undefined when drills can be run; otherwise what is missing. */
  readonly missing: () => string | undefined;
}

/** Its process is up and its stations are known by then. */
const WARM_UP_S = 15;
/** After the data: until all is told and judged. */
const AFTERWARDS_S = 90;
/** Stations register one by one. */
const REGISTER_S = 120;
const ENDED_KEPT = 50;
const MOST_SCHEDULED = 20;

export class Drills {
  readonly #deps: DrillsDeps;
  #drills: readonly Drill[] = [];
  #count = 0;

  constructor(deps: DrillsDeps) {
    this.#deps = deps;
  }

  /** Newest first. */
  all(): readonly Drill[] {
    return this.#drills;
  }

  of(drillId: string): Drill | undefined {
    return this.#drills.find(({ plan }) => plan.drillId === drillId);
  }

  /** @throws Fault that says what is wrong with it, or what stands in its way. */
  start(wanted: Wanted): Drill {
    const missing = this.#deps.missing();
    if (missing !== undefined) throw new Fault(503, missing);
    const plan = this.#planOf(wanted);
    const open = this.#drills.filter((drill) => !drill.isOver());
    const beside = open.filter(({ plan: other }) => other.beginsMs < plan.endsMs && plan.beginsMs < other.endsMs);
    if (beside.length >= this.#deps.atOnce) {
      const names = beside.map((drill) => `${drill.plan.drillId} (${drill.view().state})`).join(", ");
      throw new Fault(409, `${names} would run at the same time; stop it, or choose another time`);
    }
    if (open.length >= MOST_SCHEDULED) throw new Fault(409, `${MOST_SCHEDULED} drills are scheduled; stop one first`);
    const drill = new Drill(plan, this.#deps);
    const ended = this.#drills.filter((one) => one.isOver()).slice(0, ENDED_KEPT);
    this.#drills = [drill, ...this.#drills.filter((one) => !one.isOver() || ended.includes(one))];
    return drill;
  }

  async close(): Promise<void> {
    await Promise.all(this.#drills.map((drill) => drill.stop()));
  }

  #planOf({ scenario: name, at, inS, stations }: Wanted): DrillPlan {
    const { scenarios, clock } = this.#deps;
    const scenario = scenarios.find((one) => one.name === name);
    if (scenario === undefined) {
      const there = scenarios.map((one) => one.name).join(", ");
      throw new Fault(400, `scenario: got "${name.slice(0, 80)}", want one of ${there}`, "scenario");
    }
    const nowMs = Math.round(clock.nowMs());
    const atMs = timeOf({ at, inS, nowMs });
    const leastS = scenario.leadS + WARM_UP_S;
    if (atMs !== undefined && atMs < nowMs + leastS * 1000) {
      const why = `want at least ${leastS} s from now: this scenario's stations are up ${scenario.leadS} s before`;
      const field = at === undefined ? "inS" : "at";
      throw new Fault(400, `${field}: got ${at ?? inS}, ${why}`, field);
    }
    const beginsMs = atMs === undefined ? nowMs : atMs - leastS * 1000;
    const waitsS = atMs === undefined ? REGISTER_S : WARM_UP_S;
    const endsMs = beginsMs + (waitsS + scenario.durationS + AFTERWARDS_S) * 1000;
    this.#count += 1;
    const drillId = `drill-${nowMs.toString(36)}-${this.#count}`;
    return { drillId, scenario, stations, requestedMs: nowMs, atMs, beginsMs, endsMs };
  }
}

function timeOf({ at, inS, nowMs }: Pick<Wanted, "at" | "inS"> & { readonly nowMs: number }): number | undefined {
  if (at !== undefined && inS !== undefined) throw new Fault(400, "inS: want either at or inS", "inS");
  if (inS !== undefined) return nowMs + Math.round(inS * 1000);
  if (at === undefined) return undefined;
  const time = zonedTimeFrom(at, nowMs);
  if (time.kind === "refused") throw new Fault(400, `at: ${time.reason}`, "at");
  return time.atMs;
}
