// What devices say of their stations, kept in the background: the newest word of each, a batch at a time.
import type { Station } from "../../../shared/contracts/station.ts";
import { reasonOf, Unavailable } from "../../../shared/runtime/errors.ts";
import { type ClaimOptions, decideClaim } from "./claim.ts";
import { BATCH, type Registry, type RegistryContext } from "./registry.ts";
import { NOBODY } from "./repository.ts";

/** Devices that all connect at once gather in fewer batches. */
const GATHER_MS = 200;
const RETRY_MS = 5000;
const MOST_WAITING = 50_000;

export class Claims {
  readonly #registry: Registry;
  readonly #context: RegistryContext;
  readonly #movedM: number;
  readonly #waiting = new Map<string, Station>();
  #working: Promise<void> | undefined;

  constructor(registry: Registry, context: RegistryContext, movedM: number) {
    this.#registry = registry;
    this.#context = context;
    this.#movedM = movedM;
  }

  /** Returns at once. Other worlds are none of the registry's business. */
  push(station: Station): void {
    if (station.mode !== "live" || this.#registry.isKept(station)) return;
    if (this.#waiting.size >= MOST_WAITING && !this.#waiting.has(station.stationId)) return;
    this.#waiting.set(station.stationId, station);
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    const { clock, log, stopping } = this.#context;
    let waitMs = GATHER_MS;
    while (this.#waiting.size > 0 && !stopping.aborted) {
      await clock.sleep(waitMs, stopping);
      if (stopping.aborted) return;
      try {
        await this.keepSome();
        waitMs = 0;
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        waitMs = RETRY_MS;
        log.warn({ waiting: this.#waiting.size, reason: reasonOf(error) }, "stations are kept later");
      }
    }
  }

  /** @throws Unavailable */
  async keepSome(): Promise<void> {
    const some = new Map([...this.#waiting].slice(0, BATCH));
    const options: ClaimOptions = { nowMs: this.#context.clock.nowMs(), movedM: this.#movedM };
    await this.#registry.decide(
      [...some.keys()],
      (known, id) => {
        const claim = some.get(id);
        return claim === undefined ? undefined : decideClaim(known, claim, options);
      },
      { by: NOBODY },
    );
    for (const [id, claim] of some) if (this.#waiting.get(id) === claim) this.#waiting.delete(id);
  }

  /** Lets what is under way end; what is not kept comes again with the next start. */
  async close(): Promise<void> {
    await this.#working;
  }
}
