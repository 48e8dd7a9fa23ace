// Progress: a bar in a terminal, a few plain lines elsewhere.
import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { progressOn } from "../../../bench/score/progress.ts";

function written(isTTY: boolean, total: number): string {
  let text = "";
  const stream = Object.assign(
    new Writable({
      write(chunk, _, done) {
        text += chunk;
        done();
      },
    }),
    { isTTY, columns: 80, rows: 24 },
  );
  const progress = progressOn(stream);
  progress.begin("decode and pick", total);
  for (let i = 1; i <= total; i += 1) progress.done(i, `task ${i}`);
  progress.end();
  return text;
}

test("elsewhere than in a terminal a line every few tasks, the last one among them, and no control codes", () => {
  const lines = written(false, 25).trimEnd().split("\n");
  expect(lines.slice(0, 2)).toEqual(["decode and pick: 25", "decode and pick: 3/25 task 3"]);
  expect(lines.at(-1)).toBe("decode and pick: 25/25 task 25");
  expect(lines.length).toBeLessThanOrEqual(12);
  expect(lines.join("")).not.toContain("\u001b");
  expect(written(false, 0)).toBe("decode and pick: 0\n");
});

test("in a terminal a bar, also with nothing to do", () => {
  expect(written(true, 3)).toContain("decode and pick");
  expect(() => written(true, 0)).not.toThrow();
});
