// What the doctor looks at: facts that the gateway has at hand, collected in one place so that the checks are pure.
import type { AlarmPathState } from "../../../shared/runtime/alarmPath.ts";
import type { Member } from "../../../shared/runtime/members.ts";
import type { QueueView } from "../operations/queueTrends.ts";
import type { Seen } from "../operations/survey.ts";
import type { StationView } from "../view.ts";
import type { Readiness } from "../watch.ts";

export interface Facts {
  readonly nowMs: number;
  readonly startedMs: number;
  readonly services: readonly Readiness[];
  readonly busFault: string;
  readonly members: Seen<readonly Member[]>;
  readonly queues: Seen<readonly QueueView[]>;
  /** Messages a second, over the last minute, of devices that no registered station is known of. */
  readonly unregisteredPerS: number;
  /** Null when heartbeats are turned off. */
  readonly alarmPath: AlarmPathState | null;
  /** Of the live world. */
  readonly stations: readonly StationView[];
  readonly shedShare: number;
  readonly database: Seen<Subscribers>;
  /** Of the folder the database is in; undefined where it is on another machine. */
  readonly disk: Disk | undefined;
}

/** Subscriptions by how they are. */
export interface Subscribers {
  readonly all: number;
  readonly disabled: number;
  readonly failing: number;
}

export interface Disk {
  readonly folder: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}
