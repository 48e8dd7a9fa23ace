// A scenario played without any server, as fast as it goes: what decoders and integrator of this process make of it.
import { Offline } from "../services/offline.ts";
import type { SeismicEvent } from "../shared/contracts/event.ts";
import { sumOfLedgers } from "./fleet/fleetLedger.ts";
import { packetsOf } from "./fleet/packets.ts";
import type { Plan } from "./fleet/plan.ts";
import { type Ledger, Sensor } from "./sensor/sensor.ts";

export interface Rehearsal {
  /** Every version, in the order it was told. */
  readonly versions: readonly SeismicEvent[];
  readonly ledger: Ledger;
  /** Packets by what the decoders made of them. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly picks: number;
}

export interface RehearseOptions {
  readonly run: string;
  readonly onSecond?: (secondMs: number) => void;
  readonly signal?: AbortSignal;
}

/** The same plan gives the same versions, byte for byte. */
export function rehearse(plan: Plan, { run, onSecond, signal }: RehearseOptions): Rehearsal {
  const sensors = plan.sensors.map((spec) => new Sensor(spec));
  const offline = new Offline(
    { mode: "simulation", run },
    sensors.map(({ meta }) => meta),
  );
  const versions: SeismicEvent[] = [];
  const outcomes = new Map<string, number>();
  let picks = 0;
  const span = { ...plan, ...(onSecond === undefined ? {} : { onSecond }) };
  for (const packet of packetsOf(sensors, plan.quakes, span)) {
    if (signal?.aborted === true) break;
    const heard = offline.push(packet);
    outcomes.set(heard.outcome, (outcomes.get(heard.outcome) ?? 0) + 1);
    picks += heard.picks;
    versions.push(...heard.versions);
  }
  return { versions, outcomes, picks, ledger: sumOfLedgers(sensors.map(({ ledger }) => ledger)) };
}
