// Who asks: the operator, the holder of an API key, or anybody; and what each may do.
import type { Response } from "express";
import { Fault } from "./faults.ts";

export const SCOPES = ["read", "manage", "operate", "drill"] as const;
export type Scope = (typeof SCOPES)[number];

export interface Principal {
  /** "" for the operator's token and for nobody. */
  readonly keyId: string;
  /** Whose things they are; "" for the operator's. */
  readonly ownerId: string;
  readonly scopes: readonly Scope[];
}

/** Whoever holds API_TOKEN, and anybody on loopback where there is none. */
export const OPERATOR: Principal = { keyId: "", ownerId: "", scopes: SCOPES };
/** Anybody, where reading is public: sees what is everybody's, and no owner's things. */
export const PUBLIC: Principal = { keyId: "", ownerId: "public", scopes: ["read"] };

/** `operate` may everything, `manage` also reads. */
export function mayDo({ scopes }: Principal, scope: Scope): boolean {
  if (scopes.includes("operate") || scopes.includes(scope)) return true;
  return scope === "read" && scopes.includes("manage");
}

/** Set by the HTTP server; without one in front of a router, as in tests of the router alone, it is the operator. */
export function principalOf(response: Response): Principal {
  const { principal } = response.locals as { principal?: Principal };
  return principal ?? OPERATOR;
}

export function setPrincipal(response: Response, principal: Principal): void {
  response.locals.principal = principal;
}

/** @throws Fault (403) that names the scope that is missing. */
export function mustMay(response: Response, ...scopes: readonly [Scope, ...Scope[]]): Principal {
  const principal = principalOf(response);
  if (scopes.some((scope) => mayDo(principal, scope))) return principal;
  throw new Fault(403, `this key may not do that: want scope ${scopes.join(" or ")}`);
}
