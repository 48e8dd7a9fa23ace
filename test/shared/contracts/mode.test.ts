// Mode is contagious, and worlds never share a key.
import fc from "fast-check";
import { expect, test } from "vitest";
import { contagiousMode, MODES, modePrefix, worldKey } from "../../../shared/contracts/mode.ts";

test("one unreal input makes the whole unreal", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...MODES)), (modes) => {
      expect(contagiousMode(modes) === "live").toBe(modes.every((mode) => mode === "live"));
    }),
  );
});

test("every unreal text begins with its word, a live one with none", () => {
  expect(MODES.map(modePrefix)).toEqual(["", "DRILL: ", "SIMULATION: ", "REPLAY: "]);
});

test("worlds of different mode or run have different keys", () => {
  const keys = [
    worldKey({ mode: "live", run: "" }),
    worldKey({ mode: "drill", run: "a" }),
    worldKey({ mode: "replay", run: "a" }),
    worldKey({ mode: "replay", run: "b" }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
