// The examples of docs/outlets.md can be pasted, and what it lists is what there is.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CAP_RULES } from "../../services/alarm/outlets/capRules.ts";
import { OPEN_PATHS } from "../../services/alarm/outlets/routes.ts";
import { startSystem } from "../../services/system.ts";

const page = readFileSync("docs/outlets.md", "utf8");

test("the twelve rules have the names that the page lists", () => {
  expect(page.replaceAll("\n", " ")).toContain(`*${Object.keys(CAP_RULES).join(", ")}*`);
});

test("every path of the page is open", () => {
  const paths = [...page.matchAll(/`(\/v1\/[^`?]*)`/g)].map(([, path]) => path ?? "");
  expect(paths).toHaveLength(4);
  for (const path of paths) expect(OPEN_PATHS.some((open) => path.startsWith(open))).toBe(true);
});

test("every curl example is answered, without a token", async () => {
  const env = { HTTP_PORT: "0", DATABASE_URL: "sqlite::memory:", LOG_FILE: "/dev/null", API_TOKEN: "secret" };
  const system = await startSystem({ services: ["alarm"], env });
  try {
    const urls = [...page.matchAll(/^curl (\S+)$/gm)].map(([, url]) => url ?? "");
    expect(urls).toHaveLength(2);
    for (const url of urls) {
      const { pathname, search } = new URL(url);
      const answer = await fetch(system.httpUrl + pathname + search);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/atom+xml; charset=utf-8"]);
    }
  } finally {
    await system.close();
  }
});
