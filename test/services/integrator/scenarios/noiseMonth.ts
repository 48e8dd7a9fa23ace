// A long time of noise on a network, fast: each sensor triggers on its own, and heartbeats come only where they can matter.
import type { Pick } from "../../../../shared/contracts/pick.ts";
import { distanceKm } from "../../../../shared/seismo/geodesy.ts";
import { regionOf, START_MS, WORLD } from "../network.ts";
import type { Felt } from "./felt.ts";
import { noiseFelt } from "./nuisance.ts";
import { grid, type Sensor, type Sensors } from "./sensors.ts";
import { entryOf, type Told } from "./tell.ts";

export interface MonthOf {
  readonly stations: number;
  readonly days: number;
  /** Triggers a station-hour, mean of day and night. */
  readonly perHour: number;
  readonly seed: number;
  readonly spacingKm?: number;
  readonly onDay?: (day: number) => void;
}

export interface Month {
  readonly triggers: number;
  readonly told: readonly Told[];
}

const DAY_MS = 86_400_000;
/** Traffic: 1.6 times the mean at two in the afternoon, 0.4 times at night. */
const DIURNAL = { share: 0.6, peakMs: 14 * 3_600_000 };
/** Picks of different stations this near to each other in time and place may have to do with each other. */
const COINCIDENCE = { ms: 60_000, km: 250 };
const HEARD_KM = 300;
/** A heartbeat is as old as a packet and its way. */
const AGE_MS = { least: 300, spread: 1400 };

interface Trigger {
  readonly felt: Felt;
  readonly sensor: Sensor;
  readonly near: readonly Sensor[];
}

interface Moment {
  readonly atMs: number;
  readonly pick: Pick;
  readonly trigger: Trigger;
}

/** A region hears every trigger; while an event is open also every second of the sensors near it. */
export function noiseMonth(of: MonthOf): Month {
  const columns = Math.ceil(Math.sqrt(of.stations));
  const centre = { latitudeDeg: 35, longitudeDeg: 139 };
  const { spacingKm = 20 } = of;
  const whole = grid({ name: "NM", centre, columns, rows: Math.ceil(of.stations / columns), spacingKm });
  const sensors: Sensors = new Map([...whole].slice(0, of.stations));
  const within = (km: number) =>
    new Map([...sensors.values()].map((a) => [a, [...sensors.values()].filter((b) => distanceKm(a, b) <= km)]));
  const [near, heard] = [within(COINCIDENCE.km), within(HEARD_KM)];
  const ear = new Ear(sensors, heard);
  let triggers = 0;
  for (let day = 0; day < of.days; day += 1) {
    const bursts = triggersOf(sensors, near, of, day);
    triggers += bursts.length;
    for (const moment of momentsOf(bursts)) ear.hear(moment);
    of.onDay?.(Math.min(of.days, day + 1));
  }
  ear.silence();
  return { triggers, told: ear.told };
}

function triggersOf(sensors: Sensors, near: ReadonlyMap<Sensor, Sensor[]>, of: MonthOf, day: number): Trigger[] {
  const fromMs = START_MS + day * DAY_MS;
  const toMs = fromMs + DAY_MS * Math.min(1, of.days - day);
  const hours = (ms: number) => (2 * Math.PI * ((ms % DAY_MS) - DIURNAL.peakMs)) / DAY_MS;
  const shareAt = (ms: number) => 1 + DIURNAL.share * Math.cos(hours(ms));
  return noiseFelt(sensors, { perHour: of.perHour, fromMs, toMs, seed: of.seed, shareAt }).flatMap((felt) => {
    const sensor = sensors.get(felt.stationId);
    return sensor === undefined ? [] : [{ felt, sensor, near: near.get(sensor) ?? [] }];
  });
}

/** Longer windows are told only where another station nearby has triggered within a minute. */
function momentsOf(triggers: readonly Trigger[]): Moment[] {
  const sorted = [...triggers].sort((a, b) => a.felt.fromMs - b.felt.fromMs);
  let first = 0;
  const moments = sorted.flatMap((trigger, i): Moment[] => {
    while ((sorted[first]?.felt.fromMs ?? 0) < trigger.felt.fromMs - COINCIDENCE.ms) first += 1;
    let isAlone = true;
    for (let j = first; isAlone && j < sorted.length; j += 1) {
      const other = sorted[j];
      if (other === undefined || other.felt.fromMs > trigger.felt.fromMs + COINCIDENCE.ms) break;
      isAlone = j === i || other.sensor === trigger.sensor || !trigger.near.includes(other.sensor);
    }
    return trigger.felt.picks.slice(0, isAlone ? 1 : undefined).map((step) => ({ ...step, trigger }));
  });
  return moments.sort((a, b) => a.atMs - b.atMs);
}

/** The region and what reaches it. */
class Ear {
  readonly told: Told[] = [];
  readonly #region: ReturnType<typeof regionOf>;
  readonly #heard: ReadonlyMap<Sensor, Sensor[]>;
  readonly #sensors: Sensors;
  /** The newest triggers: what still shakes. */
  #recent: Felt[] = [];
  /** The station that each open event was found by. */
  readonly #open = new Map<string, Sensor>();
  #heardMs = Number.NEGATIVE_INFINITY;

  constructor(sensors: Sensors, heard: ReadonlyMap<Sensor, Sensor[]>) {
    this.#region = regionOf(sensors);
    this.#sensors = sensors;
    this.#heard = heard;
  }

  hear({ atMs, pick, trigger }: Moment): void {
    this.#listenTo(atMs);
    if (pick.update === 0) {
      this.#recent = this.#recent.filter((felt) => felt.toMs > atMs - 5000);
      this.#recent.push(trigger.felt);
      this.#beat(atMs, this.#heard.get(trigger.sensor) ?? []);
    }
    this.#take(atMs, this.#region.pushPick(pick), trigger.sensor);
  }

  /** The end: open events are followed until they are closed. */
  silence(): void {
    this.#listenTo(this.#heardMs + 200_000);
  }

  /** Every second of those near open events, until then. */
  #listenTo(untilMs: number): void {
    while (this.#open.size > 0 && this.#heardMs + 1000 < untilMs) {
      const near = new Set([...this.#open.values()].flatMap((sensor) => this.#heard.get(sensor) ?? []));
      this.#beat(this.#heardMs + 1000, [...near]);
    }
  }

  #beat(atMs: number, sensors: readonly Sensor[]): void {
    this.#heardMs = atMs;
    const byStation = Map.groupBy(this.#recent, (felt) => felt.stationId);
    const stations = sensors.map((sensor) => {
      const ageMs = AGE_MS.least + (AGE_MS.spread * sensor.packetEndMs) / 1000;
      return entryOf(sensor, atMs - ageMs, byStation.get(sensor.stationId) ?? []);
    });
    if (stations.length > 0) this.#take(atMs, this.#region.pushMotion({ ...WORLD, stations }), undefined);
  }

  #take(atMs: number, versions: readonly Told["version"][], by: Sensor | undefined): void {
    for (const version of versions) {
      const { eventId, status } = version;
      this.told.push({ atMs, version });
      if (status === "final" || status === "cancelled") this.#open.delete(eventId);
      else {
        const first = by ?? this.#sensors.get(version.arrivals[0]?.stationId ?? "");
        if (first !== undefined && !this.#open.has(eventId)) this.#open.set(eventId, first);
      }
    }
  }
}
