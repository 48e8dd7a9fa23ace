import fc from "fast-check";
import { expect, test } from "vitest";
import { formatXml, tag, tokenOf } from "../../../shared/contracts/xml.ts";
import { parseXml, textOf } from "../../../shared/contracts/xmlElement.ts";

const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });

test("any text, markup, controls and broken surrogates among it, makes a document that is read back as it was", () => {
  fc.assert(
    fc.property(fc.oneof(anyText, fc.string({ unit: "grapheme" })), (text) => {
      const root = parseXml(formatXml(tag("a", [tag("b", `x${text}x`, { c: text })])), { root: "a", called: "it" });
      const survives = text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "");
      const seen = (value: string) => value.replaceAll(/[\r\n]+/g, "\n");
      expect(seen(textOf(root, "b"))).toBe(seen(`x${survives}x`));
    }),
  );
});

test("what is undefined is left out, an element of nothing is empty", () => {
  expect(tag("a", [undefined, tag("b"), []], { c: undefined, d: 0 })).toEqual({ markup: '<a d="0">\n<b/>\n</a>' });
});

test("a token keeps what is safe, and different texts stay different", () => {
  expect(tokenOf("replay-a_1.2")).toBe("replay-a_1.2");
  expect(tokenOf("a b,<&~/é")).toBe("a~20b~2C~3C~26~7E~2F~C3~A9");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (one, other) => {
      expect(tokenOf(one)).toMatch(/^[\w.~-]*$/);
      expect(tokenOf(one) === tokenOf(other)).toBe(one === other);
    }),
  );
});
