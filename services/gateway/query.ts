// Parameters of requests, checked one by one: the first that is wrong is refused with its name and what was wanted.
import type { Request, Response } from "express";
import { MODES } from "../../shared/contracts/mode.ts";

export type Check = (value: string) => string | undefined;
export type Checks = Readonly<Record<string, Check>>;
export type Query = Readonly<Record<string, string>>;

export const oneOf = (known: readonly string[], given: string): string | undefined =>
  known.includes(given) ? undefined : `got "${given.slice(0, 80)}", want ${known.join(", ")}`;

export const shorterThan = (most: number, given: string): string | undefined =>
  given.length <= most ? undefined : `${given.length} characters, want at most ${most}`;

export const WORLD_CHECKS: Checks = {
  mode: (value) => oneOf(MODES, value),
  run: (value) => shorterThan(64, value),
};

export interface Filter {
  readonly query: Query;
  keeps(of: { readonly world: string }): boolean;
}

/** @returns undefined when the parameters were bad and the answer is given. */
export function filterOf({ query: given }: Request, response: Response, checks = WORLD_CHECKS): Filter | undefined {
  const query: Record<string, string> = {};
  for (const [field, value] of Object.entries(given)) {
    const fault = typeof value === "string" ? faultOf(field, value, checks) : "given twice, want it once";
    if (typeof value !== "string" || fault !== undefined) {
      refuse(response, 400, { field, message: `${field}: ${fault}` });
      return undefined;
    }
    query[field] = value;
  }
  const { mode, run } = query;
  return {
    query,
    keeps({ world }) {
      const [ofMode, ...ofRun] = world.split(":");
      return (mode === undefined || mode === ofMode) && (run === undefined || run === ofRun.join(":"));
    },
  };
}

function faultOf(field: string, value: string, checks: Checks): string | undefined {
  const check = Object.hasOwn(checks, field) ? checks[field] : undefined;
  return check === undefined ? `no such parameter; there are: ${Object.keys(checks).join(", ")}` : check(value);
}

export function refuse(
  response: Response,
  code: number,
  error: { readonly field: string; readonly message: string },
): void {
  response.status(code).json({ error });
}
