// A made-up sensor: ground, instrument, clock, faults and link, each as it is told, become packets in order of receipt.
import type { Place } from "../../shared/seismo/geodesy.ts";
import type { FeedPacket } from "../feed.ts";
import type { Quake } from "../quake.ts";
import { keyOf } from "../random.ts";
import type { StationMeta } from "../recordedStation.ts";
import { type ClockSpec, deviceTimeMs } from "./deviceClock.ts";
import { type DeviceStatus, statusesOf } from "./deviceStatus.ts";
import { addShaking, Felt } from "./felt.ts";
import { bustleAt, type NoiseSpec, noiseLevel } from "./groundNoise.ts";
import { INSTRUMENTS } from "./instrument.ts";
import { Link, type LinkSpec, latencyMs } from "./link.ts";
import { addHappening, happeningsIn } from "./nuisance.ts";
import type { Shape } from "./openeewShape.ts";
import type { Body, SensorFormat } from "./packetWriter.ts";
import { countsOf, LOOPS } from "./quietPackets.ts";
import { damage, isBatteryDead, type SensorFault, sampleFaultsIn, spoil } from "./sensorFaults.ts";
import { kindOf, type SensorKind } from "./sensorKind.ts";

export interface SensorSpec {
  readonly stationId: string;
  readonly place: Place;
  /** What it says of itself, 31.25 to 200. */
  readonly rateHz: number;
  /** Data in a packet, 0.25 to 1.024 s. */
  readonly packetS: number;
  readonly format: SensorFormat;
  /** Of an OpenEEW packet; default: the archive's. */
  readonly shape?: Shape;
  readonly seed: number;
  /** True time of a packet's end within its length; default: each sensor has its own. */
  readonly phaseMs?: number;
  readonly site?: Partial<Pick<StationMeta, "elevationM" | "vs30Mps" | "name">>;
  readonly clock?: ClockSpec;
  readonly link?: LinkSpec;
  readonly noise?: NoiseSpec;
  readonly faults?: readonly SensorFault[];
}

export interface SensedPacket extends FeedPacket {
  /** Truth, whatever its clock says. */
  readonly lastSampleMs: number;
  /** Counts up by one from packet to packet, also over those that get lost. */
  readonly sequence: number;
  /** Came a second time. */
  readonly isCopy: boolean;
  /** Nothing but its usual noise is in it. */
  readonly isQuiet: boolean;
}

/** What became of its packets: made = sent + lost + dead + waiting. */
export interface Ledger {
  /** That were due, also while its battery was dead. */
  readonly made: number;
  /** Received, once or twice. */
  readonly sent: number;
  readonly lost: number;
  readonly dead: number;
  /** On their way when it was last asked. */
  readonly waiting: number;
  /** Received beyond the first time. */
  readonly copies: number;
  /** Of those made and not lost: with damaged bytes. */
  readonly damaged: number;
}

/** Packet boundaries computed from epoch times are exact to this share of a packet. */
const ROUNDING = 1e-6;
/** Shaking below this share of the instrument's noise is not rendered. */
const TRACE = 0.05;
const NO_FAULTS: readonly SensorFault[] = [];
const NO_CLOCK: ClockSpec = {};
const NO_LINK: LinkSpec = {};
const NO_NOISE: NoiseSpec = {};

export class Sensor {
  readonly meta: StationMeta;
  readonly #spec: SensorSpec;
  readonly #kind: SensorKind;
  readonly #key: number;
  readonly #periodMs: number;
  readonly #packetMs: number;
  /** Time of sample 0, far in the past. */
  readonly #zeroMs: number;
  readonly #loop: number;
  readonly #felt: Felt;
  readonly #link: Link;
  #nextPacket = 0;
  #askedMs: number | undefined;
  #waiting: SensedPacket[] = [];
  #made = 0;
  #sent = 0;
  #lost = 0;
  #dead = 0;
  #copies = 0;
  #damaged = 0;

  constructor(spec: SensorSpec) {
    const { stationId, place, rateHz, seed, clock, link } = spec;
    this.#spec = spec;
    this.#key = keyOf(seed, stationId);
    this.#kind = kindOf(spec);
    this.#periodMs = 1000 / (rateHz * (1 + (clock?.rateError ?? 0)));
    this.#packetMs = this.#kind.grid.perPacket * this.#periodMs;
    this.#loop = this.#key % LOOPS;
    const ahead = Math.floor(this.#key / LOOPS) % this.#kind.places;
    const phaseMs = spec.phaseMs ?? this.#packetMs * ((this.#key >>> 8) / 2 ** 24);
    this.#zeroMs = phaseMs - ahead * this.#packetMs;
    this.#felt = new Felt(place, stationId);
    this.#link = new Link(link ?? NO_LINK, this.#key);
    this.meta = {
      stationId,
      latitudeDeg: place.latitudeDeg,
      longitudeDeg: place.longitudeDeg,
      elevationM: 0,
      sampleRateHz: rateHz,
      channels: this.#kind.channels,
      name: `simulated ${stationId}`,
      ...spec.site,
    };
  }

  get ledger(): Ledger {
    const waiting = this.#made - this.#sent - this.#lost - this.#dead;
    return {
      made: this.#made,
      sent: this.#sent,
      lost: this.#lost,
      dead: this.#dead,
      waiting,
      copies: this.#copies,
      damaged: this.#damaged,
    };
  }

  /**
   * What is received from `fromMs` up to, without, `toMs`, in order of receipt; the same however the time is cut up. The
   * first interval switches it on; `felt` are the earthquakes known by `toMs`.
   * @throws RangeError for an interval that does not begin where the last one ended
   */
  packetsOf(fromMs: number, toMs: number, felt: readonly Quake[]): SensedPacket[] {
    if (this.#askedMs === undefined) this.#nextPacket = Math.ceil((fromMs - this.#zeroMs) / this.#packetMs - ROUNDING);
    else if (fromMs !== this.#askedMs)
      throw new RangeError(`fromMs: got ${fromMs}, want ${this.#askedMs}, where the last interval ended`);
    this.#askedMs = toMs;
    for (; this.#dueMs(this.#nextPacket) < toMs; this.#nextPacket += 1) this.#make(this.#nextPacket, felt);
    return this.#receivedBefore(toMs);
  }

  /** The packet of the data that begins at `secondMs`, as if nothing held it up; whenever and however often it is asked. */
  packetOf(secondMs: number, felt: readonly Quake[]): FeedPacket {
    const packet = Math.round((secondMs - this.#zeroMs) / this.#packetMs);
    const latency = latencyMs(this.#spec.link ?? NO_LINK, this.#key, packet);
    const { stationId, format } = this.#spec;
    const { payload } = this.#content(packet, felt);
    return { stationId, format, receivedMs: Math.round(this.#dueMs(packet) + latency), payload };
  }

  /** When its connection is given up and when it is back; for those who want to publish it. */
  statusesOf(fromMs: number, toMs: number): DeviceStatus[] {
    const { stationId, faults = NO_FAULTS, link } = this.#spec;
    return statusesOf({ stationId, faults, outages: link?.outages ?? [] }, fromMs, toMs);
  }

  /** When a packet is complete and goes out. */
  #dueMs(packet: number): number {
    return this.#zeroMs + (packet + 1) * this.#packetMs;
  }

  #make(packet: number, felt: readonly Quake[]): void {
    const { stationId, format, faults = NO_FAULTS } = this.#spec;
    const dueMs = this.#dueMs(packet);
    this.#made += 1;
    if (isBatteryDead(faults, dueMs)) {
      this.#dead += 1;
      return;
    }
    const arrivals = this.#link.arrivalsOf(packet, dueMs);
    if (arrivals.length === 0) {
      this.#lost += 1;
      return;
    }
    const { payload: whole, lastSampleMs, isQuiet } = this.#content(packet, felt);
    const payload = damage(whole, faults, { key: this.#key, sequence: packet, timeMs: dueMs });
    if (payload !== whole) this.#damaged += 1;
    arrivals.forEach((receivedMs, n) => {
      this.#await({ stationId, format, receivedMs, payload, lastSampleMs, sequence: packet, isCopy: n > 0, isQuiet });
    });
  }

  #await(packet: SensedPacket): void {
    const waiting = this.#waiting;
    let at = waiting.length;
    while (at > 0 && (waiting[at - 1]?.receivedMs ?? 0) > packet.receivedMs) at -= 1;
    waiting.splice(at, 0, packet);
  }

  #receivedBefore(toMs: number): SensedPacket[] {
    const waiting = this.#waiting;
    let count = 0;
    while (count < waiting.length && (waiting[count]?.receivedMs ?? toMs) < toMs) count += 1;
    const received = waiting.splice(0, count);
    for (const { isCopy } of received) {
      if (isCopy) this.#copies += 1;
      else this.#sent += 1;
    }
    return received;
  }

  #content(packet: number, felt: readonly Quake[]) {
    const { grid, writer } = this.#kind;
    const first = grid.firstOf(packet);
    const count = grid.firstOf(packet + 1) - first;
    const fromMs = this.#zeroMs + first * this.#periodMs;
    const lastSampleMs = fromMs + (count - 1) * this.#periodMs;
    const { clock = NO_CLOCK, noise = NO_NOISE, stationId } = this.#spec;
    const bustle = bustleAt(fromMs, this.meta.longitudeDeg);
    const level = noiseLevel(noise, bustle);
    const moved = this.#movedBody({ packet, level, bustle, fromMs, toMs: lastSampleMs }, felt);
    const body = moved ?? this.#kind.quiet.bodyOf(level, this.#loop, packet);
    const deviceMs = deviceTimeMs(clock, lastSampleMs, { key: this.#key, sequence: packet });
    const payload = writer.packetOf(body, { stationId, deviceMs, sequence: packet });
    return { payload, lastSampleMs, isQuiet: moved === undefined };
  }

  /** Sample by sample, if anything but its usual noise is in it. */
  #movedBody(
    of: { packet: number; level: number; bustle: number; fromMs: number; toMs: number },
    felt: readonly Quake[],
  ): Body | undefined {
    const { packet, level, bustle, fromMs, toMs } = of;
    const { noise = NO_NOISE, faults = NO_FAULTS } = this.#spec;
    const chance = { key: this.#key, sequence: packet };
    const shakings = this.#felt.duringOf(felt, fromMs, toMs);
    const happenings =
      noise.nuisances === undefined ? [] : happeningsIn(noise.nuisances, of, { key: this.#key, bustle });
    const spoiling = faults.length === 0 ? [] : sampleFaultsIn(faults, of, chance);
    if (shakings.length + happenings.length + spoiling.length === 0) return undefined;
    const axes = this.#kind.quiet.samplesOf(level, this.#loop, packet);
    const rateHz = 1000 / this.#periodMs;
    const window = { fromMs, rateHz, up: axes[0], north: axes[1], east: axes[2] };
    const { countMps2, fullScaleMps2, noiseMps2 } = INSTRUMENTS[this.#kind.instrument];
    let isMoved = happenings.length + spoiling.length > 0;
    for (const shaking of shakings) isMoved = addShaking(window, shaking, TRACE * noiseMps2[0]) || isMoved;
    if (!isMoved) return undefined;
    for (const happening of happenings) addHappening(window, happening);
    const clipping = { kind: "clipping", fullScaleMps2, fromMs, toMs: Number.POSITIVE_INFINITY } as const;
    spoil({ axes, fromMs, rateHz }, [...spoiling, clipping], chance);
    return this.#kind.writer.bodyOf(countsOf(axes, countMps2));
  }
}
