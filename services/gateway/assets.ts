// The page's files: our own, and Leaflet, the map of the world and the TopoJSON reader out of node_modules.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import express, { type RequestHandler, Router } from "express";
import { pageHeaders } from "../../shared/runtime/pageHeaders.ts";
import { pageModules, servePageModules } from "./pageModules.ts";

const require = createRequire(import.meta.url);
const PAGE = join(import.meta.dirname, "page");

const folderOf = (packageFile: string) => dirname(require.resolve(packageFile));

const HEADERS = {
  ...pageHeaders("script-src 'self'", "connect-src 'self'"),
  "permissions-policy": "geolocation=(self), camera=(), microphone=()",
};

export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set(HEADERS);
  next();
};

export function pageFiles(): Router {
  const router = Router();
  // Before the first page asks: it takes some tens of milliseconds.
  pageModules();
  const fixed = { index: false, redirect: false, maxAge: "1h" } as const;
  const ours = { index: false, redirect: false, cacheControl: false } as const;
  router.get("/", (_request, response) => response.sendFile("index.html", { root: PAGE, cacheControl: false }));
  router.get("/favicon.ico", (_request, response) => response.sendFile("icon.svg", { root: PAGE }));
  router.use(servePageModules);
  // Only modules without their types leave; whatever else ends so is no file of the page.
  router.use("/page", ({ path }, response, next) => {
    if (/\.ts$|tsconfig\.json$/.test(path)) response.status(404).end();
    else next();
  });
  router.use("/page", express.static(PAGE, ours));
  router.use("/assets/leaflet", express.static(folderOf("leaflet"), fixed));
  router.use("/assets/topojson-client", express.static(join(folderOf("topojson-client/package.json"), "src"), fixed));
  router.use("/assets/world-atlas", express.static(folderOf("world-atlas/package.json"), fixed));
  return router;
}
