// Replicas share the partitions without talking to each other.
import fc from "fast-check";
import { expect, test } from "vitest";
import { ownerOf } from "../../../services/decoder/partitions.ts";

const names = fc.uniqueArray(fc.stringMatching(/^decoder@[a-z0-9]{1,12}-[0-9]{1,5}$/), { minLength: 1, maxLength: 6 });

test("every partition has one owner, the same whoever asks and in whatever order the members are named", () => {
  fc.assert(
    fc.property(names, fc.nat(63), (members, partition) => {
      const owner = ownerOf(partition, members);
      expect(members).toContain(owner);
      expect(ownerOf(partition, [...members].reverse())).toBe(owner);
    }),
  );
});

test("when a member dies only its own partitions move", () => {
  fc.assert(
    fc.property(names, (members) => {
      const [dead, ...alive] = members;
      for (let partition = 0; partition < 16; partition += 1) {
        const before = ownerOf(partition, members);
        if (alive.length > 0 && before !== dead) expect(ownerOf(partition, alive)).toBe(before);
      }
    }),
  );
});

test("three replicas of one host each get their share of 64 partitions", () => {
  const members = ["decoder@a-101", "decoder@a-102", "decoder@a-103"];
  const shares = members.map(
    (member) => Array.from({ length: 64 }, (_, i) => ownerOf(i, members)).filter((owner) => owner === member).length,
  );
  for (const share of shares) expect(share).toBeGreaterThan(10);
});

test("nobody owns anything when nobody lives", () => {
  expect(ownerOf(0, [])).toBeUndefined();
});
