// Health of all stations of a world, asked again while the list is looked at: the live stream tells only what became another.
import type { StationHealth, StationTrust, StationView } from "../../view.ts";
import { answerAt } from "../app/ask.ts";
import type { State } from "../app/state.ts";
import type { ColumnName, Value } from "./columns.ts";

const EVERY_MS = 10_000;
/** A gateway that shares its process with the alarm is never kept for long. */
const AT_ONCE = 1000;
const COLUMNS = [
  "key",
  "lastSampleMs",
  "latencyS",
  "clockOffsetS",
  "fittedRateHz",
  "noiseMps2",
  "packets",
  "gaps",
  "duplicates",
  "late",
  "malformed",
  "trusted",
  "reason",
  "weight",
  "falsePicksPerHour",
] as const satisfies readonly ColumnName[];

interface Answer {
  readonly total: number;
  readonly rows: readonly (readonly Value[])[];
}
type Row = Readonly<Record<(typeof COLUMNS)[number], Value>>;

export class HealthRefresh {
  readonly #state: State;
  readonly #onNews: () => void;
  #askedMs = Number.NEGATIVE_INFINITY;

  constructor(state: State, onNews: () => void) {
    this.#state = state;
    this.#onNews = onNews;
  }

  /** To be called a few times a second. */
  tick(): void {
    if (Date.now() - this.#askedMs < EVERY_MS) return;
    this.#askedMs = Date.now();
    void this.#ask(this.#state.shownWorld());
  }

  async #ask(world: string): Promise<void> {
    if (!this.#state.worlds.has(world)) return;
    const [mode, ...run] = world.split(":");
    const of = { columns: COLUMNS.join(","), mode: mode ?? "", run: run.join(":"), limit: String(AT_ONCE) };
    for (let [offset, total] = [0, 1]; offset < total; offset += AT_ONCE) {
      const query = new URLSearchParams({ ...of, offset: String(offset) });
      const answer = await answerAt<Answer>(`/api/stations?${query}`);
      if (answer === undefined) return;
      total = answer.total;
      this.#renew(answer.rows);
    }
    this.#onNews();
  }

  #renew(rows: Answer["rows"]): void {
    for (const values of rows) {
      const row = Object.fromEntries(COLUMNS.map((name, at) => [name, values[at] ?? null])) as Row;
      const station = this.#state.stations.get(String(row.key));
      if (station !== undefined) renew(station, row);
    }
  }
}

function renew(station: StationView, row: Row): void {
  station.trust = trustOf(row);
  if (row.trusted !== null) station.health = healthOf(row);
}

const numberOf = (value: Value) => (typeof value === "number" ? value : 0);

function trustOf({ weight, falsePicksPerHour }: Row): StationTrust | null {
  return typeof weight === "number" ? { weight, falsePicksPerHour: numberOf(falsePicksPerHour) } : null;
}

function healthOf(row: Row): StationHealth {
  const { trusted, reason } = row;
  return {
    ...{ lastSampleMs: numberOf(row.lastSampleMs), latencyS: numberOf(row.latencyS) },
    ...{ clockOffsetS: numberOf(row.clockOffsetS), fittedRateHz: numberOf(row.fittedRateHz) },
    ...{ noiseMps2: numberOf(row.noiseMps2), packets: numberOf(row.packets), gaps: numberOf(row.gaps) },
    ...{ duplicates: numberOf(row.duplicates), late: numberOf(row.late), malformed: numberOf(row.malformed) },
    state: trusted === "quarantined" || trusted === "warming" ? trusted : "ok",
    reason: String(reason ?? ""),
  };
}
