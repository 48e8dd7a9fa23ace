// Bulkhead: at most so many attempts at once for one subscriber. What hangs there cannot pile up, and holds nothing of others'.

const MOST_AT_ONCE = 4;

export class Slots {
  readonly #taken = new Map<string, number>();

  /** False when this subscriber has its share. */
  take(subscriptionId: string): boolean {
    const taken = this.#taken.get(subscriptionId) ?? 0;
    if (taken >= MOST_AT_ONCE) return false;
    this.#taken.set(subscriptionId, taken + 1);
    return true;
  }

  release(subscriptionId: string): void {
    const taken = this.#taken.get(subscriptionId) ?? 0;
    if (taken > 1) this.#taken.set(subscriptionId, taken - 1);
    else this.#taken.delete(subscriptionId);
  }
}
