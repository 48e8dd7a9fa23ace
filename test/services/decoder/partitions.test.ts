// Replicas share the partitions without talking to each other.
import fc from "fast-check";
import { expect, test } from "vitest";
import { ownersOf } from "../../../services/decoder/partitions.ts";

const names = fc.uniqueArray(fc.stringMatching(/^decoder@[a-z0-9]{1,12}-[0-9]{1,5}$/), { minLength: 1, maxLength: 9 });
const sizes = fc.integer({ min: 1, max: 64 });

test("every partition has one owner, the same whoever asks and in whatever order the members are named", () => {
  fc.assert(
    fc.property(names, sizes, (members, partitions) => {
      const owners = ownersOf(partitions, members);
      expect(owners.length).toBe(partitions);
      for (const owner of owners) expect(members).toContain(owner);
      expect(ownersOf(partitions, [...members].reverse())).toEqual(owners);
    }),
  );
});

test("no member has more than one partition more than another", () => {
  fc.assert(
    fc.property(names, sizes, (members, partitions) => {
      const owners = ownersOf(partitions, members);
      const loads = members.map((member) => owners.filter((owner) => owner === member).length);
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
    }),
  );
});

test("when a member dies its partitions move, and hardly any of the others", () => {
  let [moved, dealt] = [0, 0];
  for (let n = 0; n < 200; n += 1) {
    const members = Array.from({ length: 2 + (n % 5) }, (_, i) => `decoder@host${n}-${100 + i}`);
    const [before, after] = [ownersOf(16, members), ownersOf(16, members.slice(1))];
    const kept = before.filter((owner) => owner !== members[0]);
    moved += before.filter((owner, i) => owner !== members[0] && owner !== after[i]).length;
    dealt += kept.length;
  }
  expect(moved / dealt).toBeLessThan(0.1);
});

test.each([2, 3])("when one of %i members dies, none or few of the others' eight partitions move", (count) => {
  const members = Array.from({ length: count }, (_, i) => `decoder@a-${101 + i}`);
  const [before, after] = [ownersOf(8, members), ownersOf(8, members.slice(1))];
  expect(before.filter((owner, i) => owner !== members[0] && owner !== after[i]).length).toBeLessThanOrEqual(1);
});

test("nobody owns anything when nobody lives", () => {
  expect(ownersOf(8, [])).toEqual([]);
});
