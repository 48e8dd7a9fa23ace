// Puts the waveforms around events into the archive once they are there; one replica at a time, a station at a time.
import { setImmediate } from "node:timers/promises";
import { events } from "../../../shared/contracts/event.ts";
import { worldKey } from "../../../shared/contracts/mode.ts";
import { type Station, stationKey } from "../../../shared/contracts/station.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { reasonOf, Unavailable } from "../../../shared/runtime/errors.ts";
import type { Context } from "../../../shared/runtime/service.ts";
import { type EventNote, noteOf, stationsOf } from "./eventNotes.ts";
import { addWaveforms, coveredBy, eventBodyOf, eventVersionsIn } from "./repository.ts";
import type { WorldSpan } from "./ring.ts";
import type { RingThread } from "./ringThread.ts";

export interface ArchiveOptions {
  /** Of one event. */
  readonly mostStations: number;
}

const LEASE = "catalogue.waveforms";
const LEASE_MS = 15_000;
const RENEW_MS = 5_000;
/** An origin may lie so long before the oldest packet whose waveforms belong to it. */
const REACH_MS = 300_000;
/** Packets that are still on their way. */
const LATE_MS = 5_000;
/** A world that has been silent for so long has ended. */
const SILENT_MS = 20_000;
/** Between two stations: everything else in this process comes first. */
const PAUSE_MS = 10;

export class Archive {
  readonly #context: Context;
  readonly #ring: RingThread;
  readonly #options: ArchiveOptions;
  readonly #notes = new Map<string, EventNote>();
  /** Event id → the version whose waveforms were kept. */
  readonly #kept = new Map<string, number>();
  #renewedMs = Number.NEGATIVE_INFINITY;

  constructor(context: Context, ring: RingThread, options: ArchiveOptions) {
    this.#context = context;
    this.#ring = ring;
    this.#options = options;
  }

  /** Keeps what is complete now. @throws Unavailable: what is missing comes with the next call */
  async step(): Promise<void> {
    const { worlds } = this.#ring.state;
    this.#forget(worlds);
    if (worlds.length === 0 || !(await this.#isMine())) return;
    const database = await this.#context.database();
    for (const world of worlds) {
      await this.#look(database, world);
      for (const note of [...this.#notes.values()]) {
        if (this.#isDue(note, world)) await this.#keep(database, note);
      }
    }
  }

  /** Whether this replica is the one that writes. */
  async #isMine(): Promise<boolean> {
    const { clock, store, instance } = this.#context;
    if (clock.monotonicMs() < this.#renewedMs + RENEW_MS) return true;
    const isMine = await store.lease(LEASE, instance, LEASE_MS);
    this.#renewedMs = isMine ? clock.monotonicMs() : Number.NEGATIVE_INFINITY;
    return isMine;
  }

  /** Versions that were not here when it looked last. */
  async #look(database: Database, world: WorldSpan): Promise<void> {
    const range = { ...world, fromMs: world.oldestMs - REACH_MS, toMs: world.newestMs };
    for (const { event_id: id, version } of await eventVersionsIn(database, range)) {
      if (version <= (this.#notes.get(id)?.version ?? 0)) continue;
      const body = await eventBodyOf(database, id, version);
      if (body !== undefined) this.#notes.set(id, noteOf(events.decode(Buffer.from(body)), this.#notes.get(id)));
      await setImmediate();
    }
  }

  #isDue(note: EventNote, world: WorldSpan): boolean {
    if (worldKey(note) !== worldKey(world) || this.#kept.get(note.eventId) === note.version) return false;
    if (note.toMs <= world.oldestMs) return false;
    const isSilent = this.#context.clock.nowMs() > world.seenMs + SILENT_MS;
    return isSilent || world.newestMs >= note.toMs + LATE_MS;
  }

  async #keep(database: Database, note: EventNote): Promise<void> {
    const { clock, log, metrics, stations, stopping } = this.#context;
    const startedMs = clock.monotonicMs();
    const covered = await coveredBy(database, note);
    let bytes = 0;
    for (const station of stationsOf(note, stations.all(), this.#options.mostStations)) {
      if (stopping.aborted || !(await this.#isMine())) return;
      bytes += await this.#tryStation(database, { note, station, covered });
      await clock.sleep(PAUSE_MS, stopping);
    }
    this.#kept.set(note.eventId, note.version);
    metrics.count("eew_waveform_events_total", "Events whose waveforms were kept");
    const tookMs = Math.round(clock.monotonicMs() - startedMs);
    log.info({ eventId: note.eventId, version: note.version, bytes, tookMs }, "waveforms kept");
  }

  /** A bug in one station's waveforms costs no others, and no process that alarms run in. */
  async #tryStation(database: Database, of: StationOf): Promise<number> {
    try {
      return await this.#keepStation(database, of);
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      const { eventId } = of.note;
      this.#context.log.error(
        { eventId, station: stationKey(of.station), reason: reasonOf(error) },
        "waveforms not kept",
      );
      return 0;
    }
  }

  async #keepStation(database: Database, of: StationOf): Promise<number> {
    const { note, station, covered } = of;
    const known = covered.filter(({ stationId }) => stationId === station.stationId);
    const { fromMs, toMs } = note;
    const rows = await this.#ring.ask({ station, span: { fromMs, toMs }, covered: known });
    await addWaveforms(database, rows, this.#context.clock.nowMs());
    const bytes = rows.reduce((sum, { body }) => sum + body.length, 0);
    this.#context.metrics.count("eew_waveform_kept_bytes_total", "Waveforms put into the archive", {}, bytes);
    return bytes;
  }

  #forget(worlds: readonly WorldSpan[]): void {
    const oldestMs = new Map(worlds.map((world) => [worldKey(world), world.oldestMs]));
    for (const [id, note] of this.#notes) {
      if (note.toMs > (oldestMs.get(worldKey(note)) ?? Number.POSITIVE_INFINITY) - REACH_MS) continue;
      this.#notes.delete(id);
      this.#kept.delete(id);
    }
  }
}

interface StationOf {
  readonly note: EventNote;
  readonly station: Station;
  readonly covered: Awaited<ReturnType<typeof coveredBy>>;
}
