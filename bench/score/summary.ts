// The whole score of a data folder and the few figures it adds up to.
import { median } from "../../shared/seismo/robust.ts";
import { type EventScore, round } from "./judge.ts";
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
  readonly failed: readonly { readonly id: string; readonly reason: string }[];
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
  return { events, noise, ...rest, summary: summaryOf(events) };
}

function summaryOf(events: readonly EventScore[]): Score["summary"] {
  const grades = (["A", "B", "C"] as const).flatMap((grade) => {
    const own = events.filter((event) => event.grade === grade);
    const named = (name: string, value: number | null): [string, number | null] => [`grade${grade}${name}`, value];
    return own.length === 0
      ? []
      : [
          named("Events", own.length),
          named("Alerted", own.filter(({ alerted }) => alerted).length),
          named("MedianConfirmedAfterFloor4S", middle(own.map(behindFloor))),
          named("MedianConfirmedAfterOriginS", middle(own.map((one) => one.firstConfirmedAfterOriginS))),
          named("MedianLocationErrorAtConfirmedKm", middle(own.map((one) => one.locationErrorKm.confirmed))),
          named("MedianLocationErrorPlus5Km", middle(own.map((one) => one.locationErrorKm.plus5))),
          named("MeanAbsMagnitudeErrorAtConfirmed", meanAbs(own.map((one) => one.magnitudeError.confirmed))),
          named("MeanAbsMagnitudeErrorPlus5", meanAbs(own.map((one) => one.magnitudeError.plus5))),
          named("MeanAbsMagnitudeErrorFinal", meanAbs(own.map((one) => one.magnitudeError.final))),
          named("WithMoreThanOneEvent", own.filter(({ eventsMade }) => eventsMade > 1).length),
          named(
            "OtherEvents",
            own.reduce((total, one) => total + one.otherEvents, 0),
          ),
        ];
  });
  return Object.fromEntries(grades);
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
