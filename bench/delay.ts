// Delay of the software: from the receipt of the packet that decided to the webhook's receipt, recordings at ten times
// their rhythm, everything in one process: `node bench/delay.ts [event …]`.
import { ring } from "../test/records/ring.ts";

const EVENTS = ["mx20171215_m46", "mx20171225_m50", "mx20180129_m46", "mx20200130_m53", "us20190706_ridgecrest_m71"];
const SPEED = 10;

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const all: number[] = [];
const table: Record<string, unknown>[] = [];
for (const id of wanted.length > 0 ? wanted : EVENTS) {
  const { lines, summary } = await ring(id, { speed: SPEED });
  const delays = lines.flatMap(({ delayMs }) => delayMs ?? []);
  all.push(...delays);
  table.push({
    event: id,
    webhooks: lines.length,
    firstMs: delays[0],
    p50Ms: quantile(delays, 0.5),
    maxMs: Math.max(...delays),
    firstAlertS: summary.firstAlertSecondsAfterFirstP,
  });
}
console.table(table);
console.log(
  `${all.length} webhooks: p50 ${quantile(all, 0.5)} ms, p95 ${quantile(all, 0.95)} ms, max ${Math.max(...all)} ms`,
);

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
}
