// Whose things a request may touch: an owner theirs, the operator everybody's; what belongs to others is not there.
import type { Response } from "express";
import { mayDo, type Principal, principalOf, type Scope } from "../../shared/runtime/principal.ts";
import { Fault } from "./faults.ts";
import type { Subscription } from "./subscription.ts";

/** @throws Fault (403) that names the scope that is missing. */
export function mustMay(response: Response, ...scopes: readonly [Scope, ...Scope[]]): Principal {
  const principal = principalOf(response);
  if (scopes.some((scope) => mayDo(principal, scope))) return principal;
  throw new Fault(403, `this key may not do that: want scope ${scopes.join(" or ")}`);
}

export function isTheirs(principal: Principal, { ownerId }: Pick<Subscription, "ownerId">): boolean {
  return mayDo(principal, "operate") || principal.ownerId === ownerId;
}
