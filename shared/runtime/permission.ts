// What a request may do: a route names the scopes of which one suffices.
import type { Response } from "express";
import { Fault } from "./faults.ts";
import { mayDo, type Principal, principalOf, type Scope } from "./principal.ts";

/** @throws Fault (403) that names the scope that is missing. */
export function mustMay(response: Response, ...scopes: readonly [Scope, ...Scope[]]): Principal {
  const principal = principalOf(response);
  if (scopes.some((scope) => mayDo(principal, scope))) return principal;
  throw new Fault(403, `this key may not do that: want scope ${scopes.join(" or ")}`);
}
