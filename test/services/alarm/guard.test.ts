import type { LookupAddress } from "node:dns";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createGuard, type Guard, isPublicAddress, type ResolveAll } from "../../../services/alarm/guard.ts";
import { type Answer, WebhookClient } from "../../../services/alarm/webhook.ts";
import { BadConfig } from "../../../shared/runtime/config.ts";
import { fastClock } from "./fixtures.ts";

let hits = 0;
/** Something on this machine that must never hear from us; it listens on IPv4 and IPv6 loopback alike. */
const canary = createServer((_request, response) => {
  hits += 1;
  response.end();
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => canary.listen(0, "::", resolve));
  port = (canary.address() as AddressInfo).port;
});
afterAll(() => void canary.close());

async function post(host: string, guard: Guard): Promise<Answer> {
  const client = new WebhookClient({ guard, clock: fastClock, timeoutMs: 20_000, connectionsPerOrigin: 2 });
  try {
    return await client.post({ url: `http://${host}:${port}/`, headers: {}, body: "{}" });
  } finally {
    client.close();
  }
}

/** A name server that gives its answers one after another, and the last for ever. */
function nameServer(...answers: readonly string[][]): ResolveAll {
  let asked = 0;
  return (_host, _options, callback) => {
    const answer = answers[Math.min(asked++, answers.length - 1)] ?? [];
    const addresses: LookupAddress[] = answer.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    setImmediate(() => callback(null, addresses));
  };
}

const SPELLINGS = [
  "127.0.0.1",
  "127.1",
  "127.0.1",
  "2130706433",
  "0x7f.1",
  "0x7f000001",
  "017700000001",
  "0177.0.0.1",
  "0",
  "0.0.0.0",
  "127.0.0.1.",
  "①②⑦.⓪.⓪.①",
  "127。0。0。1",
  "%31%32%37.0.0.1",
  "[::1]",
  "[::]",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b:1::7f00:1]",
  "[2002:7f00:1::]",
  "[fe80::1]",
  "[fc00::1]",
  "[ff02::1]",
  "10.0.0.1",
  "172.16.0.1",
  "192.168.0.1",
  "169.254.169.254",
  "100.64.0.1",
  "198.18.0.1",
  "192.0.0.192",
  "224.0.0.1",
  "255.255.255.255",
];

test.each(SPELLINGS)("%s is refused before a socket is opened", async (host) => {
  const before = hits;
  expect(await post(host, createGuard(""))).toMatchObject({ kind: "forbidden", forGood: true });
  expect(hits).toBe(before);
});

test.each(["localhost", "LOCALHOST"])("the name %s is refused when it is resolved", async (host) => {
  expect(await post(host, createGuard(""))).toMatchObject({ kind: "forbidden", forGood: false });
  expect(await createGuard("").resolvedRefusalOf(new URL(`http://${host}/`))).toMatch(/want public addresses/);
  expect(hits).toBe(0);
});

test("a name that was public when it was checked and is private when the socket opens is refused", async () => {
  const guard = createGuard("", nameServer(["93.184.216.34"], ["127.0.0.1"]));
  expect(await guard.resolvedRefusalOf(new URL("http://rebind.example/"))).toBeUndefined();
  expect(await post("rebind.example", guard)).toMatchObject({ kind: "forbidden" });
  expect(hits).toBe(0);
});

test("one private address among public ones is enough to refuse", async () => {
  const guard = createGuard("", nameServer(["93.184.216.34", "127.0.0.1"]));
  expect(await post("mixed.example", guard)).toMatchObject({ kind: "forbidden" });
  expect(hits).toBe(0);
});

test.each([
  ["127.0.0.1/32", "127.0.0.1"],
  ["127.0.0.1/32", "0x7f.1"],
  ["127.0.0.0/8, 10.0.0.0/8", "127.0.0.1"],
  ["127.0.0.1/32", "localhost"],
  ["localhost", "localhost"],
  ["::1", "[::1]"],
])("with the exception %s the operator's own %s is reached", async (allow, host) => {
  const before = hits;
  expect(await post(host, createGuard(allow))).toMatchObject({ kind: "answered", status: 200 });
  expect(hits).toBe(before + 1);
});

test("an exception for one of a name's addresses is used, and the others are not", async () => {
  const before = hits;
  const guard = createGuard("127.0.0.1/32", nameServer(["::1", "127.0.0.1"]));
  expect(await post("dual.example", guard)).toMatchObject({ kind: "answered" });
  expect(hits).toBe(before + 1);
});

test.each([
  ["127.0.0.1/32", "10.0.0.1"],
  ["receiver", "127.0.0.1"],
  ["10.0.0.0/8", "localhost"],
])("the exception %s does not open %s", async (allow, host) => {
  const before = hits;
  expect(await post(host, createGuard(allow))).toMatchObject({ kind: "forbidden" });
  expect(hits).toBe(before);
});

test.each(["300.0.0.1/32", "10.0.0.0/33", "1.2.3.4/x"])("the exception %s is a fault of the configuration", (allow) => {
  expect(() => createGuard(allow)).toThrow(BadConfig);
});

test.each([
  "1.1.1.1",
  "8.8.8.8",
  "93.184.216.34",
  "172.32.0.1",
  "2606:4700:4700::1111",
  "2a00:1450:4001::1",
])("%s is public", (address) => expect(isPublicAddress(address)).toBe(true));

test.each([
  "file:///etc/passwd",
  "ftp://example.org/",
  "gopher://127.0.0.1/",
  "not a url",
])("%s is no address for a webhook", async (url) => {
  const client = new WebhookClient({
    guard: createGuard("127.0.0.0/8"),
    clock: fastClock,
    timeoutMs: 20_000,
    connectionsPerOrigin: 2,
  });
  expect(await client.post({ url, headers: {}, body: "{}" })).toMatchObject({ kind: "forbidden", forGood: true });
});
