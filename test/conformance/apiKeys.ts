// What API keys and the account of what was done need of a database; part of its suite.
import { expect, test } from "vitest";
import { ApiKeys } from "../../shared/runtime/apiKeys.ts";
import { Audit } from "../../shared/runtime/audit.ts";
import { type Clock, systemClock } from "../../shared/runtime/clock.ts";
import type { Database } from "../../shared/runtime/database.ts";
import { openLog } from "../../shared/runtime/log.ts";
import { OPERATOR } from "../../shared/runtime/principal.ts";
import { eventually } from "../poll.ts";

const log = openLog({ level: "fatal", service: "test" });
const NEW_KEY = { ownerId: "acme", name: "lifts – 揚重機", scopes: ["manage", "drill"], expiresMs: null } as const;

export function apiKeysConformance(given: () => Database): void {
  let nowMs = 1_800_000_000_000;
  const clock: Clock = { ...systemClock, nowMs: () => nowMs };
  const replica = () => new ApiKeys({ database: async () => given(), clock, log });

  test("a key made by one replica is taken by another after its next look, until it is revoked", async () => {
    const [one, two] = [replica(), replica()];
    await Promise.all([one.refresh(), two.refresh()]);
    const { key, text } = await one.make(NEW_KEY);
    expect(two.find(text)).toEqual({ kind: "refused", reason: "unknown key" });
    await two.refresh();
    const principal = { keyId: key.keyId, ownerId: "acme", scopes: ["manage", "drill"] };
    expect(two.find(text)).toEqual({ kind: "principal", principal });
    expect(two.list()).toEqual([key]);
    expect(await one.revoke(key.keyId)).toBe(true);
    await two.refresh();
    expect(two.find(text)).toEqual({ kind: "refused", reason: "this key was revoked" });
    expect(await two.revoke(key.keyId)).toBe(false);
  });

  test("when a key was used last is noted to the minute", async () => {
    const keys = replica();
    await keys.refresh();
    const { text } = await keys.make(NEW_KEY);
    const usedMs: (number | null)[] = [];
    for (const passedMs of [1000, 1000, 120_000]) {
      nowMs += passedMs;
      keys.find(text);
      await keys.refresh();
      usedMs.push(keys.list()[0]?.lastUsedMs ?? null);
    }
    expect(usedMs).toEqual([nowMs - 121_000, nowMs - 121_000, nowMs]);
  });

  test("the account is told newest first, page by page, also what was done in one millisecond", async () => {
    const audit = new Audit({ database: async () => given(), clock, log });
    const targets = ["a", "b", "c", "d", "e"];
    for (const target of targets) audit.note(OPERATOR, "key.made", { target, detail: "by a test" });
    const all = { limit: 10, beforeMs: Number.MAX_SAFE_INTEGER };
    await eventually("all are stored", async () => (await audit.list(all)).length === targets.length);
    const [first, second] = [await audit.list({ ...all, limit: 3 }), await audit.list(all)];
    const rest = await audit.list({ ...all, after: first.at(-1)?.auditId });
    expect([...first, ...rest]).toEqual(second);
    expect(second.map(({ target }) => target).sort()).toEqual(targets);
    expect(await audit.list({ ...all, beforeMs: nowMs })).toEqual([]);
  });
}
