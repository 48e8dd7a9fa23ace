// The page's modules as a browser takes them: TypeScript with its types blanked out, once, so that lines and columns stay.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join, relative } from "node:path";
import type { RequestHandler } from "express";

const PROJECT = join(import.meta.dirname, "../..");
const PAGE = join(import.meta.dirname, "page");
/** What the page takes beside its own modules: nothing of `shared/runtime`, which is for servers. */
const ALSO = ["shared/seismo/", "shared/contracts/"];

interface PageModule {
  readonly body: string;
  readonly etag: string;
}

let all: ReadonlyMap<string, PageModule> | undefined;

/** By path in the browser. Specifiers are the same there: `../../../shared/` ends at the root. */
export function pageModules(): ReadonlyMap<string, PageModule> {
  all ??= readAll();
  return all;
}

function readAll(): ReadonlyMap<string, PageModule> {
  const found = new Map<string, PageModule>();
  const waiting = readdirSync(PAGE, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(PAGE, name));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const path = pathOf(file);
    if (found.has(path)) continue;
    const body = stripTypeScriptTypes(readFileSync(file, "utf8"), { mode: "strip" });
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
    found.set(path, { body, etag });
    waiting.push(...sharedImportsOf(file, body));
  }
  return found;
}

function pathOf(file: string): string {
  return file.startsWith(PAGE) ? `/page/${relative(PAGE, file)}` : `/${relative(PROJECT, file)}`;
}

function sharedImportsOf(file: string, body: string): readonly string[] {
  const targets = [...body.matchAll(/\bfrom\s+"(\.[^"]+\.ts)"/g)].map(([, target]) =>
    join(dirname(file), target ?? ""),
  );
  return targets.filter((target) => ALSO.some((folder) => relative(PROJECT, target).startsWith(folder)));
}

export const servePageModules: RequestHandler = (request, response, next) => {
  const found = pageModules().get(request.path);
  if (found === undefined || (request.method !== "GET" && request.method !== "HEAD")) return next();
  response.set({ "content-type": "text/javascript; charset=utf-8", "cache-control": "no-cache", etag: found.etag });
  if (request.fresh) response.status(304).end();
  else response.send(found.body);
};
