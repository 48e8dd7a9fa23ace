// The subscriptions by place: cells of a degree, so that whole cells out of an event's reach cost nothing.
import { apartKm, type Direction, directionOf } from "../../shared/seismo/geodesy.ts";
import { type Placed, placedOf } from "./placed.ts";
import type { Reach, Reachable } from "./reach.ts";
import type { Subscription } from "./subscription.ts";

/** Bounds hold for all that were ever in the cell: after removals they are wider than need be, never too narrow. */
class Cell implements Reachable {
  readonly direction: Direction;
  readonly members = new Map<string, Placed>();
  radiusKm = 0;
  mostIncrement = 0;
  leastOnRock = Number.POSITIVE_INFINITY;
  sigmas = 0;

  constructor(latitude: number, longitude: number) {
    this.direction = directionOf({ latitudeDeg: latitude + 0.5, longitudeDeg: longitude + 0.5 });
  }

  put(placed: Placed): void {
    this.members.set(placed.subscription.subscriptionId, placed);
    this.radiusKm = Math.max(this.radiusKm, apartKm(this.direction, placed.direction) + placed.radiusKm);
    this.mostIncrement = Math.max(this.mostIncrement, placed.mostIncrement);
    this.leastOnRock = Math.min(this.leastOnRock, placed.leastOnRock);
    this.sigmas = Math.max(this.sigmas, placed.sigmas);
  }
}

export class Places {
  #byId = new Map<string, Placed>();
  #cells = new Map<string, Cell>();

  constructor(subscriptions: Iterable<Subscription> = []) {
    this.replace(subscriptions);
  }

  get size(): number {
    return this.#byId.size;
  }

  of(subscriptionId: string): Placed | undefined {
    return this.#byId.get(subscriptionId);
  }

  all(): Iterable<Placed> {
    return this.#byId.values();
  }

  put(subscription: Subscription): void {
    this.remove(subscription.subscriptionId);
    const placed = placedOf(subscription);
    this.#byId.set(subscription.subscriptionId, placed);
    this.#cellOf(subscription).put(placed);
  }

  remove(subscriptionId: string): void {
    const known = this.#byId.get(subscriptionId);
    if (known === undefined) return;
    this.#byId.delete(subscriptionId);
    this.#cells.get(keyOf(known.subscription))?.members.delete(subscriptionId);
  }

  /** All at once. */
  replace(subscriptions: Iterable<Subscription>): void {
    this.#byId = new Map();
    this.#cells = new Map();
    for (const subscription of subscriptions) this.put(subscription);
  }

  within(reach: Reach): Placed[] {
    const found: Placed[] = [];
    for (const cell of this.#cells.values()) {
      if (!reach.includes(cell)) continue;
      for (const placed of cell.members.values()) if (reach.includes(placed)) found.push(placed);
    }
    return found;
  }

  #cellOf(subscription: Subscription): Cell {
    const key = keyOf(subscription);
    const cell =
      this.#cells.get(key) ?? new Cell(Math.floor(subscription.latitudeDeg), Math.floor(subscription.longitudeDeg));
    this.#cells.set(key, cell);
    return cell;
  }
}

function keyOf({ latitudeDeg, longitudeDeg }: Subscription): string {
  return `${Math.floor(latitudeDeg)}/${Math.floor(longitudeDeg)}`;
}
