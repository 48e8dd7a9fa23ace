// The queue under the bus keeps its order whatever is put in, taken out and put back.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Fifo } from "../../../shared/runtime/fifo.ts";

test("it answers like an array", () => {
  const step = fc.constantFrom("push", "push", "shift", "putBack");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 4000, size: "max" }), (steps) => {
      const [fifo, array] = [new Fifo<number>(), [] as number[]];
      for (const [number, name] of steps.entries()) {
        if (name === "push") array.push(number);
        if (name === "push") fifo.push(number);
        if (name === "putBack") array.unshift(number);
        if (name === "putBack") fifo.putBack(number);
        if (name === "shift") expect(fifo.shift()).toBe(array.shift());
        expect(fifo.length).toBe(array.length);
      }
    }),
    { numRuns: 50 },
  );
});

test("a long backlog is taken in order", () => {
  const fifo = new Fifo<number>();
  for (let i = 0; i < 10_000; i += 1) fifo.push(i);
  for (let i = 0; i < 10_000; i += 1) expect(fifo.shift()).toBe(i);
  expect(fifo.shift()).toBeUndefined();
});
