// Asks agencies about our events until their verdicts are known, and tells them: one replica at a time, by a lease.
import { contexts, type Context as EventContext } from "../../../shared/contracts/context.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Database } from "../../../shared/runtime/database.ts";
import { reasonOf } from "../../../shared/runtime/errors.ts";
import { type Context, out } from "../../../shared/runtime/service.ts";
import { askAgency, askedWaitMs } from "../harvest/agency.ts";
import { coordinatesOf } from "../place.ts";
import { keepContext, versionsOf } from "../repository.ts";
import { listedNow, saidIn } from "./early.ts";
import { nextAskMs, retryAskMs } from "./schedule.ts";
import type { AgencySettings } from "./settings.ts";
import { judge } from "./verdict.ts";
import { dueVerdicts, updateVerdict, type VerdictRecord, verdictIn } from "./verdictRows.ts";

export interface VerdictDeskDeps
  extends Pick<Context, "database" | "store" | "clock" | "log" | "metrics" | "instance" | "publish"> {
  readonly settings: AgencySettings;
  /** Past earthquakes came. */
  readonly onListed?: () => Promise<void>;
}

interface Asked {
  /** Wall clock before the last question that was answered; null: none was. */
  readonly answeredMs: number | null;
  readonly failures: number;
  /** The longest that a server asked us to wait. */
  readonly waitMs: number;
}

const POLL_MS = 5000;
const LEASE = "catalogue:verdicts";
/** Longer than one server is waited for. */
const LEASE_MS = 60_000;
const MOST_AT_ONCE = 20;

export class VerdictDesk {
  readonly #deps: VerdictDeskDeps;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #failure = "";
  #end: () => void = () => undefined;

  constructor(deps: VerdictDeskDeps) {
    this.#deps = deps;
  }

  start(): void {
    if (this.#deps.settings.servers.length > 0) this.#end = this.#deps.clock.every(POLL_MS, () => void this.run());
  }

  async close(): Promise<void> {
    this.#end();
    this.#closing.abort();
    await this.#running;
  }

  /** Never rejects: what could not be done is done the next time, by whoever holds the lease then. */
  run(): Promise<void> {
    this.#running ??= this.#lookAtDue()
      .then(() => this.#worked())
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  async #lookAtDue(): Promise<void> {
    const { database, clock } = this.#deps;
    if (!(await this.#holdsLease())) return;
    const opened = await database();
    for (const record of await dueVerdicts(opened, clock.nowMs(), MOST_AT_ONCE)) {
      if (this.#closing.signal.aborted || !(await this.#holdsLease())) return;
      await this.#lookInto(opened, record);
    }
  }

  #holdsLease(): Promise<boolean> {
    const { store, instance } = this.#deps;
    return store.lease(LEASE, instance, LEASE_MS);
  }

  async #lookInto(database: Database, before: VerdictRecord): Promise<void> {
    const { clock, settings } = this.#deps;
    const newest = (await versionsOf(database, before.eventId)).at(-1);
    if (newest === undefined) return updateVerdict(database, { ...before, nextAskMs: null });
    const { event } = newest;
    const asked = await this.#askAll(database, event);
    if (this.#closing.signal.aborted) return;
    const askedMs = asked.answeredMs ?? before.askedMs;
    const agency = await listedNow(database, event, settings.own);
    const nowMs = Math.round(clock.nowMs());
    const judged = judge(event, { nowMs, agency, askedMs }, settings.verdict);
    const isPending = judged === undefined || judged.value === "pending";
    const keeps = isPending || judged.value === before.value;
    const plan = { originMs: event.origin.timeMs, nowMs, isPending, waitMs: settings.verdict.waitMs };
    const nextMs = asked.failures > 0 ? retryAskMs(plan, asked.waitMs) : nextAskMs(plan);
    const found = { ...before, askedMs, agency: agency ?? before.agency, nextAskMs: nextMs };
    if (keeps) return updateVerdict(database, { ...found, reason: judgedReason(before, judged?.reason) });
    const decided = { value: judged.value, reason: judged.reason, decidedMs: nowMs, said: saidIn(event) };
    const record = { ...found, ...decided, revision: before.revision + 1 };
    await this.#tell(database, record, newest);
    await updateVerdict(database, record);
  }

  async #askAll(database: Database, event: SeismicEvent): Promise<Asked> {
    const { settings, clock, log, metrics } = this.#deps;
    const { signal } = this.#closing;
    let asked: Asked = { answeredMs: null, failures: 0, waitMs: 0 };
    for (const server of settings.servers) {
      if (signal.aborted || !(await this.#holdsLease())) break;
      const atMs = Math.round(clock.nowMs());
      const question = { server, at: event.origin, timeMs: event.origin.timeMs };
      const { brought = 0, error } = await askAgency(question, { database, clock, signal }).then(
        (count) => ({ brought: count, error: undefined }),
        (cause: unknown) => ({ brought: undefined, error: cause }),
      );
      if (brought > 0) await this.#deps.onListed?.();
      metrics.count("eew_agency_requests_total", "Questions to agencies about our events", {
        outcome: error === undefined ? "answered" : "failed",
      });
      if (error === undefined) asked = { ...asked, answeredMs: atMs };
      else {
        const waitMs = Math.max(asked.waitMs, askedWaitMs(error));
        asked = { ...asked, failures: asked.failures + 1, waitMs };
        log.warn({ server, eventId: event.eventId, reason: reasonOf(error) }, "an agency did not answer");
      }
    }
    return asked;
  }

  /** Before it is kept: a verdict that is told twice is told once to each, one that is not told is lost. */
  async #tell(
    database: Database,
    record: VerdictRecord,
    { event, context }: { readonly event: SeismicEvent; readonly context: EventContext | null },
  ): Promise<void> {
    const { publish, log, metrics } = this.#deps;
    const verdict = verdictIn(record);
    const { agency } = record;
    const known = { ...(context ?? unknownOf(event)), ...(agency === null ? {} : { agency }) };
    const told: EventContext = { ...known, ...(verdict === undefined ? {} : { verdict }) };
    await publish(out(contexts, told));
    await keepContext(database, told);
    metrics.count("eew_verdicts_total", "Verdicts on our events", { verdict: record.value });
    log.info({ eventId: event.eventId, reason: record.reason }, `verdict: ${record.value}`);
  }

  #worked(): void {
    if (this.#failure !== "") this.#deps.log.info("verdicts go on");
    this.#failure = "";
  }

  #failed(error: unknown): void {
    const reason = reasonOf(error);
    if (this.#failure === "" && !this.#closing.signal.aborted) this.#deps.log.warn({ reason }, "verdicts have to wait");
    this.#failure = reason;
  }
}

/** A pending one says what it waits for; one that was decided keeps its reason. */
function judgedReason(before: VerdictRecord, reason = before.reason): string {
  return before.value === "pending" ? reason : before.reason;
}

/** Of a version whose context was never found. */
function unknownOf({ mode, run, eventId, version, origin }: SeismicEvent): EventContext {
  const nothing = { nearest: [], largest: null, maxMagnitude: null };
  const late: EventContext["late"] = ["place", "nearest", "largest", "aftershock"];
  return { mode, run, eventId, version, place: coordinatesOf(origin), ...nothing, late };
}
