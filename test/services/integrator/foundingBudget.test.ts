// In a storm of triggers the integrator keeps its time: clear picks are tried first, and the budget grows with data time alone.
import { expect, test } from "vitest";
import { FoundingBudget } from "../../../services/integrator/foundingBudget.ts";

const takenOf = (budget: FoundingBudget, { snr, count, atMs }: { snr: number; count: number; atMs: number }) =>
  Array.from({ length: count }, () => budget.takes(snr, atMs)).filter(Boolean).length;

test("a burst of clear picks is tried, and when it goes on twenty a second", () => {
  const budget = new FoundingBudget();
  expect(takenOf(budget, { snr: 20, count: 100, atMs: 0 })).toBe(40);
  expect(takenOf(budget, { snr: 20, count: 100, atMs: 1000 })).toBe(20);
  expect(takenOf(budget, { snr: 20, count: 100, atMs: 1500 })).toBe(10);
});

test("faint picks never take what a clear one needs", () => {
  const budget = new FoundingBudget();
  expect(takenOf(budget, { snr: 3, count: 100, atMs: 0 })).toBe(21);
  expect(takenOf(budget, { snr: 20, count: 100, atMs: 0 })).toBe(19);
});

test("a data clock that stands still, or goes back, gives nothing", () => {
  const budget = new FoundingBudget();
  takenOf(budget, { snr: 20, count: 100, atMs: 5000 });
  expect(takenOf(budget, { snr: 20, count: 100, atMs: 5000 })).toBe(0);
  expect(takenOf(budget, { snr: 20, count: 100, atMs: 1000 })).toBe(0);
});
