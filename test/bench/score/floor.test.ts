// The physical floor: when the packet that holds the k-th P can be there at all.
import { expect, test } from "vitest";
import { arrivalsOf, floorOf } from "../../../bench/score/floor.ts";
import { folderOf, ORIGIN_MS, stream, truth } from "./made.ts";

const whole = { fromS: -30, toS: 60 };
const near = { deg: 0.2, ...whole };
const middle = { deg: 0.5, ...whole };
const far = { deg: 1.5, ...whole };
const secondsOf = (ms: number) => (ms - ORIGIN_MS) / 1000;

function floor(of: ReturnType<typeof stream>, qc?: string) {
  const folder = folderOf(qc === undefined ? {} : { "qc.json": qc });
  return floorOf(arrivalsOf(folder, truth(), of), of);
}

test("without qc.json P is where iasp91 has it, and its packet ends with the second", () => {
  const { firstPMs, receivedMs, clear, clearWithin100Km } = floor(stream([near, middle, far]));
  expect(secondsOf(firstPMs)).toBeCloseTo(4.2, 0);
  expect(receivedMs.map(secondsOf)).toEqual([5.25, 10.25, 27.25].map((s) => expect.closeTo(s, -0.5)));
  for (const ms of receivedMs) expect(secondsOf(ms) % 1).toBe(0.25);
  expect([clear, clearWithin100Km]).toEqual([3, 2]);
});

test("a station whose record begins after its P, ends before it, or has a gap there has no part in the floor", () => {
  const late = { deg: 0.1, fromS: 12, toS: 60 };
  const early = { deg: 0.3, fromS: -30, toS: 2 };
  const { receivedMs, firstPMs } = floor(stream([late, early, near, middle]));
  expect(receivedMs.length).toBe(2);
  expect(secondsOf(firstPMs)).toBeGreaterThan(3.5);
  const of = stream([near, middle]);
  const gap = (s: { stationId: string; receivedMs: number }) =>
    s.stationId !== "OE_000" || s.receivedMs < ORIGIN_MS || s.receivedMs > ORIGIN_MS + 20_000;
  expect(floor({ ...of, steps: of.steps.filter(gap) }).receivedMs.length).toBe(1);
});

test("where no record holds its P there is no floor, and seconds count from the P that passed", () => {
  const { receivedMs, firstPMs, clear } = floor(stream([{ deg: 0.2, fromS: 20, toS: 60 }]));
  expect([receivedMs, clear]).toEqual([[], 0]);
  expect(secondsOf(firstPMs)).toBeCloseTo(4.2, 0);
  expect(floor(stream([])).firstPMs).toBe(Number.POSITIVE_INFINITY);
});

test("qc.json says which P is clear and when, in any of its forms", () => {
  const rows = [
    { id: "000", p_pred_s: 4, onset_minus_pred_device: -9, onset_minus_pred_cloud: 0.5 },
    { id: "001", p_pred_s: 9, onset_minus_pred: "1.5" },
    { id: "002", p_pred_s: 26, onset_minus_pred: null },
  ];
  const text = JSON.stringify(rows);
  const { firstPMs, clear, receivedMs } = floor(stream([near, middle, far]), text);
  expect([secondsOf(firstPMs), clear]).toEqual([4.5, 2]);
  expect(receivedMs.map(secondsOf)).toEqual([5.25, 11.25]);
  expect(floor(stream([near, middle, far]), `{"stations":${text}}`).clear).toBe(2);
  expect(floor(stream([near, middle, far]), text.replace("null", "NaN")).clear).toBe(2);
});

test.each([
  "",
  "{",
  "[]",
  "7",
  '[{"id":"000"}]',
  '[null, "x"]',
  '[{"event":"other","id":"000","onset_minus_pred":null}]',
])("a qc.json of %s tells nothing, and every P counts as clear", (text) => {
  expect(floor(stream([near, middle, far]), text).clear).toBe(3);
});

test("where no P is clear, all are used and none is counted", () => {
  const { clear, receivedMs } = floor(stream([near, middle]), '[{"id":"000","onset_minus_pred":null}]');
  expect([clear, receivedMs.length]).toEqual([0, 2]);
});
