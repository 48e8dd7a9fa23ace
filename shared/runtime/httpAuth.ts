// Who a request comes from: the operator's token, an API key, or nobody; and what each may ask of any service.
import { createHash, timingSafeEqual } from "node:crypto";
import type { NextFunction, Request, Response } from "express";
import type { ApiKeys } from "./apiKeys.ts";
import type { Clock } from "./clock.ts";
import { mayDo, OPERATOR, type Principal, PUBLIC, setPrincipal } from "./principal.ts";
import { TokenBuckets } from "./tokenBucket.ts";

export interface AuthOptions {
  /** The operator's; "" where everybody on this machine is the operator. */
  readonly token: string;
  readonly publicRead: boolean;
  /** Absent where a process has no database: then only the operator's token counts. */
  readonly keys?: Pick<ApiKeys, "find"> | undefined;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** Requests a second of one key, and how many at once after a pause. */
  readonly ratePerS: number;
  readonly burst: number;
  readonly isOpenPath: (path: string) => boolean;
}

/**
 * Wrong credentials from one address: so many at once, then one in six seconds. Right ones are always taken: nobody finds
 * 32 random bytes by trying, and behind a proxy one guesser would lock all others out.
 */
const FAILURES = { perS: 1 / 6, burst: 20 };
const RETRY_S = 2;

type Judged =
  | { readonly kind: "principal"; readonly principal: Principal }
  | { readonly kind: "refused"; readonly status: Refusal; readonly message: string; readonly waitS?: number };
type Refusal = 401 | 403 | 429 | 503;

export function authentication(options: AuthOptions) {
  const { clock, ratePerS, burst } = options;
  const perKey = new TokenBuckets({ clock, perS: ratePerS, burst });
  const failures = new TokenBuckets({ clock, ...FAILURES });
  const digest = (value: string) => createHash("sha256").update(value).digest();
  const operators = digest(options.token);

  return (request: Request, response: Response, next: NextFunction): void => {
    const judged = judge(request);
    if (judged.kind === "principal") {
      setPrincipal(response, judged.principal);
      next();
      return;
    }
    if (judged.status === 401) response.set("www-authenticate", challengesFor(request));
    if (judged.waitS !== undefined) response.set("retry-after", String(Math.ceil(judged.waitS)));
    response.status(judged.status).json({ error: { message: judged.message } });
  };

  function judge(request: Request): Judged {
    const reads = request.method === "GET" || request.method === "HEAD";
    const given = tokenIn(request, reads);
    if (given === undefined) return nobody(request, reads);
    const judged = holder(request, given.token, reads);
    if (given.isCertain || judged.kind === "principal") return judged;
    const anybody = nobody(request, reads);
    return anybody.kind === "principal" ? anybody : judged;
  }

  function holder(request: Request, given: string, reads: boolean): Judged {
    if (!given.startsWith("tok_")) {
      if (options.token === "" || timingSafeEqual(digest(given), operators)) return granted(OPERATOR);
      return failed(request, "unknown token");
    }
    const found = options.keys?.find(given) ?? { kind: "refused" as const, reason: "this service takes no keys" };
    if (found.kind === "undetermined") return refused(503, "keys cannot be looked up yet; try again", RETRY_S);
    if (found.kind === "refused") return failed(request, found.reason);
    return keyHolder(found.principal, reads);
  }

  function nobody(request: Request, reads: boolean): Judged {
    if (options.token === "") return granted(OPERATOR);
    if (reads && (options.publicRead || options.isOpenPath(request.path))) return granted(PUBLIC);
    return refused(401, "authorization: want a bearer token (API_TOKEN of this service, or an API key)");
  }

  function failed(request: Request, reason: string): Judged {
    const waitS = failures.take(request.socket.remoteAddress ?? "");
    if (waitS > 0) return refused(429, "authorization: too many wrong keys from this address", waitS);
    return refused(401, `authorization: ${reason}`);
  }

  /** What a service asks beyond this it checks itself. */
  function keyHolder(principal: Principal, reads: boolean): Judged {
    const waitS = perKey.take(principal.keyId);
    if (waitS > 0) return refused(429, `want at most ${ratePerS} requests a second with one key`, waitS);
    if (reads && !mayDo(principal, "read")) return refused(403, "this key may not read: want scope read");
    if (!reads && !mayDo(principal, "manage") && !mayDo(principal, "drill")) {
      return refused(403, "this key may only read: want scope manage, drill or operate");
    }
    return granted(principal);
  }
}

interface Given {
  readonly token: string;
  /** False where it may be meant for a proxy before us, which passes it on. */
  readonly isCertain: boolean;
}

/** A browser that opens a page by itself may ask its user: the password is the token. Only to read: it sends it unasked. */
function tokenIn({ headers }: Request, reads: boolean): Given | undefined {
  const [, scheme = "", credentials = ""] = /^(Bearer|Basic) (.+)$/i.exec(headers.authorization ?? "") ?? [];
  if (scheme.toLowerCase() === "bearer") return { token: credentials.trim(), isCertain: true };
  if (scheme === "" || !reads) return undefined;
  const named = Buffer.from(credentials, "base64").toString("utf8");
  return { token: named.slice(named.indexOf(":") + 1), isCertain: false };
}

/** A page's own requests must not make the browser ask: they do not want HTML. */
function challengesFor({ headers }: Request): string[] {
  const isNavigation = headers.accept?.includes("text/html") ?? false;
  return isNavigation ? ["Bearer", 'Basic realm="Tocsin: the token as password", charset="UTF-8"'] : ["Bearer"];
}

function granted(principal: Principal): Judged {
  return { kind: "principal", principal };
}

function refused(status: Refusal, message: string, waitS?: number): Judged {
  return { kind: "refused", status, message, ...(waitS === undefined ? {} : { waitS }) };
}
