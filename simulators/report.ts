// What a replay has to say: one line a webhook, measured against the truth, and a summary.
import { distanceKm, type Place } from "../shared/seismo/geodesy.ts";
import type { Received } from "./receiver.ts";
import { firstPMs, type Truth, truthFor } from "./truth.ts";
import { arrivalOf } from "./webhook.ts";

/** The order of the keys is part of the interface. */
export interface ReportLine {
  readonly type: string;
  readonly eventId: string;
  readonly version: number;
  readonly mode: string;
  readonly verified: boolean;
  readonly magnitude: number;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** Data time of the receipt minus the first P anywhere in the network; null without a known earthquake. */
  readonly secondsAfterFirstP: number | null;
  readonly secondsLeft: number;
  readonly delayMs: number | null;
  readonly status: string;
  readonly depthKm: number;
  readonly intensity: number;
  readonly locationErrorKm: number | null;
  readonly magnitudeError: number | null;
  /** Origin time minus the true one. */
  readonly originErrorS: number | null;
}

export interface Summary {
  readonly event: string;
  readonly run: string;
  readonly speed: number | "max";
  readonly packets: number;
  readonly stations: number;
  readonly webhooks: number;
  readonly verified: number;
  readonly firstAlertSecondsAfterFirstP: number | null;
  readonly firstLocationErrorKm: number | null;
  readonly firstMagnitudeError: number | null;
  readonly finalLocationErrorKm: number | null;
  readonly finalMagnitudeError: number | null;
  readonly events: number;
  readonly wallS: number;
}

/** Undefined for what is no alarm. */
export function lineOf(
  received: Received,
  truths: readonly Truth[],
  stations: readonly Place[],
): ReportLine | undefined {
  const { alarm, verified, receivedMs } = received;
  if (alarm === undefined) return undefined;
  const { type, data } = alarm;
  const { origin, magnitude } = data;
  const { dataMs, delayMs, secondsLeft } = arrivalOf(alarm, receivedMs);
  const truth = truthFor(truths, origin.time);
  const magnitudeOff = truth === undefined || truth.magnitude === null ? null : magnitude.value - truth.magnitude;
  return {
    type,
    eventId: data.eventId,
    version: data.version,
    mode: data.mode,
    verified,
    magnitude: round(magnitude.value, 2),
    latitudeDeg: round(origin.latitudeDeg, 4),
    longitudeDeg: round(origin.longitudeDeg, 4),
    secondsAfterFirstP: truth === undefined ? null : round((dataMs - firstPMs(truth, stations)) / 1000, 3),
    secondsLeft: round(secondsLeft, 3),
    delayMs,
    status: data.status,
    depthKm: round(origin.depthKm, 1),
    intensity: round(data.intensity, 2),
    locationErrorKm: truth === undefined ? null : round(distanceKm(truth, origin), 2),
    magnitudeError: magnitudeOff === null ? null : round(magnitudeOff, 2),
    originErrorS: truth === undefined ? null : round((origin.time - truth.timeMs) / 1000, 2),
  };
}

/** Agencies' events and ours are the same within this much (ShakeAlert's rule). */
const SAME_WITHIN_S = 30;
const SAME_WITHIN_KM = 100;

/**
 * Of the events we reported, the one that is the recorded earthquake: its origin is within 30 s and 100 km of the truth,
 * and of several (a foreshock, an aftershock) the nearest in time. Without any, or without a truth: the first reported.
 */
function ringingEvent(lines: readonly ReportLine[]): string | undefined {
  const told = lines.filter(({ type }) => type !== "alarm.cancelled");
  const offOf = ({ originErrorS }: ReportLine) => Math.abs(originErrorS ?? Number.POSITIVE_INFINITY);
  const same = told.filter(
    (line) => offOf(line) <= SAME_WITHIN_S && (line.locationErrorKm ?? Number.POSITIVE_INFINITY) <= SAME_WITHIN_KM,
  );
  return (same.toSorted((a, b) => offOf(a) - offOf(b))[0] ?? told[0])?.eventId;
}

/** First: the first alarm about the recorded earthquake. Final: the last that did not withdraw it. */
export function summaryOf(
  lines: readonly ReportLine[],
  of: Pick<Summary, "event" | "run" | "speed" | "packets" | "stations" | "wallS">,
): Summary {
  const ringing = ringingEvent(lines);
  const about = lines.filter(({ type, eventId }) => eventId === ringing && type !== "alarm.cancelled");
  const first = about[0];
  const final = about.at(-1);
  const { event, run, speed, packets, stations, wallS } = of;
  return {
    event,
    run,
    speed,
    packets,
    stations,
    webhooks: lines.length,
    verified: lines.filter(({ verified }) => verified).length,
    firstAlertSecondsAfterFirstP: first?.secondsAfterFirstP ?? null,
    firstLocationErrorKm: first?.locationErrorKm ?? null,
    firstMagnitudeError: first?.magnitudeError ?? null,
    finalLocationErrorKm: final?.locationErrorKm ?? null,
    finalMagnitudeError: final?.magnitudeError ?? null,
    events: new Set(lines.map(({ eventId }) => eventId)).size,
    wallS: round(wallS, 1),
  };
}

/** For people; `null` becomes a dash. */
export function summaryLines(summary: Summary): string[] {
  const show = (value: number | null, unit: string) => (value === null ? "–" : `${value} ${unit}`);
  return [
    "",
    `${summary.event}, run ${summary.run}: ${summary.packets} packets of ${summary.stations} stations in ${summary.wallS} s`,
    `${summary.webhooks} webhooks (${summary.verified} verified) about ${summary.events} events`,
    `first alert ${show(summary.firstAlertSecondsAfterFirstP, "s")} after the first P: off by ${show(summary.firstLocationErrorKm, "km")}, magnitude by ${show(summary.firstMagnitudeError, "")}`,
    `final: off by ${show(summary.finalLocationErrorKm, "km")}, magnitude by ${show(summary.finalMagnitudeError, "")}`,
  ];
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
