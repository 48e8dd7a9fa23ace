// What a system told of a scenario, held against what it had to tell: a line for everything that is not as wanted.
import type { SeismicEvent } from "../shared/contracts/event.ts";
import { distanceKm, type Place } from "../shared/seismo/geodesy.ts";
import type { Planned } from "./fleet/plan.ts";
import type { Scenario, Wanted } from "./scenario.ts";

export interface Verdict {
  readonly confirmed: number;
  readonly standing: number;
  /** Empty when everything is as wanted. */
  readonly faults: readonly string[];
}

/** Of a version what a verdict needs. */
export interface ToldVersion extends Pick<SeismicEvent, "eventId" | "status" | "asOfMs"> {
  readonly origin: Place & { readonly timeMs: number };
  readonly magnitude: { readonly value: number };
}

type Versions = readonly ToldVersion[];

/** An event is the earthquake it comes nearest to in time, of those within this. */
const WITHIN_S = 30;

export function verdictOn(scenario: Scenario, quakes: readonly Planned[], versions: Versions): Verdict {
  const { expect } = scenario;
  const events = [...Map.groupBy(versions, ({ eventId }) => eventId).values()];
  const confirmed = events.filter((own) => own.some(({ status }) => status === "confirmed"));
  const standing = confirmed.filter((own) => own.at(-1)?.status !== "cancelled");
  const { least, most } =
    typeof expect.confirmed === "number" ? { least: expect.confirmed, most: expect.confirmed } : expect.confirmed;
  const largest = Math.max(
    0,
    ...confirmed
      .flat()
      .filter(isConfirmed)
      .map(({ magnitude }) => magnitude.value),
  );
  const faults = [
    ...(confirmed.length < least ? [`confirmed: got ${confirmed.length} events, want at least ${least}`] : []),
    ...(confirmed.length > most ? [`confirmed: got ${confirmed.length} events, want at most ${most}`] : []),
    ...(expect.standing !== undefined && standing.length !== expect.standing
      ? [`standing: got ${standing.length} confirmed events at the end, want ${expect.standing}`]
      : []),
    ...(expect.largest !== undefined && largest > expect.largest
      ? [`largest: got M${largest.toFixed(1)}, want at most M${expect.largest.toFixed(1)}`]
      : []),
    ...expect.events.flatMap((wanted) => faultsOf(wanted, quakes, confirmed)),
  ];
  return { confirmed: confirmed.length, standing: standing.length, faults };
}

function faultsOf(wanted: Wanted, quakes: readonly Planned[], confirmed: readonly Versions[]): string[] {
  const name = `earthquake ${wanted.of}`;
  const quake = quakes[wanted.of]?.quake;
  if (quake === undefined) return [`${name}: there is none`];
  const offS = (own: Versions) => Math.abs((own.at(-1)?.origin.timeMs ?? 0) - quake.originMs) / 1000;
  const [own] = confirmed.filter((one) => offS(one) <= WITHIN_S).sort((a, b) => offS(a) - offS(b));
  const [first, last] = [own?.find(isConfirmed), own?.findLast(({ status }) => status !== "cancelled")];
  if (first === undefined || last === undefined) return [`${name}: no confirmed event within ${WITHIN_S} s of it`];
  const afterS = (first.asOfMs - quake.originMs) / 1000;
  const offKm = distanceKm(last.origin, quake);
  const offM = last.magnitude.value - quake.magnitude;
  return [
    ...(afterS > wanted.confirmedWithinS
      ? [`${name}: confirmed ${afterS.toFixed(1)} s after the origin, want within ${wanted.confirmedWithinS} s`]
      : []),
    ...(offKm > wanted.withinKm ? [`${name}: ${offKm.toFixed(0)} km off, want within ${wanted.withinKm} km`] : []),
    ...(Math.abs(offM) > wanted.magnitudeWithin
      ? [`${name}: magnitude off by ${offM.toFixed(1)}, want within ${wanted.magnitudeWithin}`]
      : []),
  ];
}

function isConfirmed({ status }: ToldVersion): boolean {
  return status === "confirmed";
}

/** "as wanted: 1 event confirmed", or what is not, a line each. */
export function verdictInWords({ confirmed, faults }: Verdict): string {
  const events = `${confirmed} event${confirmed === 1 ? "" : "s"} confirmed`;
  return faults.length === 0 ? `as wanted: ${events}` : `NOT as wanted: ${events}\n  ${faults.join("\n  ")}`;
}
