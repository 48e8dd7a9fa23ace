// Wildcards say what a regular expression would, without its bad days.
import fc from "fast-check";
import { expect, test } from "vitest";
import { isLike } from "../../../../services/catalogue/fdsn/wildcard.ts";

test("a pattern matches what the regular expression for it matches", () => {
  const letters = (of: string, maxLength: number) => fc.string({ unit: fc.constantFrom(...of), maxLength });
  const property = fc.property(letters("AB", 7), letters("AB*?", 5), (text, pattern) => {
    const expression = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
    expect([text, pattern, isLike(text, pattern)]).toEqual([text, pattern, expression.test(text)]);
  });
  fc.assert(property, { numRuns: 3000 });
});

test("a pattern that makes a regular expression stand still is answered", () => {
  expect(isLike("A".repeat(5000), `${"*A".repeat(500)}*B`)).toBe(false);
});
