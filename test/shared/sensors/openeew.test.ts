// Every shape of OpenEEW packet met in the wild (INTERFACES §1.2, variants A to F), and what is refused.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { DeviceBlock } from "../../../shared/sensors/deviceBlock.ts";
import { parseOpeneew } from "../../../shared/sensors/openeew.ts";

const axes = { x: [1, 2, 3], y: [4, 5, 6], z: [-1, 0, 0.25] };
const bytesOf = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

function blocksOf(value: unknown): readonly DeviceBlock[] {
  const parsed = parseOpeneew(bytesOf(value));
  if (parsed.kind === "malformed") throw new Error(parsed.reason);
  return parsed.blocks;
}

function reasonFor(value: unknown): string {
  const parsed = parseOpeneew(bytesOf(value));
  return parsed.kind === "malformed" ? parsed.reason : "accepted";
}

const T = 1610000000.123456;

test.each([
  [
    "A, archive",
    { country_code: "mx", device_id: "000", ...axes, device_t: T, cloud_t: T + 1, sr: 31.25 },
    T * 1000,
    31.25,
  ],
  ["B, firmware 1.4", { device_id: "A8", device_t: 1610000000, traces: [axes] }, 1610000000000, undefined],
  [
    "C, firmware 1.5",
    { device_id: "A8", sr: 31.25, user: "u", device_t: "1610000000.123456", traces: axes },
    T * 1000,
    31.25,
  ],
  ["D, FIRMWARE.md", { d: { device_id: "A8", traces: [axes] } }, undefined, undefined],
  ["E, esp32", { device_id: "A8", cloud_t: T + 2, traces: [{ ...axes, t: T, sr: 125 }] }, T * 1000, 125],
  ["F, JSON in JSON", JSON.stringify({ device_id: "A8", ...axes, device_t: T, sr: "31.25" }), T * 1000, 31.25],
  ["milliseconds", { ...axes, device_t: T * 1000 }, T * 1000, undefined],
])("variant %s is read", (name, packet, deviceMs, rateHz) => {
  const [block, ...others] = blocksOf(name.startsWith("F") ? JSON.stringify(packet) : packet);
  expect(others).toEqual([]);
  expect(block?.deviceMs).toEqual(deviceMs);
  expect(block?.rateHz).toBe(rateHz);
  expect(block?.count).toBe(3);
  expect([...(block?.axes.x ?? []), ...(block?.axes.z ?? [])]).toEqual([1, 2, 3, -1, 0, 0.25]);
});

test("a packet of ten seconds of history and one with a single axis are read", () => {
  const long = Array.from({ length: 352 }, (_, i) => i);
  expect(blocksOf({ device_t: T, traces: { x: long, y: long, z: long } })[0]?.count).toBe(352);
  expect(blocksOf({ x: [1] })[0]).toMatchObject({ count: 1, deviceMs: undefined });
});

test("traces with times of their own are blocks of their own; without, they follow one another", () => {
  expect(
    blocksOf({
      traces: [
        { ...axes, t: 1 },
        { ...axes, t: 2 },
      ],
    }).map(({ deviceMs }) => deviceMs),
  ).toEqual([1000, 2000]);
  const [joined] = blocksOf({ device_t: T, traces: [axes, axes] });
  expect([...(joined?.axes.x ?? [])]).toEqual([1, 2, 3, 1, 2, 3]);
});

test.each([
  ["cut off", '{"device_id":"A8","x":[0.01,0.0', /not JSON/],
  ["NaN", '{"x":[1,NaN]}', /not JSON/],
  ["null", { x: [1, null] }, /x\[1\]: got null/],
  ["text", { x: [1, "2"] }, /x\[1\]: got "2"/],
  ["infinity", '{"x":[1e999]}', /x\[0\]/],
  ["unequal axes", { x: [1, 2], y: [1] }, /y: got 1 samples, want 2/],
  ["no axis", { device_t: T }, /none is there/],
  ["empty axis", { x: [] }, /x: got 0 samples/],
  ["too many samples", { x: new Array(9000).fill(0) }, /got 9000 samples/],
  ["too many bytes", `{"x":[1],"y":"${"a".repeat(300_000)}"}`, /bytes/],
  ["rate of nothing", { x: [1], sr: 0 }, /sr/],
  ["time that is none", { x: [1], device_t: "soon" }, /device_t/],
  ["a number", 42, /want an object/],
  ["an array", [], /want an object/],
  ["triple JSON", JSON.stringify(JSON.stringify(JSON.stringify({ x: [1] }))), /want an object/],
])("%s is refused with a reason", (_, packet, reason) => {
  expect(reasonFor(packet)).toMatch(reason);
});

test("names from the prototype are no fields, and nothing reaches it", () => {
  expect(reasonFor('{"__proto__":{"x":[1,2]}}')).toMatch(/none is there/);
  expect(reasonFor('{"constructor":{"prototype":{"x":[1]}},"traces":{"__proto__":{"x":[1]}}}')).toMatch(
    /none is there/,
  );
  expect(Reflect.get({}, "x")).toBeUndefined();
});

test("no bytes and no JSON whatever make it throw", () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.json().map(bytesOf),
    fc
      .record(
        { x: fc.anything(), y: fc.anything(), device_t: fc.anything(), traces: fc.anything(), d: fc.anything() },
        { requiredKeys: [] },
      )
      .map((value) => {
        try {
          return bytesOf(JSON.stringify(value) ?? "");
        } catch {
          return bytesOf("");
        }
      }),
  );
  fc.assert(
    fc.property(anything, (bytes) => {
      const parsed = parseOpeneew(bytes);
      for (const block of parsed.kind === "blocks" ? parsed.blocks : []) expect(block.count).toBeGreaterThan(0);
    }),
    { numRuns: 1000 },
  );
});
