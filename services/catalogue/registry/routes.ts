// REST: the station registry, read by whoever may read, changed by whoever may operate; every change is written down.
import express, { type Request, type Response, Router } from "express";
import { faultAnswer, only, wantJson } from "../../../shared/runtime/faults.ts";
import { mustMay } from "../../../shared/runtime/principal.ts";
import { answerImport } from "./importRoute.ts";
import { answerList } from "./listRoute.ts";
import type { Registry, RegistryContext } from "./registry.ts";
import { answerMoveSeen, answerOne, answerPatch, answerRemove, answerReplace } from "./stationRoute.ts";

export interface RegistryRoutesDeps {
  readonly registry: Registry;
  readonly context: RegistryContext;
}

type Answer = (request: Request, response: Response, deps: RegistryRoutesDeps) => Promise<void>;

/** In bytes; many more characters no station list may have. */
const MOST_OF_FILE = "24mb";
const ONE = "/v1/stations/:stationId";

export function registryRoutes(deps: RegistryRoutesDeps): Router {
  const router = Router();
  const json = [mayOperate, wantJson, express.json({ limit: "64kb" })];
  const file = [mayOperate, express.text({ limit: MOST_OF_FILE, type: () => true })];
  const by = (answer: Answer) => (request: Request, response: Response) => answer(request, response, deps);
  router.route("/v1/stations").get(by(answerList)).all(only("GET"));
  router.route("/v1/stations/import").post(file, by(answerImport)).all(only("POST"));
  router
    .route(ONE)
    .get(by(answerOne))
    .put(json, by(answerReplace))
    .patch(json, by(answerPatch))
    .delete(by(answerRemove))
    .all(only("GET, PUT, PATCH, DELETE"));
  router.route(`${ONE}/acknowledge`).post(by(answerMoveSeen)).all(only("POST"));
  router.use("/v1/stations", faultAnswer(deps.context.log));
  return router;
}

function mayOperate(_request: Request, response: Response, next: () => void): void {
  mustMay(response, "operate");
  next();
}
