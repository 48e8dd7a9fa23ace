// What every hot state must do, whichever it is: one suite, run on each.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "../../shared/runtime/store.ts";

export interface StoreUnderTest {
  readonly store: Store;
  /** What another replica sees: a second connection to the same data; the same store where there is but one process. */
  readonly other: Store;
  /** Lets this much time pass for the store. */
  elapse(ms: number): Promise<void>;
  close(): Promise<void>;
}

const LONG_MS = 60_000;
const SHORT_MS = 60;
const AFTER_SHORT_MS = 90;

export function storeConformance(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`hot state in ${name}`, () => {
    let under: StoreUnderTest;
    beforeAll(async () => {
      under = await make();
    });
    afterAll(() => under.close());
    const given = () => under;

    values(given);
    hashes(given);
    leases(given);
    members(given);

    test("it is ready", () => expect(under.store.notReady()).toBeUndefined());
  });
}

/** Nobody else's: suites of several files may share a server. */
const fresh = (what: string) => `${what}-${randomUUID()}`;

function values(given: () => StoreUnderTest): void {
  test("what one replica saves another one finds", async () => {
    const { store, other } = given();
    const key = fresh("snapshot/XX_AAA");
    const value = JSON.stringify({
      place: "Zihuatanejo – 地震 🌋",
      nothing: null,
      timeMs: 1_700_000_000_123,
      "": 'a"\\\n',
    });
    await store.set(key, value);
    expect(await other.get(key)).toBe(value);
    await other.set(key, "");
    expect(await store.get(key)).toBe("");
  });

  test("a key nobody wrote has no value, and a deleted one neither", async () => {
    const { store, other } = given();
    const key = fresh("value");
    expect(await store.get(key)).toBeUndefined();
    await store.set(key, "1");
    await other.delete(key);
    expect(await store.get(key)).toBeUndefined();
    await store.delete(key);
  });

  test("a snapshot of a hundred kilobytes comes back whole", async () => {
    const { store, other } = given();
    const key = fresh("value");
    const value = "é".repeat(50_000);
    await store.set(key, value);
    expect(await other.get(key)).toBe(value);
  });

  test("a value with a time to live is forgotten, one without is kept", async () => {
    const { store, elapse } = given();
    const [mortal, renewed, kept] = [fresh("mortal"), fresh("renewed"), fresh("kept")];
    await store.set(mortal, "1", SHORT_MS);
    await store.set(renewed, "1", SHORT_MS);
    await store.set(renewed, "2");
    await store.set(kept, "1", LONG_MS + 0.5);
    await elapse(AFTER_SHORT_MS);
    expect(await store.get(mortal)).toBeUndefined();
    expect(await store.get(renewed)).toBe("2");
    expect(await store.get(kept)).toBe("1");
  });

  test("many writes at once all arrive, the last one of a key wins", async () => {
    const { store, other } = given();
    const keys = Array.from({ length: 100 }, () => fresh("value"));
    await Promise.all(["old", "new"].flatMap((text) => keys.map((key) => store.set(key, `${text} ${key}`))));
    expect(await Promise.all(keys.map((key) => other.get(key)))).toEqual(keys.map((key) => `new ${key}`));
  });
}

function hashes(given: () => StoreUnderTest): void {
  test("a hash holds fields one by one and gives them all", async () => {
    const { store, other } = given();
    const key = fresh("stations");
    await store.hashSet(key, "live/XX_AAA", "1");
    await other.hashSet(key, "live/XX_BBB", "zwei – 二");
    await other.hashSet(key, "live/XX_AAA", "one");
    await store.hashSet(key, "__proto__", "not a trap");
    expect(await store.hashGet(key, "live/XX_BBB")).toBe("zwei – 二");
    expect(await store.hashGet(key, "live/XX_CCC")).toBeUndefined();
    expect([...(await store.hashAll(key))].sort()).toEqual([
      ["__proto__", "not a trap"],
      ["live/XX_AAA", "one"],
      ["live/XX_BBB", "zwei – 二"],
    ]);
  });

  test("a field can be taken out, and a whole hash deleted", async () => {
    const { store, other } = given();
    const key = fresh("stations");
    await Promise.all(["a", "b"].map((field) => store.hashSet(key, field, field)));
    await other.hashDelete(key, "a");
    await other.hashDelete(key, "never there");
    expect(await store.hashAll(key)).toEqual(new Map([["b", "b"]]));
    await store.delete(key);
    expect(await other.hashAll(key)).toEqual(new Map());
  });

  test("what was read does not change when the store does", async () => {
    const { store } = given();
    const key = fresh("stations");
    await store.hashSet(key, "a", "before");
    const read = await store.hashAll(key);
    await store.hashSet(key, "a", "after");
    expect(read.get("a")).toBe("before");
  });

  test("values, hashes, leases and members of one name do not touch each other", async () => {
    const { store } = given();
    const key = fresh("decoder/p3");
    await store.set(key, "value");
    await store.hashSet(key, "field", "in a hash");
    expect(await store.lease(key, "decoder-1", LONG_MS)).toBe(true);
    expect(await store.join(key, "decoder-1", LONG_MS)).toEqual(["decoder-1"]);
    expect([await store.get(key), await store.hashGet(key, "field")]).toEqual(["value", "in a hash"]);
  });
}

function leases(given: () => StoreUnderTest): void {
  test("of two owners only the first gets a lease, and keeps it by renewing", async () => {
    const { store, other, elapse } = given();
    const key = fresh("lease");
    expect(await store.lease(key, "first", SHORT_MS * 10)).toBe(true);
    expect(await other.lease(key, "second", LONG_MS)).toBe(false);
    expect(await store.lease(key, "first", LONG_MS)).toBe(true);
    await elapse(SHORT_MS * 11);
    expect(await other.lease(key, "second", LONG_MS)).toBe(false);
  });

  test("of many owners at the same moment exactly one gets the lease", async () => {
    const { store, other } = given();
    const key = fresh("lease");
    const owners = Array.from({ length: 40 }, (_, i) => `owner-${i}`);
    const got = await Promise.all(owners.map((owner, i) => (i % 2 ? store : other).lease(key, owner, LONG_MS)));
    expect(got.filter(Boolean)).toHaveLength(1);
  });

  test("an unrenewed lease goes to the next owner, and the first can neither take it back nor free it", async () => {
    const { store, other, elapse } = given();
    const key = fresh("lease");
    expect(await store.lease(key, "first", SHORT_MS)).toBe(true);
    await elapse(AFTER_SHORT_MS);
    expect(await other.lease(key, "second", LONG_MS)).toBe(true);
    expect(await store.lease(key, "first", LONG_MS)).toBe(false);
    await store.release(key, "first");
    expect(await store.lease(key, "first", LONG_MS)).toBe(false);
    expect(await other.lease(key, "second", LONG_MS)).toBe(true);
  });

  test("a lease given up is free at once", async () => {
    const { store, other } = given();
    const key = fresh("lease");
    await store.release(key, "first");
    await store.lease(key, "first", LONG_MS);
    await store.release(key, "first");
    expect(await other.lease(key, "second", LONG_MS)).toBe(true);
  });
}

function members(given: () => StoreUnderTest): void {
  test("members of a group see each other in the same order", async () => {
    const { store, other } = given();
    const group = fresh("decoder");
    expect(await store.join(group, "b", LONG_MS)).toEqual(["b"]);
    expect(await other.join(group, "a", LONG_MS)).toEqual(["a", "b"]);
    expect(await store.join(group, "Ä", LONG_MS)).toEqual(["a", "b", "Ä"]);
    expect(await store.join(fresh("decoder"), "c", LONG_MS)).toEqual(["c"]);
  });

  test("a member that stopped joining is gone after its time, one that joins stays", async () => {
    const { store, other, elapse } = given();
    const group = fresh("decoder");
    await store.join(group, "dies", SHORT_MS);
    await store.join(group, "stays", SHORT_MS);
    expect(await other.join(group, "stays", LONG_MS)).toContain("stays");
    await elapse(AFTER_SHORT_MS);
    expect(await other.join(group, "new", LONG_MS)).toEqual(["new", "stays"]);
  });

  test("one member's short life does not shorten another's", async () => {
    const { store, elapse } = given();
    const group = fresh("decoder");
    await store.join(group, "long", LONG_MS);
    await store.join(group, "short", SHORT_MS);
    await elapse(AFTER_SHORT_MS);
    expect(await store.join(group, "new", SHORT_MS)).toEqual(["long", "new"]);
  });

  test("who is no member sees the members there are now, and joins nobody", async () => {
    const { store, other, elapse } = given();
    const group = fresh("decoder");
    expect(await other.members(group)).toEqual([]);
    await store.join(group, "b", LONG_MS);
    await store.join(group, "a", SHORT_MS);
    expect(await other.members(group)).toEqual(["a", "b"]);
    await elapse(AFTER_SHORT_MS);
    expect(await other.members(group)).toEqual(["b"]);
    await store.leave(group, "b");
    expect(await other.members(group)).toEqual([]);
  });

  test("a member that leaves is gone at once", async () => {
    const { store, other } = given();
    const group = fresh("decoder");
    await store.join(group, "a", LONG_MS);
    await other.join(group, "b", LONG_MS);
    await store.leave(group, "a");
    await store.leave(group, "never there");
    expect(await other.join(group, "b", LONG_MS)).toEqual(["b"]);
  });
}
