// The HTTP server of a process: health before anything else is up, the token, and errors that tell nothing of the inside.
import express from "express";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../../shared/runtime/clock.ts";
import { type HttpOptions, type HttpServer, openHttp } from "../../../shared/runtime/http.ts";
import { openLog } from "../../../shared/runtime/log.ts";
import { createMetrics } from "../../../shared/runtime/metrics.ts";

const log = openLog({ level: "fatal", service: "test" });
let server: HttpServer | undefined;
afterEach(() => server?.close());

async function open(options: Partial<HttpOptions> = {}): Promise<string> {
  server = await openHttp({
    host: "127.0.0.1",
    port: 0,
    token: "",
    clock: systemClock,
    ratePerS: 20,
    burst: 100,
    publicRead: false,
    log,
    metrics: createMetrics(),
    notReady: async () => undefined,
    routers: () => [],
    openPaths: () => [],
    ...options,
  });
  return server.url;
}

function things() {
  const router = express.Router();
  router.get("/v1/things", (_request, response) => void response.json([1]));
  router.post("/v1/things", express.json(), (_request, response) => void response.status(201).json({}));
  router.get("/v1/broken", () => {
    throw new Error("the password is hunter2");
  });
  return router;
}

test("a process that waits for its bus is alive, not ready, and says what it waits for", async () => {
  const url = await open({ notReady: async () => "amqp: not connected" });
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, "amqp: not connected\n"]);
});

test("metrics are in Prometheus form", async () => {
  const metrics = createMetrics();
  metrics.count("eew_test_total", "A test", { outcome: "ok" }, 2);
  const url = await open({ metrics });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('eew_test_total{outcome="ok"} 2');
});

test("with a token, only health and metrics answer without it", async () => {
  const url = await open({ token: "s3cret", routers: () => [things()] });
  const status = async (path: string, authorization?: string) =>
    (await fetch(`${url}${path}`, authorization ? { headers: { authorization } } : {})).status;
  expect(await status("/livez")).toBe(200);
  expect(await status("/metrics")).toBe(200);
  expect(await status("/v1/things")).toBe(401);
  expect(await status("/v1/things", "Bearer wrong")).toBe(401);
  expect(await status("/v1/things", "Bearer s3cret")).toBe(200);
});

test("public reading opens GET and nothing else", async () => {
  const url = await open({ token: "s3cret", publicRead: true, routers: () => [things()] });
  expect((await fetch(`${url}/v1/things`)).status).toBe(200);
  expect((await fetch(`${url}/v1/things`, { method: "POST" })).status).toBe(401);
  expect((await fetch(`${url}/v1/things`, { method: "DELETE" })).status).toBe(401);
});

test("routers that come later are served, paths nobody has are named", async () => {
  const routers: express.Router[] = [];
  const url = await open({ routers: () => routers });
  const before = await fetch(`${url}/v1/things`);
  expect([before.status, await before.json()]).toEqual([404, { error: { message: "no such path: GET /v1/things" } }]);
  routers.push(things());
  expect((await fetch(`${url}/v1/things`)).status).toBe(200);
});

test("a bug answers 500 without a stack trace or its message; bad JSON answers 400", async () => {
  const url = await open({ routers: () => [things()] });
  const broken = await fetch(`${url}/v1/broken`);
  expect(broken.status).toBe(500);
  expect(await broken.text()).not.toMatch(/hunter2|at .*\.ts/);
  const headers = { "content-type": "application/json" };
  const bad = await fetch(`${url}/v1/things`, { method: "POST", headers, body: "{" });
  expect(bad.status).toBe(400);
  expect(await bad.text()).not.toMatch(/node_modules/);
});

test("a page's own files need no token, what they ask for does", async () => {
  const router = express.Router();
  router.use((request, response) => void response.send(request.path));
  const url = await open({ token: "s3cret", routers: () => [router], openPaths: () => ["/", "/page/"] });
  const status = async (path: string, method = "GET") => (await fetch(`${url}${path}`, { method })).status;
  expect([await status("/"), await status("/page/main.js")]).toEqual([200, 200]);
  expect([await status("/api/stations"), await status("/page"), await status("/page/../api/x")]).toEqual([
    401, 401, 401,
  ]);
  expect(await status("/page/main.js", "POST")).toBe(401);
});

const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`anybody:${password}`).toString("base64")}`,
});
const asBrowser = { accept: "text/html,application/xhtml+xml" };

test("a browser that opens a page may ask its user for the token, which counts for reading alone", async () => {
  const url = `${await open({ token: "secret", routers: () => [things()] })}/v1/things`;
  const page = await fetch(url, { headers: asBrowser });
  expect([page.status, page.headers.get("www-authenticate")]).toEqual([
    401,
    expect.stringMatching(/^Bearer, Basic realm=/),
  ]);
  expect((await fetch(url)).headers.get("www-authenticate")).toBe("Bearer");
  expect((await fetch(url, { headers: basic("secret") })).status).toBe(200);
  expect((await fetch(url, { headers: basic("wrong") })).status).toBe(401);
  const body = { method: "POST", body: "{}", headers: { ...basic("secret"), "content-type": "application/json" } };
  expect((await fetch(url, body)).status).toBe(401);
});

test("a password meant for a proxy before us takes nothing from whoever may read without one", async () => {
  const url = `${await open({ token: "secret", publicRead: true, routers: () => [things()] })}/v1/things`;
  expect((await fetch(url, { headers: basic("of the proxy") })).status).toBe(200);
  expect((await fetch(url, { headers: { authorization: "Bearer wrong" } })).status).toBe(401);
});
