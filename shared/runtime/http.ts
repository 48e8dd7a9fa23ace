// The HTTP server of a process: health, metrics, who may ask, and the routers of the services in it.
import { createServer, type Server } from "node:http";
import express, { type NextFunction, type Request, type Response, type Router } from "express";
import { type AuthOptions, authentication } from "./httpAuth.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

export interface HttpOptions extends Omit<AuthOptions, "isOpenPath"> {
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Undefined when this process can do its work; otherwise what is missing. */
  readonly notReady: () => Promise<string | undefined>;
  /** Asked at every request: the server answers health before the services are up. */
  readonly routers: () => readonly Router[];
  /** Paths that GET needs no token for; see `Running.openPaths`. */
  readonly openPaths: () => readonly string[];
  /** Documents of what is answered and told here: path → JSON as text. */
  readonly documents?: Readonly<Record<string, () => string>>;
}

export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function openHttp(options: HttpOptions): Promise<HttpServer> {
  const app = express().disable("x-powered-by");
  app.get("/livez", (_request, response) => void response.type("text").send("ok\n"));
  app.get("/readyz", async (_request, response) => {
    const missing = await options.notReady();
    response
      .status(missing === undefined ? 200 : 503)
      .type("text")
      .send(`${missing ?? "ok"}\n`);
  });
  app.get(
    "/metrics",
    async (_request, response) => void response.type("text/plain").send(await options.metrics.text()),
  );
  for (const [path, document] of Object.entries(options.documents ?? {})) {
    // Also for pages of others that draw it: there is nothing secret in it.
    const headers = { "cache-control": "no-cache", "access-control-allow-origin": "*" };
    app.get(path, (_request, response) => void response.set(headers).type("json").send(document()));
  }
  app.use((request, response, next) => {
    response.set("x-content-type-options", "nosniff");
    // Answers are for whoever asked, now; a page's files say for themselves how long they keep.
    if (!isOpen(options.openPaths(), request.path)) response.set("cache-control", "no-store");
    next();
  });
  app.use(authentication({ ...options, isOpenPath: (path) => isOpen(options.openPaths(), path) }));
  app.use((request, response, next) => firstOf(options.routers(), request, response, next));
  app.use((request: Request, response: Response) => {
    response.status(404).json({ error: { message: `no such path: ${request.method} ${request.path}` } });
  });
  app.use(errorAnswer(options.log));
  const server = createServer(app);
  await listen(server, options);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  const host = options.host === "0.0.0.0" || options.host === "::" ? "127.0.0.1" : options.host;
  return { url: `http://${host}:${port}`, close: () => close(server) };
}

/** Hands the request to one router after another until one answers. */
function firstOf(routers: readonly Router[], request: Request, response: Response, next: NextFunction): void {
  const [router, ...rest] = routers;
  if (router === undefined) {
    next();
    return;
  }
  router(request, response, (error?: unknown) => {
    if (error === undefined || error === null) firstOf(rest, request, response, next);
    else next(error);
  });
}

function isOpen(openPaths: readonly string[], path: string): boolean {
  return openPaths.some((open) => path === open || (open !== "/" && open.endsWith("/") && path.startsWith(open)));
}

/** Body parsers and routers throw errors that carry a status; anything else is a bug and says nothing to the outside. */
function errorAnswer(log: Log) {
  return (error: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : 500;
    if (status >= 500)
      log.error(
        { path: request.path, error: String(error), stack: error instanceof Error ? error.stack : undefined },
        "request failed",
      );
    const message =
      status >= 500 || !(error instanceof Error) ? "internal error; see the service's log" : error.message;
    response.status(status).json({ error: { message } });
  };
}

function listen(server: Server, { host, port }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Lets running requests finish for two seconds; live streams never end by themselves. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), 2000);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
