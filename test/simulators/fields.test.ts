// Values that others wrote, as they are found.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { numberOf, parseLenient, readText, samplesOf, timeMsOf } from "../../simulators/fields.ts";

test.each([
  [1.5, 1.5],
  ["1.5", 1.5],
  [" -2e3 ", -2000],
  ["", undefined],
  ["deep", undefined],
  [null, undefined],
  [Number.NaN, undefined],
  ["Infinity", undefined],
  [[1], undefined],
])("the number of %j is %s", (value, number) => {
  expect(numberOf(value)).toBe(number);
});

test.each([
  "2026-01-01T00:00:01Z",
  "2026-01-01T00:00:01.000000Z",
  "2026-01-01T00:00:01",
  "2026-01-01 00:00:01",
  "2026-01-01T01:00:01+01:00",
  1_767_225_601,
  1_767_225_601_000,
  "1767225601",
])("%s is the same time in every time zone", (value) => {
  expect(timeMsOf(value)).toBe(Date.UTC(2026, 0, 1, 0, 0, 1));
});

test("a day is its midnight in UTC; what is no time is none", () => {
  expect(timeMsOf("2026-01-01")).toBe(Date.UTC(2026, 0, 1));
  expect([timeMsOf("yesterday"), timeMsOf(""), timeMsOf(null)]).toEqual([undefined, undefined, undefined]);
});

test("a sample that is no number repeats the one before it, the first ones the first that is", () => {
  expect([...samplesOf([null, 9, Number.NaN, "9.5", {}])]).toEqual([9, 9, 9, 9.5, 9.5]);
  expect([samplesOf(undefined).length, ...samplesOf([null])]).toEqual([0, 0]);
});

test("NaN and Infinity become null where values stand, and stay where text does", () => {
  expect(parseLenient('\uFEFF{"a": NaN, "b": [NaN,-Infinity ,1], "c": "x, NaN"}')).toEqual({
    a: null,
    b: [null, null, 1],
    c: "x, NaN",
  });
});

test("text packed, unpacked, or packed and cut short", () => {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-fields-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const read = (content: string | Uint8Array) => {
    const path = join(folder, "file.gz");
    writeFileSync(path, content);
    return readText(path);
  };
  const lines = Array.from({ length: 5000 }, (_, i) => `line ${i * i}`).join("\n");
  const packed = gzipSync(lines);
  expect(read(packed)).toEqual({ text: lines, isCut: false });
  expect(read(lines)).toEqual({ text: lines, isCut: false });
  const { text, isCut } = read(packed.subarray(0, packed.length / 2));
  expect([isCut, text.length > 1000, lines.startsWith(text)]).toEqual([true, true, true]);
  expect(() => read(packed.subarray(0, 5))).toThrow();
  expect(() => read(packed.fill(7, 10))).toThrow();
});
