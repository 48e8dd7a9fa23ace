// Which addresses a webhook may reach: public unicast only, checked on the written host and on every resolved address
// (server-side request forgery, DNS rebinding), with the operator's exceptions for development.
import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { BadConfig } from "../../shared/runtime/config.ts";

type LookupCallback = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;
/** Resolves a host name to all its addresses; `dns.lookup` unless a test brings its own. */
export type ResolveAll = (host: string, options: LookupOptions & { all: true }, callback: LookupCallback) => void;

/** The host is or resolves to an address that webhooks may not reach. */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

/** IANA IPv4 Special-Purpose Address Registry, with multicast, reserved space and the 6to4 relay. */
const NOT_PUBLIC_V4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
];
/** The only global unicast block given out so far, and what is special inside it; NAT64, mapped and local lie outside. */
const PUBLIC_V6 = ["2000::/3"];
const SPECIAL_V6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const notPublicV4 = listOf(NOT_PUBLIC_V4);
const publicV6 = listOf(PUBLIC_V6);
const specialV6 = listOf(SPECIAL_V6);

export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !notPublicV4.check(address, "ipv4");
  return isIP(address) === 6 && publicV6.check(address, "ipv6") && !specialV6.check(address, "ipv6");
}

export interface Guard {
  /** Why this host, as it is written, may not be asked; undefined when only its addresses can tell. */
  refusalOf(url: URL): string | undefined;
  /** Why the addresses the host has now may not be asked; undefined also when it cannot be resolved at the moment. */
  resolvedRefusalOf(url: URL): Promise<string | undefined>;
  /** Whether a socket to this host may stay open, now that its address is known. */
  mayReach(host: string, address: string): boolean;
  /** For sockets: resolves, and fails with `ForbiddenAddress` unless every address may be reached. */
  readonly lookup: LookupFunction;
}

/** @param allow comma-separated host names, addresses and CIDRs that may be reached although they are not public. */
export function createGuard(allow: string, resolveAll: ResolveAll = systemLookup): Guard {
  const { names, excepted } = exceptionsOf(allow);
  const mayReach = (address: string) => isPublicAddress(address) || isListed(excepted, address);

  /** The addresses that may be used, or the error. An exception narrows a mixed answer; without one it is refused. */
  function choose(host: string, addresses: readonly LookupAddress[]): LookupAddress[] | ForbiddenAddress {
    if (names.has(host.toLowerCase())) return [...addresses];
    const forbidden = addresses.find(({ address }) => !mayReach(address));
    const named = addresses.filter(({ address }) => isListed(excepted, address));
    if (forbidden === undefined && addresses.length > 0) return [...addresses];
    if (named.length > 0) return named;
    return new ForbiddenAddress(`host "${host}" resolves to ${forbidden?.address ?? "nothing"}, want public addresses`);
  }

  const lookup: LookupFunction = (host, options, callback) => {
    resolveAll(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, "", 0);
      const chosen = choose(host, addresses);
      if (chosen instanceof Error) return callback(chosen, "", 0);
      if (options.all) return callback(null, chosen);
      callback(null, chosen[0]?.address ?? "", chosen[0]?.family ?? 0);
    });
  };

  return {
    refusalOf(url) {
      const host = hostOf(url);
      if (isIP(host) === 0 || mayReach(host)) return undefined;
      return `address ${host} is not public`;
    },
    resolvedRefusalOf: (url) =>
      new Promise((resolve) => {
        const host = hostOf(url);
        if (isIP(host) !== 0) return resolve(undefined);
        lookup(host, { all: true }, (error) => resolve(error instanceof ForbiddenAddress ? error.message : undefined));
      }),
    mayReach: (host, address) => names.has(host.toLowerCase()) || mayReach(plainOf(address)),
    lookup,
  };
}

/** The URL parser has already turned 127.1, 0x7f.1, 2130706433 and ①②⑦.0.0.1 into 127.0.0.1; IPv6 stands in brackets. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

/** A socket of both families shows an IPv4 address as `::ffff:a.b.c.d`. */
function plainOf(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

function isListed(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? "ipv6" : "ipv4");
}

function exceptionsOf(allow: string): { names: ReadonlySet<string>; excepted: BlockList } {
  const parts = allow.split(",").map((part) => part.trim());
  const isAddress = (part: string) => part.includes("/") || isIP(part) !== 0;
  const given = parts.filter((part) => part !== "");
  try {
    const excepted = listOf(given.filter(isAddress));
    return { names: new Set(given.filter((part) => !isAddress(part)).map((name) => name.toLowerCase())), excepted };
  } catch (cause) {
    throw new BadConfig(`ALARM_ALLOW_PRIVATE: got "${allow}", want host names, addresses or CIDRs`, { cause });
  }
}

function listOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
