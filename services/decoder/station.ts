// One station's whole signal chain, a straight list: format → waveform → filters → trigger → onset → phase → P
// parameters → motion.
import type { Packet } from "../../shared/contracts/packet.ts";
import type { Pick } from "../../shared/contracts/pick.ts";
import type { Channel, Station } from "../../shared/contracts/station.ts";
import { DeviceStream } from "../../shared/sensors/deviceStream.ts";
import { MiniSeedStream } from "../../shared/sensors/miniseedStream.ts";
import {
  type Block,
  type ClockState,
  type ComponentName,
  checked,
  type Segment,
  type Taken,
} from "../../shared/sensors/segment.ts";
import { Background } from "./background.ts";
import { Coda } from "./coda.ts";
import { Component } from "./component.ts";
import { Detector, type DetectorSettings } from "./detector.ts";
import { MotionSeconds, type StationMotion } from "./motion.ts";
import { Noise } from "./noise.ts";
import { judge, uncertaintyOf } from "./onset.ts";
import { horizontalToVertical, pProbability } from "./phase.ts";
import { type Known, PickTracker } from "./pickTracker.ts";
import { HealthCounters, remarkOn, type StationHealth } from "./stationHealth.ts";
import { stepsOf } from "./steps.ts";
import { SampleWatch } from "./watch.ts";

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

const REST_AFTER_PICK_S = 2.5;
const REST_AFTER_REJECTION_S = 0.5;
/** Nothing that stands on the ground is this loud between earthquakes (RMS, a steady MMI of 3): it is carried or ridden. */
const RESTLESS_MPS2 = 0.05;
const RESTLESS_PROBABILITY = 0.3;

/** What the detectors hear: the vertical's samples as they came and in their band. */
interface Heard {
  readonly raw: Float64Array;
  readonly band: Float64Array;
}

interface Fed {
  readonly quantity: Segment["quantity"];
  readonly block: Block;
  /** After a gap, or after what was no motion. */
  readonly anew: "no" | "gap" | "wrong";
}

const NO_RECEIPT: Taken = { kind: "badtime", reason: "receivedMs: want epoch ms" };

export class StationDecoder {
  readonly #settings: DetectorSettings;
  readonly #device = new DeviceStream();
  readonly #miniseed = new MiniSeedStream();
  readonly #components = new Map<ComponentName, Component>();
  readonly #watches = new Map<ComponentName, SampleWatch>();
  readonly #motion = new MotionSeconds();
  readonly #health = new HealthCounters();
  readonly #background = new Background();
  #detector: Detector | undefined;
  #tracker: PickTracker | undefined;
  #channels = "";
  #lastChannels: readonly Channel[] | undefined;
  #hasVertical = true;
  #clock: ClockState | undefined;
  readonly #coda = new Coda();
  /** A trigger that did not look like P at first sight. */
  #postponed: number | undefined;
  readonly #noise = new Noise();
  /** What began a pick turned out to be electronics. */
  #withdrawn: PickTracker | undefined;

  constructor(settings: DetectorSettings) {
    this.#settings = settings;
  }

  push(packet: Packet, station: Station): Decoded {
    this.#follow(station);
    const stream = packet.format === "miniseed2" ? this.#miniseed : this.#device;
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
    if (station.channels === this.#lastChannels) return;
    this.#lastChannels = station.channels;
    const channels = JSON.stringify(station.channels satisfies readonly Channel[]);
    if (channels === this.#channels) return;
    this.#channels = channels;
    this.#hasVertical = station.channels.some(({ component }) => component === "Z");
    this.#components.clear();
    this.#watches.clear();
    this.#detector = undefined;
    this.#forgetPick();
  }

  #process(packet: Packet, taken: Extract<Taken, { kind: "segments" }>): Pick[] {
    this.#clock = taken.clock;
    const picks: Pick[] = [];
    for (const step of stepsOf(taken.segments)) {
      // The vertical is fed last (stepsOf), so that its filtered band is still there for the detector.
      const heard = step.map((segment) => this.#feed(segment)).at(-1);
      const vertical = this.#components.get("Z");
      const isVertical = step.at(-1)?.component === "Z";
      if (vertical !== undefined && heard !== undefined && isVertical) {
        picks.push(...this.#detect(packet, vertical, heard));
      }
    }
    const vertical = this.#components.get("Z");
    if (vertical === undefined) return picks;
    const withdrawn = this.#withdrawn?.withdrawn(packet, vertical);
    if (withdrawn !== undefined) picks.push(withdrawn);
    this.#withdrawn = undefined;
    const update = this.#tracker?.next(packet, vertical);
    if (update !== undefined) picks.push(update);
    if (this.#tracker?.isOver) this.#tracker = undefined;
    return picks;
  }

  /** One piece of waveform through the filters of its component; undefined when nothing of it can be used yet. */
  #feed(segment: Segment): Heard | undefined {
    const { component: name, quantity, periodMs, gap, clipped } = segment;
    const watch = this.#watches.get(name) ?? new SampleWatch(quantity);
    this.#watches.set(name, watch);
    if (gap) watch.clear();
    if (clipped) watch.noteClipped(segment.startMs);
    const { samples, startMs, wrongSinceMs, doubtedFromMs } = watch.push(segment);
    if (wrongSinceMs !== undefined) this.#forgetSince(name, wrongSinceMs);
    this.#motion.doubt(name, doubtedFromMs);
    if (samples.length === 0) return undefined;
    const block = { samples, startMs, periodMs };
    const anew = wrongSinceMs !== undefined ? "wrong" : gap ? "gap" : "no";
    const component = this.#componentFor(name, { quantity, block, anew });
    if (startMs < component.lastMs - 1000) this.#forgetTimes();
    const filtered = component.push(block);
    if (!watch.isDead || this.#areAllDead()) this.#motion.push(name, block, filtered);
    return { raw: samples, band: filtered.band };
  }

  #componentFor(name: ComponentName, { quantity, block, anew }: Fed): Component {
    const rateHz = 1000 / block.periodMs;
    const known = this.#components.get(name);
    if (known === undefined || Math.abs(rateHz / known.rateHz - 1) > 0.2) {
      const component = new Component(quantity, rateHz, name === "Z");
      this.#components.set(name, component);
      component.clear(block.samples);
      if (name === "Z") this.#detector = new Detector(this.#settings, quantity, rateHz);
      if (name === "Z") this.#forgetPick();
      return component;
    }
    if (anew !== "no") {
      known.clear(block.samples);
      if (name === "Z") this.#restart(anew === "wrong");
    } else if (this.#clock?.rateKnown && this.#tracker === undefined) known.retune(rateHz);
    return known;
  }

  #areAllDead(): boolean {
    for (const watch of this.#watches.values()) if (!watch.isDead) return false;
    return true;
  }

  /** What a component showed since then was electronics. */
  #forgetSince(name: ComponentName, sinceMs: number): void {
    this.#motion.forget(name, sinceMs);
    if (name === "Z" && this.#tracker !== undefined && this.#tracker.onsetMs > sinceMs - 500) {
      this.#withdrawn = this.#tracker;
      this.#coda.forget();
    }
  }

  /** The clock was set back: what was noted by its old time would lie in the future. */
  #forgetTimes(): void {
    this.#motion.clear();
    this.#coda.forget();
  }

  #restart(afterWrong: boolean): void {
    this.#detector?.clear(afterWrong);
    this.#forgetPick();
  }

  /** Indices of samples mean nothing any more. */
  #forgetPick(): void {
    this.#tracker = undefined;
    this.#postponed = undefined;
  }

  #detect(packet: Packet, vertical: Component, heard: Heard): Pick[] {
    const horizontals = this.#horizontals();
    const trigger = this.#detector?.push(heard.raw, heard.band, vertical) ?? this.#postponed;
    this.#tracker?.absorb(vertical, horizontals, this.#knownOf(this.#tracker));
    this.#coda.hear(this.#tracker?.paMps2 ?? 0);
    const declared = trigger === undefined ? undefined : this.#declare(packet, vertical, trigger);
    this.#listenToNoise(vertical, heard.raw.length);
    if (declared === undefined) return [];
    // The pick that was still growing tells its last, then the new one takes its place.
    const last = this.#tracker?.next(packet, vertical);
    this.#tracker = declared;
    declared.absorb(vertical, horizontals, this.#knownOf(declared));
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
    if (judged.kind === "unclear") this.#postponed = trigger;
    if (!isPick) return undefined;
    const { onset } = judged;
    const onsetMs = vertical.timeOf(onset.index);
    const horizontals = this.#horizontals();
    const probability = pProbability({
      horizontalToVertical: horizontalToVertical(vertical, horizontals, onsetMs),
      snr: onset.snr,
      rise6: this.#background.riseBefore(onsetMs, 6),
      // What was loud a quarter of a minute ago is the earthquake that was told then, not a P that was missed.
      rise15: this.#coda.isIn(onsetMs) ? 0 : this.#background.riseBefore(onsetMs, 15),
    });
    const phase = this.#coda.phaseOf(onset, probability, { vertical, horizontals });
    // S is in no hurry, and what looked like it may grow into P: look again when there is a second of it.
    if (phase !== "P" && vertical.count - trigger < vertical.rateHz) this.#postponed = trigger;
    if (phase === undefined || this.#postponed !== undefined) return undefined;
    this.#coda.told(phase, onsetMs);
    const told = phase === "P" ? probability : 1 - probability;
    const phaseProbability = this.#isRestless() ? Math.min(RESTLESS_PROBABILITY, told) : told;
    const uncertaintyS = uncertaintyOf(onset.snr, clock.uncertaintyS, vertical.periodMs);
    const noisePdM = this.#noise.displacementM;
    return new PickTracker({ packet, phase, phaseProbability, trigger, onset, noisePdM, uncertaintyS }, vertical);
  }

  #knownOf(tracker: PickTracker): Known {
    const clippedMs = Math.max(...[...this.#watches.values()].map((watch) => watch.clippedMs));
    return { detectors: this.#detector?.foundBy(tracker.trigger) ?? [], clippedMs };
  }

  #isRestless(): boolean {
    return this.#noise.accelerationMps2 > RESTLESS_MPS2;
  }

  #horizontals(): Component[] {
    const alive = (["N", "E"] as const).filter((name) => !this.#watches.get(name)?.isDead);
    return alive.flatMap((name) => this.#components.get(name) ?? []);
  }

  #listenToNoise(vertical: Component, count: number): void {
    const from = vertical.count - count;
    this.#background.push(vertical.band.rms(from, vertical.count), vertical.lastMs);
    if (this.#tracker === undefined && this.#coda.isQuietAt(vertical.lastMs)) this.#noise.push(vertical, count);
  }

  #healthDue(packet: Packet): StationHealth | undefined {
    const lastSampleMs = Math.max(...[...this.#components.values()].map((one) => one.lastMs));
    return this.#health.due({
      stationId: packet.stationId,
      receivedMs: packet.receivedMs,
      lastSampleMs,
      noiseMps2: this.#noise.accelerationMps2,
      isWarm: this.#detector?.isWarm ?? false,
      complaint: this.#complaint(),
      remark: remarkOn(this.#watches, { nowMs: lastSampleMs, isRestless: this.#isRestless() }),
    });
  }

  /** Why the station is not trusted at all. */
  #complaint(): string {
    if (!this.#hasVertical) return "no vertical channel: there will be no picks";
    return this.#watches.get("Z")?.isDead ? "dead channel: the vertical stands still" : "";
  }
}
