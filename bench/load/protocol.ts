// What the load generator's process is asked and answers.
import type { Mode } from "../../shared/contracts/mode.ts";
import type { Place } from "../../shared/seismo/geodesy.ts";

export interface LoadOptions {
  readonly mqttUrl: string;
  /** Never live. */
  readonly mode: Exclude<Mode, "live" | "replay">;
  readonly run: string;
  readonly stations: number;
  readonly rateHz: number;
  readonly connections: number;
  /** Seconds over which the stations begin, one after another: no network begins all at once. */
  readonly rampS: number;
  readonly spacingKm: number;
  readonly centre: Place;
  /** The earthquake that `shake` begins, and how many stations feel it; null: none. */
  readonly quake: { readonly magnitude: number; readonly depthKm: number; readonly stations: number } | null;
  /** After every so many packets comes a bad one, the kinds in turn; 0: none. */
  readonly badEvery: number;
}

export const BAD_KINDS = [
  "malformed",
  "duplicate",
  "badtime",
  "late",
  "unregistered",
  "unknown_topic",
  "oversized",
  "empty",
] as const;
export type BadKind = (typeof BAD_KINDS)[number];

export type Ask = { readonly kind: "start" | "shake" | "report" | "end" };

/** A packet of a station that feels the earthquake: wall clock of its last sample and of its sending. */
export type Published = readonly [lastMs: number, publishedMs: number];

export interface LoadReport {
  /** Since the start: packets, bad ones among them, handed to the socket. */
  readonly sent: number;
  readonly sentBad: Readonly<Partial<Record<BadKind, number>>>;
  /** Of those, acknowledged by the broker (PUBACK). */
  readonly acknowledged: number;
  /** Not sent because the broker lagged too far behind. */
  readonly unsent: number;
  readonly sentBytes: number;
  /** Since the last report: from when a packet was due until its acknowledgement. */
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  /** Largest lag of the generator itself behind its own rhythm, since the last report. */
  readonly lagMs: number;
  readonly originMs: number | null;
  readonly published: readonly Published[];
}

export type Answer =
  | { readonly kind: "introduced" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "report"; readonly report: LoadReport };
