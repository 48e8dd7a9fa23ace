// One station's whole signal chain, a straight list: format → waveform → filters → trigger → onset → phase → P
// parameters → motion.
import type { Packet } from "../../shared/contracts/packet.ts";
import type { Pick } from "../../shared/contracts/pick.ts";
import type { Channel, Station } from "../../shared/contracts/station.ts";
import { Background } from "./background.ts";
import { Component } from "./component.ts";
import { Detector, type DetectorSettings } from "./detector.ts";
import { MiniSeedStream } from "./miniseedStream.ts";
import { MotionSeconds, type StationMotion } from "./motion.ts";
import { Noise } from "./noise.ts";
import { judge, type Onset } from "./onset.ts";
import { OpeneewStream } from "./openeewStream.ts";
import { horizontalToVertical, mayBePByAmplitude, pProbability } from "./phase.ts";
import { PickTracker } from "./pickTracker.ts";
import type { ClockState, ComponentName, Segment, Taken } from "./segment.ts";
import { HealthCounters, type StationHealth } from "./stationHealth.ts";
import { checked, stepsOf } from "./steps.ts";

export interface Decoded {
  readonly outcome: "used" | "duplicate" | "late" | "malformed" | "badtime";
  /** Why a packet or a part of it was not used; empty otherwise. */
  readonly reason: string;
  /** Samples used, all components together. */
  readonly samples: number;
  /** In order: motion was known before the picks. */
  readonly motion: readonly StationMotion[];
  readonly picks: readonly Pick[];
  readonly health: StationHealth | undefined;
}

/** A vertical that does not change by a single count for so long is dead, or very coarse. */
const FLAT_S = 5;
const REST_AFTER_PICK_S = 2.5;
const REST_AFTER_REJECTION_S = 0.5;
/** A trigger this soon after P is S or coda unless everything speaks for another earthquake. */
const CODA_S = 60;
/** A first trigger is P unless much speaks against it; in the coda of another it must look like one. */
const FIRST_P = 0.5;
const SECOND_P = 0.6;

const NO_RECEIPT: Taken = { kind: "badtime", reason: "receivedMs: want epoch ms" };

export class StationDecoder {
  readonly #settings: DetectorSettings;
  readonly #openeew = new OpeneewStream();
  readonly #miniseed = new MiniSeedStream();
  readonly #components = new Map<ComponentName, Component>();
  readonly #motion = new MotionSeconds();
  readonly #health = new HealthCounters();
  readonly #background = new Background();
  #detector: Detector | undefined;
  #tracker: PickTracker | undefined;
  #channels = "";
  #hasVertical = true;
  #clock: ClockState | undefined;
  #lastP: { readonly timeMs: number; readonly hasS: boolean } | undefined;
  #largestPa = 0;
  /** What is heard until then is no noise. */
  #codaUntilMs = Number.NEGATIVE_INFINITY;
  /** A trigger that did not look like P at first sight. */
  #postponed: number | undefined;
  readonly #noise = new Noise();
  #flatS = 0;

  constructor(settings: DetectorSettings) {
    this.#settings = settings;
  }

  push(packet: Packet, station: Station): Decoded {
    this.#follow(station);
    const stream = packet.format === "openeew" ? this.#openeew : this.#miniseed;
    const taken = Number.isFinite(packet.receivedMs) ? checked(stream.push(packet, station)) : NO_RECEIPT;
    this.#health.count(taken);
    const picks = taken.kind === "segments" ? this.#process(packet, taken) : [];
    const motion = taken.kind === "segments" ? this.#motion.drain(packet.stationId) : [];
    return {
      outcome: taken.kind === "segments" ? "used" : taken.kind,
      reason: taken.kind === "segments" ? (taken.faults[0] ?? "") : "reason" in taken ? taken.reason : "",
      samples: taken.kind === "segments" ? taken.segments.reduce((sum, { samples }) => sum + samples.length, 0) : 0,
      motion,
      picks,
      health: this.#healthDue(packet),
    };
  }

  /** Other channels or another sensitivity: everything measured so far means something else. */
  #follow(station: Station): void {
    const channels = JSON.stringify(station.channels satisfies readonly Channel[]);
    if (channels === this.#channels) return;
    this.#channels = channels;
    this.#hasVertical = station.channels.some(({ component }) => component === "Z");
    this.#components.clear();
    this.#detector = undefined;
    this.#forgetPick();
  }

  #process(packet: Packet, taken: Extract<Taken, { kind: "segments" }>): Pick[] {
    this.#clock = taken.clock;
    const picks: Pick[] = [];
    for (const step of stepsOf(taken.segments)) {
      let band: { readonly raw: Float64Array; readonly band: Float64Array } | undefined;
      for (const segment of step) {
        const filtered = this.#feed(segment);
        // The vertical is fed last (stepsOf), so that its filtered band is still there for the detector.
        if (segment.component === "Z") band = { raw: segment.samples, band: filtered.band };
      }
      const vertical = this.#components.get("Z");
      if (vertical !== undefined && band !== undefined) picks.push(...this.#detect(packet, vertical, band));
    }
    const vertical = this.#components.get("Z");
    if (vertical === undefined) return picks;
    const update = this.#tracker?.next(packet, vertical);
    if (update !== undefined) picks.push(update);
    if (this.#tracker?.isOver) this.#tracker = undefined;
    return picks;
  }

  /** One piece of waveform through the filters of its component. */
  #feed(segment: Segment) {
    const { component: name, samples, startMs, periodMs, gap } = segment;
    const rateHz = 1000 / periodMs;
    let component = this.#components.get(name);
    if (component === undefined || Math.abs(rateHz / component.rateHz - 1) > 0.2) {
      component = new Component(segment.quantity, rateHz, name === "Z");
      this.#components.set(name, component);
      component.clear(samples);
      if (name === "Z") this.#detector = new Detector(this.#settings, segment.quantity, rateHz);
      if (name === "Z") this.#forgetPick();
    } else if (gap) {
      component.clear(samples);
      if (name === "Z") this.#restart();
    } else if (this.#clock?.rateKnown && this.#tracker === undefined) component.retune(rateHz);
    if (startMs < component.lastMs - 1000) this.#forgetTimes();
    const filtered = component.push({ samples, startMs, periodMs });
    this.#motion.push(name, segment, filtered);
    if (name === "Z") this.#flatS = isFlat(samples) ? this.#flatS + samples.length / rateHz : 0;
    return filtered;
  }

  /** The clock was set back: what was noted by its old time would lie in the future. */
  #forgetTimes(): void {
    this.#motion.clear();
    this.#lastP = undefined;
    this.#codaUntilMs = Number.NEGATIVE_INFINITY;
  }

  #restart(): void {
    this.#detector?.clear(true);
    this.#forgetPick();
  }

  /** Indices of samples mean nothing any more. */
  #forgetPick(): void {
    this.#tracker = undefined;
    this.#postponed = undefined;
  }

  #detect(
    packet: Packet,
    vertical: Component,
    heard: { readonly raw: Float64Array; readonly band: Float64Array },
  ): Pick[] {
    const horizontals = this.#horizontals();
    const trigger = this.#detector?.push(heard.raw, heard.band, vertical) ?? this.#postponed;
    this.#tracker?.absorb(vertical, horizontals);
    this.#largestPa = Math.max(this.#largestPa, this.#tracker?.paMps2 ?? 0);
    const declared = trigger === undefined ? undefined : this.#declare(packet, vertical, trigger);
    this.#listenToNoise(vertical, heard.raw.length);
    if (declared === undefined) return [];
    // The pick that was still growing tells its last, then the new one takes its place.
    const last = this.#tracker?.next(packet, vertical);
    this.#tracker = declared;
    declared.absorb(vertical, horizontals);
    return last === undefined ? [] : [last];
  }

  #declare(packet: Packet, vertical: Component, trigger: number): PickTracker | undefined {
    const isFirstLook = this.#postponed !== trigger;
    this.#postponed = undefined;
    const judged = judge(vertical, trigger);
    const clock = this.#clock;
    const isPick = judged.kind === "onset" && clock !== undefined && clock.distrust === "";
    if (isFirstLook) this.#detector?.rest(isPick ? REST_AFTER_PICK_S : REST_AFTER_REJECTION_S);
    if (judged.kind === "weak") this.#detector?.retry();
    if (!isPick) return undefined;
    const { onset } = judged;
    const onsetMs = vertical.timeOf(onset.index);
    const probability = pProbability({
      horizontalToVertical: horizontalToVertical(vertical, this.#horizontals(), onsetMs),
      snr: onset.snr,
      rise6: this.#background.riseBefore(onsetMs, 6),
      // What was loud a quarter of a minute ago is the earthquake that was told then, not a P that was missed.
      rise15: this.#isInCoda(onsetMs) ? 0 : this.#background.riseBefore(onsetMs, 15),
    });
    const phase = this.#phaseOf(vertical, onset, probability);
    // S is in no hurry, and what looked like it may grow into P: look again when there is a second of it.
    if (phase !== "P" && vertical.count - trigger < vertical.rateHz) this.#postponed = trigger;
    if (phase === undefined || this.#postponed !== undefined) return undefined;
    this.#lastP = phase === "P" ? { timeMs: onsetMs, hasS: false } : this.#lastP && { ...this.#lastP, hasS: true };
    this.#largestPa = 0;
    this.#codaUntilMs = onsetMs + CODA_S * 1000;
    const phaseProbability = phase === "P" ? probability : 1 - probability;
    const uncertaintyS = uncertaintyOf(onset.snr, clock.uncertaintyS, vertical.periodMs);
    const noisePdM = this.#noise.displacementM;
    return new PickTracker({ packet, phase, phaseProbability, onset, noisePdM, uncertaintyS }, vertical);
  }

  /** P, S, or nothing worth telling: a later phase in the coda of a P that was told. */
  #phaseOf(vertical: Component, onset: Onset, probability: number): "P" | "S" | undefined {
    const onsetMs = vertical.timeOf(onset.index);
    if (!this.#isInCoda(onsetMs)) return probability >= FIRST_P ? "P" : "S";
    const isLarge = vertical.acceleration.peak(onset.index, vertical.count) > this.#largestPa / 2;
    if (!isLarge) return undefined;
    if (probability >= SECOND_P && mayBePByAmplitude(vertical, this.#horizontals(), onsetMs)) return "P";
    return this.#lastP?.hasS ? undefined : "S";
  }

  /** A P was told less than a minute before. */
  #isInCoda(timeMs: number): boolean {
    return this.#lastP !== undefined && timeMs - this.#lastP.timeMs <= CODA_S * 1000;
  }

  #horizontals(): Component[] {
    return (["N", "E"] as const).flatMap((name) => this.#components.get(name) ?? []);
  }

  #listenToNoise(vertical: Component, count: number): void {
    const from = vertical.count - count;
    this.#background.push(vertical.band.rms(from, vertical.count), vertical.lastMs);
    if (this.#tracker === undefined && vertical.lastMs > this.#codaUntilMs) this.#noise.push(vertical, count);
  }

  #healthDue(packet: Packet): StationHealth | undefined {
    return this.#health.due({
      stationId: packet.stationId,
      receivedMs: packet.receivedMs,
      lastSampleMs: Math.max(...[...this.#components.values()].map((one) => one.lastMs)),
      noiseMps2: this.#noise.accelerationMps2,
      isWarm: this.#detector?.isWarm ?? false,
      complaint: this.#complaint(),
    });
  }

  #complaint(): string {
    if (!this.#hasVertical) return "no vertical channel: there will be no picks";
    return this.#flatS >= FLAT_S ? "dead channel: the vertical stands still" : "";
  }
}

function isFlat(samples: Float64Array): boolean {
  return samples.every((value) => value === samples[0]);
}

/** One sigma: the clock's, the onset's (the clearer the sharper), and half a sample. */
function uncertaintyOf(snr: number, clockS: number, periodMs: number): number {
  const onsetS = 0.03 + 0.9 / Math.max(1, snr);
  return Math.min(1, Math.max(0.05, Math.hypot(onsetS, clockS, periodMs / 2000)));
}
