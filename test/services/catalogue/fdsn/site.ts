// A router on a real HTTP server, asked by path; a clock that stands still; what a WADL lists.
import type { Router } from "express";
import { entryOf, listOf, parseXml, textOf } from "../../../../shared/contracts/xmlElement.ts";
import { systemClock } from "../../../../shared/runtime/clock.ts";
import { serve } from "../serve.ts";

export const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
export const clock = { ...systemClock, nowMs: () => NOW_MS };

export interface Site {
  readonly url: string;
  get(path: string): Promise<{ readonly status: number; readonly type: string | null; readonly text: string }>;
  close(): Promise<void>;
}

export async function siteOf(router: Router): Promise<Site> {
  const http = await serve(router);
  return {
    ...http,
    async get(path) {
      const answer = await fetch(http.url + path);
      return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
    },
  };
}

export interface WadlParameter {
  readonly name: string;
  readonly type: string;
  readonly options: readonly string[];
  readonly doc: string;
}

/** What `query` takes with GET, and the names of all methods. */
export function readWadl(text: string): {
  readonly base: string;
  readonly methods: readonly string[];
  readonly parameters: readonly WadlParameter[];
} {
  const resources = entryOf(parseXml(text, { root: "application", called: "WADL" }), "resources");
  const all = listOf(resources, "resource");
  const request = entryOf(listOf(all[0], "method")[0], "request");
  const parameters = listOf(request, "param").map((param) => ({
    name: textOf(param, "@name"),
    type: textOf(param, "@type"),
    options: listOf(param, "option").map((option) => textOf(option, "@value")),
    doc: textOf(param, "doc"),
  }));
  return { base: textOf(resources, "@base"), methods: all.map((each) => textOf(each, "@path")), parameters };
}
