// Who answers what this process does not: prefixes of paths and the services behind them, fixed by the settings.
export interface Upstream {
  /** Begins and usually ends in "/". */
  readonly prefix: string;
  /** `http://alarm:8080` */
  readonly origin: string;
}

/** @param text "/v1/=http://alarm:8080,…" @returns the longest prefix first */
export function upstreamsOf(text: string): readonly Upstream[] {
  const upstreams = text.split(",").flatMap((pair) => {
    const [prefix = "", origin = ""] = pair.split("=");
    return prefix === "" ? [] : [{ prefix, origin: new URL(origin).origin }];
  });
  return upstreams.sort((a, b) => b.prefix.length - a.prefix.length);
}

/** A path that could lead elsewhere once somebody normalises it. */
const CROOKED = /(^|\/)(\.|%2e){1,2}(\/|$)|\/\/|\\|%5c|%2f|%00/i;

export type Target =
  | { readonly kind: "upstream"; readonly upstream: Upstream }
  | { readonly kind: "nobody" }
  | { readonly kind: "crooked" };

/** @param path without the query */
export function targetOf(upstreams: readonly Upstream[], path: string): Target {
  const upstream = upstreams.find(({ prefix }) => path.startsWith(prefix));
  if (upstream === undefined) return { kind: "nobody" };
  return CROOKED.test(path) ? { kind: "crooked" } : { kind: "upstream", upstream };
}

/** Of one connection, not of the message [RFC 9110 §7.6.1]; cookies are nobody's here. */
const HOP_BY_HOP = new Set([
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer"],
  ...["transfer-encoding", "upgrade", "expect", "cookie", "set-cookie", "forwarded"],
]);

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What may go on to the next one: without what belongs to the connection, and what that connection names as its own. */
export function passedOn(headers: Headers, alsoDropped: readonly string[] = []): Record<string, string | string[]> {
  const named = String(headers.connection ?? "").split(",");
  const own = new Set([...alsoDropped, ...named.map((name) => name.trim().toLowerCase())]);
  const kept = Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined || HOP_BY_HOP.has(name) || own.has(name) || name.startsWith("x-forwarded-")) return [];
    return [[name, typeof value === "string" ? value : [...value]] as const];
  });
  return Object.fromEntries(kept);
}
