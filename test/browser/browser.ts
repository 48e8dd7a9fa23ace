// A real browser for tests: Debian's Chromium, or the one CHROMIUM names; pages that may ask nobody but the gateway.
import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const path = [process.env.CHROMIUM ?? "", ...PATHS].find((candidate) => candidate !== "" && existsSync(candidate));
if (path === undefined && process.env.CI === "true") throw new Error("CHROMIUM: no browser found; CI needs one");
if (path === undefined) console.warn("SKIP: no Chromium (Debian: apt-get install chromium, or set CHROMIUM)");

/** Use as `describe.skipIf(noBrowser)`: true only where there is none outside CI. */
export const noBrowser = path === undefined;

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=user-gesture-required",
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: path ?? "", args: ARGUMENTS });
}

export interface Opened {
  readonly page: Page;
  /** What the page's own code complained of, and whom else it asked. */
  readonly faults: readonly string[];
}

export const DESK: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, locale: "en-GB" };
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, locale: "en-GB" };

/** @param chosen what this person chose before; see `app/choices.ts` */
export async function open(
  browser: Browser,
  url: string,
  { options = DESK, chosen = {} }: { readonly options?: BrowserContextOptions; readonly chosen?: object } = {},
): Promise<Opened> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // A gateway that is gone is told by the page itself.
    if (message.type() === "error" && !message.text().startsWith("Failed to load")) faults.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(url).origin)) faults.push(`asked for ${request.url()}`);
  });
  await page.addInitScript((kept) => {
    if (localStorage.getItem("tocsin") === null) localStorage.setItem("tocsin", kept);
  }, JSON.stringify(chosen));
  await page.goto(url);
  return { page, faults };
}
