// An alarm in words, for a terminal: what a subscriber cares about, and how long each stage of its way took.
import { styleText } from "node:util";
import type { Received } from "./receiver.ts";
import { type Alarm, arrivalOf } from "./webhook.ts";

const STAGES = ["sensed", "received", "picked", "located", "decided"] as const;

export function linesOf(received: Received): string[] {
  const { alarm } = received;
  if (alarm === undefined) {
    return [`not an alarm (${received.body.length} bytes), ${outcomeOf(received)}: ${received.body.slice(0, 300)}`];
  }
  return [headlineOf(alarm), factsOf(alarm, received), ledgerOf(alarm, received)];
}

function headlineOf({ type, data }: Alarm): string {
  const isOver = type === "alarm.cancelled" || type === "alarm.final" || type === "alarm.expired";
  return styleText(isOver ? ["bold"] : ["bold", "red"], data.headline, { stream: process.stdout });
}

function outcomeOf({ verified, scheme }: Received): string {
  return verified ? `signature verified (${scheme})` : "NOT VERIFIED: no secret was given";
}

function factsOf(alarm: Alarm, received: Received): string {
  const { receivedMs } = received;
  const { type, data } = alarm;
  const { origin, magnitude } = data;
  const { secondsLeft } = arrivalOf(alarm, receivedMs);
  const left =
    secondsLeft >= 0 ? `S waves in ${secondsLeft.toFixed(1)} s` : `S waves ${(-secondsLeft).toFixed(1)} s ago`;
  return [
    `  ${type} ${data.eventId} v${data.version} ${data.status}`,
    `M ${magnitude.value.toFixed(1)} ± ${magnitude.uncertainty.toFixed(1)}`,
    `${origin.latitudeDeg.toFixed(2)}, ${origin.longitudeDeg.toFixed(2)}, ${Math.round(data.distanceKm)} km from here`,
    `intensity here ${data.intensity.toFixed(1)}`,
    left,
    outcomeOf(received),
  ].join(" · ");
}

/** Wall-clock milliseconds between the stages that stamped it; the last is its receipt here. */
function ledgerOf({ data }: Alarm, { receivedMs }: Received): string {
  const stamped = STAGES.flatMap((stage) => {
    const atMs = data.stampsMs[stage];
    return atMs === undefined ? [] : [{ stage: stage as string, atMs }];
  });
  const steps = [...stamped, { stage: "here", atMs: receivedMs }];
  const parts = steps.map(({ stage, atMs }, i) => {
    const before = steps[i - 1];
    return before === undefined ? stage : `${formatMs(atMs - before.atMs)} → ${stage}`;
  });
  const sinceMs =
    data.stampsMs.received === undefined ? "" : `  (${formatMs(receivedMs - data.stampsMs.received)} in all)`;
  return `  ${parts.join(" ")}${sinceMs}`;
}

function formatMs(ms: number): string {
  return Math.abs(ms) < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
