// The commands of "After the event" in docs/operations.md are answered, and its pages are there.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anEvent } from "../services/alarm/fixtures.ts";
import { type Interface, openInterface } from "./interface.ts";

const [, section = ""] = /^## After the event$([\s\S]*?)^## /m.exec(readFileSync("docs/operations.md", "utf8")) ?? [];
const asked = [...section.matchAll(/^curl -s "http:\/\/127\.0\.0\.1:8080(\S+)"/gm)].map(([, path = ""]) => path);

let system: Interface;
beforeAll(async () => {
  system = await openInterface();
}, 30_000);
afterAll(() => system?.close());

const named = (path: string) =>
  path.replaceAll("EVENT_ID", anEvent().eventId).replaceAll("SUB_ID", system.subscriptionId);

test.each(asked)("%s is answered with a sentence", async (path) => {
  const { status, body } = await system.call("GET", named(path));
  expect([status, Reflect.get(Object(body), "answer")]).toEqual([200, expect.stringMatching(/\S+ .*[.:]/)]);
});

test("there are five of them, and the subscriber who was told is said to have been", async () => {
  expect(asked).toHaveLength(5);
  const [, , about = "", decisions = ""] = asked;
  expect((await system.call("GET", named(about))).body).toMatchObject({ answer: /told by version 1/ });
  expect((await system.call("GET", named(decisions))).body).toMatchObject({
    answer: /^Told by version 1/,
    recomputed: false,
  });
});

test.each([
  "/reports/",
  "/reports/EVENT_ID",
])("the page %s is shown to whoever gives the token, and to nobody else", async (path) => {
  expect(section).toContain(`\`${path}\``);
  const page = await system.call("GET", named(path));
  expect([page.status, page.body]).toEqual([200, expect.stringContaining(anEvent().eventId)]);
  expect((await system.call("GET", named(path), { token: "" })).status).toBe(401);
});
