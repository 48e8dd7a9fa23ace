// REST and the live stream of the gateway, and the page's files.
import { type Request, type Response, Router } from "express";
import { MODES } from "../../shared/contracts/mode.ts";
import { pageFiles, securityHeaders } from "./assets.ts";
import type { Live } from "./live.ts";
import type { Stream } from "./stream.ts";

export interface RoutesDeps {
  readonly live: Live;
  readonly stream: Stream;
  /** Public alerts alone, for machines and other pages. */
  readonly alertStream: Stream;
  readonly status: () => object;
  /** Events, also those of long ago. */
  readonly past: Router;
}

export function gatewayRoutes({ live, stream, alertStream, status, past }: RoutesDeps): Router {
  const router = Router();
  router.use(securityHeaders);
  router.get("/api/stations", (request, response) => {
    const filter = filterOf(request, response);
    if (filter !== undefined) response.json({ stations: live.stations().filter(filter.keeps) });
  });
  router.use(past);
  router.get("/api/status", (request, response) => {
    if (filterOf(request, response) !== undefined) response.json(status());
  });
  for (const [path, of] of [
    ["/api/stream", stream],
    ["/api/alerts/stream", alertStream],
  ] as const) {
    router.get(path, (request, response) => {
      if (of.join(response, request.get("last-event-id"))) return;
      response.set("retry-after", "5");
      refuse(response, 503, { field: "", message: "too many live streams; try again in 5 s (GATEWAY_MAX_CLIENTS)" });
    });
  }
  router.use(pageFiles());
  return router;
}

interface Filter {
  keeps(of: { readonly world: string }): boolean;
}

/** @returns undefined when the parameters were bad and the answer is given. */
function filterOf({ query }: Request, response: Response): Filter | undefined {
  for (const [field, value] of Object.entries(query)) {
    const fault = faultOf(field, value);
    if (fault !== undefined) {
      refuse(response, 400, { field, message: `${field}: ${fault}` });
      return undefined;
    }
  }
  const { mode, run } = query;
  return {
    keeps({ world }) {
      const [ofMode, ...ofRun] = world.split(":");
      return (mode === undefined || mode === ofMode) && (run === undefined || run === ofRun.join(":"));
    },
  };
}

function faultOf(field: string, value: unknown): string | undefined {
  if (typeof value !== "string") return "given twice, want it once";
  if (field === "mode") {
    return MODES.some((mode) => mode === value) ? undefined : `got "${value.slice(0, 80)}", want ${MODES.join(", ")}`;
  }
  if (field === "run") return value.length <= 64 ? undefined : `${value.length} characters, want at most 64`;
  return "no such parameter; there are: mode, run";
}

function refuse(response: Response, code: number, error: { readonly field: string; readonly message: string }): void {
  response.status(code).json({ error });
}
