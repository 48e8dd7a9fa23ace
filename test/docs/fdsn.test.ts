// The examples of docs/fdsn.md can be pasted, and are answered without a token.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { startSystem } from "../../services/system.ts";

const page = readFileSync("docs/fdsn.md", "utf8");

test("every curl example is answered, without a token", async () => {
  const env = { HTTP_PORT: "0", DATABASE_URL: "sqlite::memory:", LOG_FILE: "/dev/null", API_TOKEN: "secret" };
  const system = await startSystem({ services: ["catalogue"], env });
  try {
    const urls = [...page.matchAll(/^curl (?:-o \S+ )?'(\S+)'$/gm)].map(([, url]) => url ?? "");
    expect(urls.length).toBeGreaterThan(4);
    for (const url of urls) {
      const { pathname, search } = new URL(url);
      const answer = await fetch(system.httpUrl + pathname + search);
      // An empty catalogue has nothing to tell, which is an answer too.
      expect([url, answer.status]).toEqual([url, search.includes("nodata=404") ? 404 : search === "" ? 200 : 204]);
    }
  } finally {
    await system.close();
  }
});
