// The whole score of a data folder and the few figures it adds up to.
import { median } from "../../shared/seismo/robust.ts";
import { type EventScore, round } from "./judge.ts";
import type { Fault } from "./layout.ts";
import type { PicksScore } from "./picks.ts";

export interface NoiseScore {
  readonly id: string;
  readonly stationHours: number;
  /** P picks of the decoders. */
  readonly picks: number;
  readonly preliminary: number;
  readonly confirmed: number;
}

export interface Score {
  readonly events: readonly EventScore[];
  readonly noise: {
    /** Station-hours of noise files and quiet windows. */
    readonly hours: number;
    readonly preliminary: number;
    readonly confirmed: number;
    readonly alarmsPerHour: number | null;
    readonly networks: readonly NoiseScore[];
  };
  readonly picks: readonly ({ readonly set: string } & PicksScore)[];
  readonly summary: Readonly<Record<string, number | null>>;
  /** What could not be scored, or not all of it, and why. */
  readonly failed: readonly Fault[];
}

export function scoreOfAll(
  events: readonly EventScore[],
  networks: readonly NoiseScore[],
  rest: Pick<Score, "picks" | "failed">,
): Score {
  const sum = (of: (network: NoiseScore) => number) => networks.reduce((total, network) => total + of(network), 0);
  const hours = sum(({ stationHours }) => stationHours);
  const confirmed = sum((network) => network.confirmed);
  const noise = {
    hours: round(hours, 2),
    preliminary: sum(({ preliminary }) => preliminary),
    confirmed,
    alarmsPerHour: hours > 0 ? round(confirmed / hours, 4) : null,
    networks,
  };
  return { events, noise, ...rest, summary: { ...summaryOf(events), ...restOf(noise, rest.picks) } };
}

/** @returns whether there is anything in it to look at. */
export function isEmpty({ events, noise, picks }: Score): boolean {
  return events.length + noise.networks.length + picks.length === 0;
}

function summaryOf(events: readonly EventScore[]): Score["summary"] {
  const grades = (["A", "B", "C"] as const).map(
    (grade) => [`grade${grade}`, events.filter((event) => event.grade === grade)] as const,
  );
  const groups = ([["all", events], ...grades] as const).filter(([, own]) => own.length > 0);
  return Object.fromEntries(
    groups.flatMap(([group, own]) => Object.entries(figuresOf(own)).map(([name, value]) => [`${group}${name}`, value])),
  );
}

function figuresOf(own: readonly EventScore[]): Record<string, number | null> {
  const alerted = own.filter((one) => one.alerted).length;
  return {
    Events: own.length,
    Alerted: alerted,
    AlertedShare: round(alerted / own.length, 3),
    MedianPreliminaryAfterFirstPS: middle(own.map((one) => one.firstPreliminaryAfterFirstPS)),
    MedianConfirmedAfterFirstPS: middle(own.map((one) => one.firstConfirmedAfterFirstPS)),
    MedianConfirmedAfterOriginS: middle(own.map((one) => one.firstConfirmedAfterOriginS)),
    MedianConfirmedAfterFloor4S: middle(own.map(behindFloor)),
    MedianLocationErrorAtConfirmedKm: middle(own.map((one) => one.locationErrorKm.confirmed)),
    MedianLocationErrorPlus5Km: middle(own.map((one) => one.locationErrorKm.plus5)),
    MedianLocationErrorFinalKm: middle(own.map((one) => one.locationErrorKm.final)),
    MeanAbsMagnitudeErrorAtConfirmed: meanAbs(own.map((one) => one.magnitudeError.confirmed)),
    MeanAbsMagnitudeErrorPlus5: meanAbs(own.map((one) => one.magnitudeError.plus5)),
    MeanAbsMagnitudeErrorFinal: meanAbs(own.map((one) => one.magnitudeError.final)),
    WithMoreThanOneEvent: own.filter(({ eventsMade }) => eventsMade > 1).length,
    OtherEvents: own.reduce((total, one) => total + one.otherEvents, 0),
  };
}

function restOf(noise: Score["noise"], sets: Score["picks"]): Record<string, number | null> {
  return {
    ...(noise.networks.length > 0 ? { noiseAlarmsPerStationHour: noise.alarmsPerHour } : {}),
    ...Object.fromEntries(
      sets.flatMap(({ set, recall, precision }) => [
        [`picksRecall:${set}`, recall],
        [`picksPrecision:${set}`, precision],
      ]),
    ),
  };
}

function behindFloor({ firstConfirmedAfterFirstPS, floorAfterFirstPS }: EventScore): number | null {
  const { p4 } = floorAfterFirstPS;
  return firstConfirmedAfterFirstPS === null || p4 === null ? null : firstConfirmedAfterFirstPS - p4;
}

function numbers(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

function middle(values: readonly (number | null)[]): number | null {
  return round(median(numbers(values)), 2);
}

function meanAbs(values: readonly (number | null)[]): number | null {
  const there = numbers(values);
  return round(there.reduce((total, value) => total + Math.abs(value), 0) / there.length, 2);
}
