// Brings the past earthquakes of an fdsnws-event server: all of a time span first, only what has changed at later runs.
import type { Database } from "../../../shared/runtime/database.ts";
import type { CatalogueHarvestTable } from "../../../shared/runtime/schema.ts";
import { Intake, type LineFault, type LoadReport } from "../intake.ts";
import { type HarvestQuery, hostOf, keyOf, urlOf, type Window } from "./query.ts";
import { harvestOf, keepHarvest } from "./repository.ts";
import { type Manners, request } from "./request.ts";
import { Stride } from "./stride.ts";

export interface HarvestOptions extends Manners {
  /** The source of every earthquake, whatever the server says; "": as it says, its host where it says nothing. */
  readonly source: string;
  /** Only what was changed since; undefined: since the last run, if there was one. */
  readonly updatedAfterMs?: number | undefined;
  /** Everything anew, whatever earlier runs brought. */
  readonly anew?: boolean;
  readonly onProgress?: (doneMs: number, ofMs: number) => void;
  readonly onFault?: (fault: LineFault) => void;
  /** What a person wants to know on the way: where it goes on, what the server refused. */
  readonly onNote?: (text: string) => void;
}

export interface HarvestReport extends Omit<LoadReport, "file" | "format" | "faults"> {
  readonly requests: number;
}

/** A server may list what changed a while after it did, and its clock is its own. */
const OVERLAP_MS = 600_000;

/**
 * What was brought is in the database window by window, and so is where to go on after a stop or a failure.
 * @throws Unavailable when the server or the database does not answer, Error when the server refuses
 */
export async function harvest(
  database: Database,
  query: HarvestQuery,
  options: HarvestOptions,
): Promise<HarvestReport> {
  const key = keyOf(query, options);
  const before = options.anew === true ? undefined : await harvestOf(database, key);
  const pass = passOf(key, { query, options, before });
  if (pass.next_ms > query.startMs) options.onNote?.(`going on from ${new Date(pass.next_ms).toISOString()}`);
  return new Harvest(database, { query, options }).run(pass);
}

interface Asked {
  readonly query: HarvestQuery;
  readonly options: HarvestOptions;
}

/** The rest of the pass that was not finished, or a new one. */
function passOf(key: string, given: Asked & { before: CatalogueHarvestTable | undefined }): CatalogueHarvestTable {
  const { query, options, before } = given;
  const isUnfinished = before !== undefined && before.next_ms < before.end_ms;
  if (isUnfinished) return before;
  const nowMs = options.clock.nowMs();
  const sinceLast = before === undefined ? null : before.asked_ms - OVERLAP_MS;
  return {
    query: key,
    asked_ms: nowMs,
    updated_after_ms: options.updatedAfterMs ?? sinceLast,
    next_ms: query.startMs,
    end_ms: query.endMs ?? nowMs,
  };
}

/** Some servers cut long answers at a round number and say nothing of it. */
function isCutOff(rows: number): boolean {
  return rows > 0 && rows % 500 === 0;
}

class Harvest {
  readonly #database: Database;
  readonly #asked: Asked;
  readonly #counts = { rows: 0, added: 0, replaced: 0, leftOut: 0, rejected: 0, requests: 0 };
  #lastRows = 0;

  constructor(database: Database, asked: Asked) {
    this.#database = database;
    this.#asked = asked;
  }

  async run(first: CatalogueHarvestTable): Promise<HarvestReport> {
    const { query, options } = this.#asked;
    let pass = first;
    // What has changed is little: it is asked for at once.
    const stride = new Stride(pass.updated_after_ms === null ? undefined : pass.end_ms - pass.next_ms);
    while (pass.next_ms < pass.end_ms) {
      options.signal.throwIfAborted();
      const window = { fromMs: pass.next_ms, toMs: Math.min(pass.end_ms, pass.next_ms + stride.ms) };
      this.#lastRows = 0;
      const answer = await this.#ask(pass, window);
      this.#counts.requests += 1;
      if (answer.kind === "refused") pass = this.#withoutUpdates(pass, answer);
      else if (answer.kind === "too much" || isCutOff(this.#lastRows)) {
        if (stride.tooMuch(window.toMs - window.fromMs)) continue;
        throw new Error(`too much in one second: ${answer.kind === "too much" ? answer.said : this.#lastRows}`);
      } else {
        stride.well();
        pass = { ...pass, next_ms: window.toMs };
        await keepHarvest(this.#database, pass);
      }
      options.onProgress?.(pass.next_ms - query.startMs, pass.end_ms - query.startMs);
    }
    const { rows, added, replaced, leftOut, rejected } = this.#counts;
    return { ...this.#counts, known: rows - added - replaced - leftOut - rejected };
  }

  #ask(pass: CatalogueHarvestTable, window: Window) {
    const { query, options } = this.#asked;
    const url = urlOf(query, window, pass.updated_after_ms);
    return request(url, options, async (pieces) => {
      const { source, onFault = () => undefined } = options;
      const origin = { source, otherwise: hostOf(query), askedMs: pass.asked_ms };
      await this.#take(new Intake(this.#database, url, { ...origin, onFault }), pieces);
    });
  }

  async #take(intake: Intake, pieces: AsyncIterable<string>): Promise<void> {
    let characters = 0;
    try {
      for await (const piece of pieces) {
        characters += piece.length;
        await intake.take(piece);
      }
    } catch (error) {
      // What came before it broke is in the database; the next try brings it again and finds it known.
      const { added, replaced } = await intake.soFar();
      this.#counts.added += added;
      this.#counts.replaced += replaced;
      throw error;
    }
    if (characters === 0) return;
    const report = await intake.finish();
    this.#lastRows = report.rows;
    this.#count(report);
  }

  #count(report: LoadReport): void {
    const counts = this.#counts;
    counts.rows += report.rows;
    counts.added += report.added;
    counts.replaced += report.replaced;
    counts.leftOut += report.leftOut;
    counts.rejected += report.rejected;
  }

  /** Not every server knows `updatedafter`: it is optional in the standard. */
  #withoutUpdates(pass: CatalogueHarvestTable, { status, said }: { status: number; said: string }) {
    const { options } = this.#asked;
    const isOurs = pass.updated_after_ms !== null && options.updatedAfterMs === undefined;
    if (status !== 400 || !isOurs) throw new Error(`the server answered ${status}: ${said.split("\n")[0] ?? ""}`);
    options.onNote?.("the server does not take updatedafter; asking for everything");
    return { ...pass, updated_after_ms: null };
  }
}
