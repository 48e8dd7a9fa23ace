// The subscription that a request is about, for whoever may know of it.
import type { Request, Response } from "express";
import { Fault } from "../../shared/runtime/faults.ts";
import { principalOf } from "../../shared/runtime/principal.ts";
import { isTheirs } from "./owner.ts";
import type { Subscription } from "./subscription.ts";
import type { Subscriptions } from "./subscriptions.ts";

function idOf(request: Request): string {
  return String(request.params.id);
}

export function unknown(request: Request): Fault {
  return new Fault(404, `no subscription "${idOf(request).slice(0, 64)}"`);
}

/** From memory; else another replica may just have made it, so the database is asked. */
export async function found(
  { subscriptions }: { readonly subscriptions: Pick<Subscriptions, "of" | "refresh"> },
  request: Request,
  response: Response,
): Promise<Subscription> {
  const id = idOf(request);
  if (subscriptions.of(id) === undefined) await subscriptions.refresh();
  const subscription = subscriptions.of(id);
  // Somebody else's is as good as none: not even that it exists is told.
  if (subscription === undefined || !isTheirs(principalOf(response), subscription)) throw unknown(request);
  return subscription;
}
