// Whom one version of an event may concern: those within its reach and those who were told; the rest is left out as one.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import type { ShakingModel } from "../../shared/seismo/shakingModel.ts";
import type { Told } from "./decide.ts";
import type { Forecast } from "./forecast.ts";
import type { Survey } from "./history.ts";
import { Hold } from "./hold.ts";
import type { Placed } from "./placed.ts";
import type { Places } from "./places.ts";
import { Reach } from "./reach.ts";
import type { ToldBy } from "./told.ts";

export interface InquiryDeps {
  readonly forecast: Forecast;
  readonly model: ShakingModel;
  readonly places: Places;
  /** Wall clock. */
  readonly atMs: number;
}

export class Inquiry implements Survey {
  readonly event: Survey["event"];
  /** Why the others are left out. */
  readonly leftOut: "neverTold" | "outOfReach";
  readonly #status: SeismicEvent["status"];
  readonly #places: Places;
  readonly #reach: Reach;
  readonly #atMs: number;
  /** Decided on though nothing can be expected there, since they were told. */
  readonly #told = new Set<string>();

  constructor(event: SeismicEvent, { forecast, model, places, atMs }: InquiryDeps) {
    const { eventId, version, mode, asOfMs, status } = event;
    // Not the event: what is kept to explain itself must be small.
    this.event = { eventId, version, mode, asOfMs };
    this.leftOut = status === "cancelled" || status === "final" ? "neverTold" : "outOfReach";
    this.#status = status;
    this.#places = places;
    this.#reach = new Reach(event, model, forecast.neighbours.circle());
    this.#atMs = atMs;
  }

  concerned(account: ToldBy): { readonly asked: readonly Placed[]; readonly told: readonly (Told | undefined)[] } {
    const asked = this.leftOut === "neverTold" ? [] : this.#places.within(this.#reach);
    const told = asked.map(({ subscription }) => account.get(subscription.subscriptionId));
    const found = told.reduce((count, one) => count + (one === undefined ? 0 : 1), 0);
    if (found < account.size) this.#addTold(account, asked, told);
    return { asked, told };
  }

  #addTold(account: ToldBy, asked: Placed[], told: (Told | undefined)[]): void {
    for (const [subscriptionId, one] of account) {
      const placed = this.#places.of(subscriptionId);
      if (placed === undefined || this.#isWithin(placed)) continue;
      this.#told.add(subscriptionId);
      asked.push(placed);
      told.push(one);
    }
  }

  explain(subscriptionId: string): Hold | undefined {
    const placed = this.#places.of(subscriptionId);
    if (placed === undefined || placed.subscription.createdMs > this.#atMs) return undefined;
    if (this.#isWithin(placed) || this.#told.has(subscriptionId)) return undefined;
    return this.leftOut === "neverTold" ? new Hold("neverTold", this.#status) : this.#reach.holdOf(placed);
  }

  #isWithin(placed: Placed): boolean {
    return this.leftOut === "outOfReach" && this.#reach.includes(placed);
  }
}
