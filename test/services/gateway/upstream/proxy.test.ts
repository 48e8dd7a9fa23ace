// One address for the page: what is handed on to the services behind, what never is, and what becomes of it when they fail.
import { once } from "node:events";
import { createServer, get, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type NextFunction, type Request, type Response, Router } from "express";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openProxy, type UpstreamProxy } from "../../../../services/gateway/upstream/proxy.ts";
import { passedOn, targetOf, upstreamsOf } from "../../../../services/gateway/upstream/upstreams.ts";
import { systemClock } from "../../../../shared/runtime/clock.ts";
import { faultAnswer } from "../../../../shared/runtime/faults.ts";
import { quiet } from "../../alarm/fixtures.ts";
import { serve } from "../../catalogue/serve.ts";

const deps = { log: quiet, clock: systemClock };
let alarm: Server;
let gateway: { readonly url: string; close(): Promise<void> };
let proxy: UpstreamProxy;
let seen: IncomingMessage[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  seen = [];
  answer = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(201, {
        "content-type": "application/json",
        location: "/v1/subscriptions/1",
        "set-cookie": "a=b",
      });
      response.end(JSON.stringify({ got: Buffer.concat(chunks).toString() }));
    });
  };
  alarm = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => alarm.listen(0, "127.0.0.1", resolve));
  const { port } = alarm.address() as AddressInfo;
  proxy = openProxy(upstreamsOf(`/v1/=http://127.0.0.1:${port}`), deps, { bodyBytes: 1000, answerWithinMs: 300 });
  const mine = Router().get("/api/status", (_request, response) => void response.json({ mine: true }));
  gateway = await serve(Router().use(proxy.routes, mine, faultAnswer(quiet)));
});
afterEach(async () => {
  await gateway.close();
  await proxy.close();
  alarm.closeAllConnections();
  alarm.close();
});

test("method, path, query, body and token go through, and status, headers and body come back", async () => {
  const response = await fetch(`${gateway.url}/v1/subscriptions?limit=2&x=%20a`, {
    method: "POST",
    headers: {
      authorization: "Bearer tok_1",
      "content-type": "application/json",
      cookie: "s=1",
      "x-forwarded-for": "1.2.3.4",
    },
    body: '{"name":"lift"}',
  });
  expect([response.status, response.headers.get("location"), await response.json()]).toEqual([
    ...[201, "/v1/subscriptions/1", { got: '{"name":"lift"}' }],
  ]);
  expect(response.headers.get("set-cookie")).toBeNull();
  const [came] = seen;
  expect([came?.method, came?.url]).toEqual(["POST", "/v1/subscriptions?limit=2&x=%20a"]);
  expect(came?.headers).toMatchObject({ authorization: "Bearer tok_1", "content-type": "application/json" });
  expect([came?.headers.cookie, came?.headers["x-forwarded-for"]]).toEqual([undefined, undefined]);
});

test("what is no interface of a service stays here", async () => {
  expect(await (await fetch(`${gateway.url}/api/status`)).json()).toEqual({ mine: true });
  expect((await fetch(`${gateway.url}/metrics`)).status).toBe(404);
  expect(seen).toEqual([]);
});

test.each([
  "/v1/%2e%2e/metrics",
  "/v1/..%2fmetrics",
  "/v1//evil",
  "/v1/a%5cb",
  "/v1/%2E/x",
])("%s leads nowhere else", async (path) => {
  // Not by fetch, which makes paths straight itself.
  const [response] = await once(get({ port: new URL(gateway.url).port, path }), "response");
  response.resume();
  expect([response.statusCode, seen]).toEqual([400, []]);
});

test("a service that is down is told, without a word of where it is", async () => {
  alarm.closeAllConnections();
  await new Promise((resolve) => alarm.close(resolve));
  const response = await fetch(`${gateway.url}/v1/subscriptions`);
  expect([response.status, await response.text()]).toEqual([502, expect.not.stringContaining("127.0.0.1")]);
});

test("one that takes too long is given up", async () => {
  answer = () => undefined;
  expect((await fetch(`${gateway.url}/v1/subscriptions`)).status).toBe(504);
});

test("whoever does not read their answer keeps nobody waiting without end", async () => {
  const { port } = alarm.address() as AddressInfo;
  const narrow = openProxy(upstreamsOf(`/v1/=http://127.0.0.1:${port}`), deps, {
    answerWithinMs: 300,
    connections: 1,
  });
  const there = await serve(Router().use(narrow.routes, faultAnswer(quiet)));
  answer = (_request, response) => response.end("x".repeat(64 * 1024 * 1024));
  const unread = get(`${there.url}/v1/stations`);
  unread.on("error", () => undefined);
  await once(unread, "response");
  expect((await fetch(`${there.url}/v1/subscriptions`)).status).toBe(504);
  unread.destroy();
  await there.close();
  await narrow.close();
});

test("a body of more than is allowed goes nowhere", async () => {
  const response = await fetch(`${gateway.url}/v1/subscriptions`, { method: "POST", body: "x".repeat(2000) });
  expect([response.status, seen.length]).toEqual([413, 0]);
});

test("a list of stations as large as the registry takes goes through", async () => {
  const { port } = alarm.address() as AddressInfo;
  const whole = openProxy(upstreamsOf(`/v1/=http://127.0.0.1:${port}`), deps);
  const there = await serve(Router().use(whole.routes, faultAnswer(quiet)));
  let bytes = 0;
  answer = (request, response) => {
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on("end", () => response.end());
  };
  const list = "x".repeat(24 * 1024 * 1024);
  const { status } = await fetch(`${there.url}/v1/stations/import`, { method: "POST", body: list });
  expect([status, bytes]).toEqual([200, list.length]);
  await there.close();
  await whole.close();
});

test("whoever breaks off while sending is no fault of the gateway", async () => {
  const faults: unknown[] = [];
  const note = (error: unknown, _request: Request, _response: Response, next: NextFunction) => {
    faults.push(error);
    next(error);
  };
  const begun = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const look = (request: Request, response: Response, next: NextFunction) => {
    request.once("data", () => begun.resolve());
    response.once("close", () => over.resolve());
    next();
  };
  const there = await serve(Router().use(look, proxy.routes, note));
  const { port } = new URL(there.url);
  const sending = request({ port, path: "/v1/keys", method: "POST", headers: { "content-length": "100" } });
  sending.on("error", () => undefined);
  sending.write("half");
  await begun.promise;
  sending.destroy();
  await over.promise;
  expect((await fetch(`${there.url}/v1/keys`)).status).toBe(201);
  expect([faults, seen.length]).toEqual([[], 1]);
  await there.close();
});

test("two gateways that name each other do not play ping-pong", async () => {
  const response = await fetch(`${gateway.url}/v1/subscriptions`, { headers: { "x-tocsin-gateway": "1" } });
  expect([response.status, seen.length]).toEqual([508, 0]);
});

test("the longest prefix answers, and headers of the connection end with it", () => {
  const upstreams = upstreamsOf("/v1/=http://alarm:8080,/v1/catalogue/=http://catalogue:8080");
  const originOf = (path: string) => {
    const target = targetOf(upstreams, path);
    return target.kind === "upstream" ? target.upstream.origin : target.kind;
  };
  expect(["/v1/catalogue/events", "/v1/keys", "/v2/keys", "/v1/../metrics"].map(originOf)).toEqual([
    ...["http://catalogue:8080", "http://alarm:8080", "nobody", "crooked"],
  ]);
  const headers = { connection: "x-own, Close", "x-own": "1", "transfer-encoding": "chunked", etag: '"1"' };
  expect(passedOn(headers)).toEqual({ etag: '"1"' });
});
