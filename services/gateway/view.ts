// What the page is given: plain JSON, made here once. Every text for people begins with its world's word.
import type { Alert } from "../../shared/contracts/alert.ts";
import type { Context, Verdict } from "../../shared/contracts/context.ts";
import type { Delivery } from "../../shared/contracts/delivery.ts";
import type { DeviceConnection } from "../../shared/contracts/edge.ts";
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { Health } from "../../shared/contracts/health.ts";
import { type Mode, modePrefix } from "../../shared/contracts/mode.ts";
import type { Pick } from "../../shared/contracts/pick.ts";
import type { Stamps } from "../../shared/contracts/topic.ts";
import type { Trust } from "../../shared/contracts/trust.ts";

/** `silent`: nothing came for a while, or ever; `triggered`: it picked a phase; `shaking`: the ground moves there now. */
export type StationState = "silent" | "idle" | "shaking" | "triggered";

export interface StationView {
  readonly key: string;
  readonly world: string;
  readonly stationId: string;
  readonly name: string;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly elevationM: number;
  /** Nominal. */
  readonly sampleRateHz: number;
  readonly vs30Mps: number | null;
  state: StationState;
  /** MMI of the last second known, 1 where the ground is quiet. */
  intensity: number;
  pgaMps2: number;
  /** Wall clock of the last sign of life; null: none since this gateway started. */
  lastSeenMs: number | null;
  health: StationHealth | null;
  /** What the device's connection said last; null: nothing, not every device does. */
  connection: DeviceConnection | null;
  /** What a pick of it is worth in the association; null: the integrator has not told. */
  trust: StationTrust | null;
}
export type StationTrust = Omit<Trust["stations"][number], "stationId">;
export type StationHealth = Omit<Health["stations"][number], "stationId">;

/** How a world's data clock runs against the wall clock: data time now = dataMs + (now − wallMs) · rate. */
export interface WorldView {
  readonly key: string;
  readonly mode: Mode;
  readonly run: string;
  dataMs: number;
  wallMs: number;
  rate: number;
}

export interface PickView {
  readonly world: string;
  readonly pickId: string;
  readonly stationId: string;
  readonly phase: Pick["phase"];
  readonly timeMs: number;
  readonly uncertaintyS: number;
  readonly snr: number;
  readonly pgaMps2: number;
  readonly phaseProbability: number;
  readonly windowS: number;
}

export interface VersionView extends Omit<SeismicEvent, "mode" | "run" | "eventId"> {
  /** Wall clock: when the gateway heard of it, and when the news it is made of passed each stage. */
  readonly arrivedMs: number;
  readonly stamps: Stamps;
}

/** Seconds from the origin to the first P and S at 0, stepKm, 2·stepKm, … from the epicentre. */
export interface Fronts {
  readonly stepKm: number;
  readonly pS: readonly number[];
  readonly sS: readonly number[];
}

export interface AlertView extends Omit<Alert, "origin" | "magnitude"> {
  readonly stamps: Stamps;
  readonly arrivedMs: number;
}
export interface DeliveryView extends Omit<Delivery, "message"> {
  readonly stamps: Stamps;
  readonly arrivedMs: number;
}

export interface VerdictView extends Omit<Verdict, "said"> {
  /** Its first word says what is not live. */
  readonly reason: string;
}

export interface EventView {
  readonly eventId: string;
  readonly world: string;
  readonly mode: Mode;
  readonly run: string;
  /** One line for people. */
  title: string;
  place: string;
  /** First to last; all but the newest without arrivals and observations. */
  versions: VersionView[];
  context: Context | null;
  /** What agencies said of it afterwards; null while that is not known. */
  verdict: VerdictView | null;
  fronts: Fronts | null;
  alerts: AlertView[];
  deliveries: DeliveryView[];
  alertCount: number;
  /** How many deliveries came to which outcome. */
  outcomes: Partial<Record<Delivery["outcome"], number>>;
}

/** The text with its world's word before it, once: "DRILL: …" and "DRILL/SIMULACRO: …" say it already. */
export function inWords(mode: Mode, text: string): string {
  const prefix = modePrefix(mode);
  return text.startsWith(prefix) || text.startsWith(prefix.replace(": ", "/")) ? text : prefix + text;
}

export function pickView(pick: Pick, world: string): PickView {
  const { pickId, stationId, phase, timeMs, uncertaintyS, snr, pgaMps2, phaseProbability, windowS } = pick;
  return { world, pickId, stationId, phase, timeMs, uncertaintyS, snr, pgaMps2, phaseProbability, windowS };
}

export function versionView(event: SeismicEvent, arrivedMs: number, stamps: Stamps): VersionView {
  const { mode, run: _run, eventId: _eventId, ...rest } = event;
  return { ...rest, reason: inWords(mode, event.reason), arrivedMs, stamps };
}

/** The later word on it, whichever came first here. */
export function verdictView(known: VerdictView | null, { mode, verdict }: Context): VerdictView | null {
  if (verdict === undefined || verdict.revision < (known?.revision ?? 0)) return known;
  const { value, revision, decidedMs, reason } = verdict;
  return { value, revision, decidedMs, reason: inWords(mode, reason) };
}

/** "DRILL: M 5.3, 28 km SW of …", loud where it was withdrawn. */
export function titleOf(mode: Mode, newest: VersionView, place: string): string {
  const withdrawn = newest.status === "cancelled" ? "CANCELLED: " : "";
  return inWords(mode, `${withdrawn}M ${newest.magnitude.value.toFixed(1)}, ${place}`);
}

export function placeOf(newest: VersionView, context: Context | null): string {
  const { latitudeDeg, longitudeDeg } = newest.origin;
  const half = (degrees: number, positive: string, negative: string) =>
    `${Math.abs(degrees).toFixed(2)}° ${degrees < 0 ? negative : positive}`;
  return context?.place ?? `at ${half(latitudeDeg, "N", "S")}, ${half(longitudeDeg, "E", "W")}`;
}
