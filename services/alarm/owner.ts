// Whose things a request may touch: an owner theirs, the operator everybody's; what belongs to others is not there.
import { mayDo, type Principal } from "../../shared/runtime/principal.ts";
import type { Subscription } from "./subscription.ts";

export function isTheirs(principal: Principal, { ownerId }: Pick<Subscription, "ownerId">): boolean {
  return mayDo(principal, "operate") || principal.ownerId === ownerId;
}
