// What a bench says: tables for people, or one JSON object with the machine it ran on; progress goes to standard error.
import { cpus, loadavg } from "node:os";

export interface Table {
  readonly title: string;
  readonly rows: readonly Readonly<Record<string, string | number>>[];
}

export interface Told {
  readonly results: object;
  readonly tables: readonly Table[];
}

export function machine() {
  const all = cpus();
  return {
    node: process.versions.node,
    cores: all.length,
    cpu: all[0]?.model ?? "",
    loadAverage: loadavg().map((load) => Number(load.toFixed(2))),
  };
}

export function tell(bench: string, { results, tables }: Told): void {
  if (process.argv.includes("--json")) {
    process.stdout.write(`${JSON.stringify({ bench, machine: machine(), results })}\n`);
    return;
  }
  for (const { title, rows } of tables) process.stdout.write(`\n${title}\n${textOf(rows)}\n`);
  const { cores, node, loadAverage } = machine();
  process.stdout.write(`(${cores} cores, Node ${node}, load ${loadAverage.join(" ")})\n`);
}

export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A Markdown table. */
function textOf(rows: Table["rows"]): string {
  const names = [...new Set(rows.flatMap(Object.keys))];
  const lines = [names, names.map(() => "---"), ...rows.map((row) => names.map((name) => String(row[name] ?? "")))];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
