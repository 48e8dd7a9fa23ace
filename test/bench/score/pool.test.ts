// Worker threads that die, hang or answer nonsense cost the task they were at, and no other.
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Pool } from "../../../bench/score/pool.ts";
import type { Task } from "../../../bench/score/task.ts";
import { folderOf } from "./made.ts";

const WORKER = `
import { parentPort } from "node:worker_threads";
parentPort.on("message", ({ id }) => {
  if (id === "throws") setImmediate(() => { throw new Error("beyond any catch"); });
  else if (id === "leaves") process.exit(3);
  else if (id === "hangs") return;
  else parentPort.postMessage({ kind: "integrate", id, versions: [] });
});
`;

const task = (id: string): Task => ({ kind: "picks", id, path: "" });

function poolOf(threads: number): Pool {
  const pool = new Pool(threads, { file: join(folderOf({ "worker.mjs": WORKER }), "worker.mjs"), limitMs: 400 });
  onTestFinished(() => pool.close());
  return pool;
}

test.each([1, 2, 5])("with %i threads every task has its outcome, in order", async (threads) => {
  const ids = ["a", "throws", "b", "leaves", "hangs", "c", "d"];
  const told: number[] = [];
  const outcomes = await poolOf(threads).run(ids.map(task), (done) => told.push(done));
  expect(outcomes.map(({ id, ...rest }) => [id, "reason" in rest ? rest.reason : "fine"])).toEqual([
    ["a", "fine"],
    ["throws", "worker died: beyond any catch"],
    ["b", "fine"],
    ["leaves", "worker left with code 3"],
    ["hangs", "worker gave no answer within 0 s"],
    ["c", "fine"],
    ["d", "fine"],
  ]);
  expect(told).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("a pool runs again after a worker died, and closes with nothing to do", async () => {
  const pool = poolOf(1);
  expect(await pool.run([], () => undefined)).toEqual([]);
  await pool.run([task("leaves")], () => undefined);
  expect(await pool.run([task("a")], () => undefined)).toMatchObject([{ id: "a", versions: [] }]);
  await pool.close();
});

test("what cannot be sent to a worker fails alone", async () => {
  const unsendable = { ...task("a"), path: (() => "") as unknown as string };
  expect(await poolOf(1).run([unsendable, task("b")], () => undefined)).toMatchObject([
    { kind: "failed" },
    { id: "b" },
  ]);
});
