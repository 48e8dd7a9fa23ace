// The report of one event, put together from what is stored of it. Pure.
import { modePrefix } from "../../../shared/contracts/mode.ts";
import type { Pick } from "../../../shared/contracts/pick.ts";
import { coordinatesOf } from "../place.ts";
import type { StandingStation } from "../record/stationRows.ts";
import { answerOf } from "./answer.ts";
import type { Head, Report } from "./schema.ts";
import { stationsIn } from "./stations.ts";
import { timelineOf } from "./timeline.ts";
import { type ToldPage, type ToldRow, toldOf } from "./told.ts";
import type { Verdict } from "./verdict.ts";
import { type StoredVersion, versionReports } from "./versions.ts";

/** All that is stored of one event. */
export interface EventFile {
  /** First to last, at least one. */
  readonly versions: readonly [StoredVersion, ...StoredVersion[]];
  readonly place: string | undefined;
  readonly verdict: Verdict | null;
  readonly rows: readonly ToldRow[];
  readonly stations: readonly StandingStation[];
  readonly picks: readonly Pick[];
  readonly otherEventOf: (pickId: string) => string | undefined;
}

export interface ReportOptions {
  readonly page: ToldPage;
  /** By subscription; undefined: the list of the told is not for whoever asks. */
  readonly names: ReadonlyMap<string, string> | undefined;
}

export function reportOf(file: EventFile, { page, names }: ReportOptions): Report {
  const { versions, rows } = file;
  const head = headOf(file);
  const originMs = head.origin.timeMs;
  const told = toldOf(rows, { page, names, originMs });
  const reports = versionReports(versions, rows, originMs);
  return {
    ...head,
    answer: answerOf({ ...head, versions: reports, told }),
    timeline: timelineOf({ versions, rows }),
    versions: reports,
    told,
    stations: stationsIn({ ...file, versions: versions.map(({ event }) => event) }),
  };
}

export function headOf({ versions, place: known, verdict }: Titled): Head {
  const { event } = versions.at(-1) ?? versions[0];
  const { eventId, mode, run, status, origin, magnitude, likelihood } = event;
  const place = known ?? coordinatesOf(origin);
  const title = `${modePrefix(mode)}M ${magnitude.value.toFixed(1)}, ${place} (${status})`;
  const told = { eventId, title, mode, run, status, place, origin, magnitude, likelihood };
  return { ...told, versionCount: versions.length, verdict };
}

type Titled = Omit<EventFile, "rows" | "stations" | "picks" | "otherEventOf">;
