// seisplotjs, a client of FDSN services that seismologists use, in a real browser: what it reads is what others will read.
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";

declare global {
  /** In the page. */
  var seisplotjs: typeof import("seisplotjs");
}

/** A page of that site that has `seisplotjs`. It needs a browser: XML is read by the browser's own parser. */
export async function openSeisplotjs(browser: Browser, url: string): Promise<Page> {
  const require = createRequire(import.meta.url);
  const entry = require.resolve("seisplotjs/package.json").replace("package.json", "dist/index.mjs");
  const built = await build({
    ...{ configFile: false, logLevel: "error" },
    build: { write: false, minify: false, lib: { entry, name: "seisplotjs", formats: ["iife"] } },
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  if (bundle === undefined || !("output" in bundle)) throw new Error("seisplotjs: not bundled");
  const page = await browser.newPage();
  await page.goto(url);
  await page.addScriptTag({ content: bundle.output[0].code });
  return page;
}
