// The rules an operator is woken by: well formed, and about metrics that exist.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const FILE = join(ROOT, "deploy/prometheus/rules.yml");
/** What Prometheus makes of a histogram by itself. */
const SUFFIX = /_(bucket|sum|count)$/;

interface Rule {
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Enough of YAML for this file: one field a line, a rule begins with `- alert:`. */
function rulesOf(text: string): readonly Rule[] {
  return text
    .split(/^ {6}- alert: /m)
    .slice(1)
    .map((block) => {
      const [name = "", ...lines] = block.split("\n");
      const fields = lines.map((line) => /^ +(\w+): ?(.*)$/.exec(line)).filter((match) => match !== null);
      return { name: name.trim(), fields: Object.fromEntries(fields.map(([, key, value]) => [key, value])) };
    });
}

function sourceText(): string {
  const paths = ["shared", "services"].flatMap((root) =>
    readdirSync(join(ROOT, root), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return paths.map((path) => readFileSync(path, "utf8")).join("\n");
}

const rules = rulesOf(readFileSync(FILE, "utf8"));
const metricsOf = (expr: string) => [...new Set(expr.match(/\beew_\w+/g))].map((name) => name.replace(SUFFIX, ""));

test("the alarm path has its alert, and others stand beside it", () => {
  expect(rules.map(({ name }) => name)).toContain("AlarmPathDown");
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  expect(rules.length).toBeGreaterThanOrEqual(4);
});

describe.each(rules.map((rule) => [rule.name, rule] as const))("%s", (_name, { fields }) => {
  test("has an expression, a severity and words for people", () => {
    expect(fields.severity).toMatch(/^(critical|warning)$/);
    for (const key of ["expr", "summary", "description"]) expect(fields[key], key).toMatch(/\S{3}/);
    const { expr = "" } = fields;
    expect(expr.split("(").length).toBe(expr.split(")").length);
    // A plain scalar of YAML must not begin or go on like something else.
    for (const value of Object.values(fields)) expect(value).toMatch(/^("[^"]*"|[^"'{[&*!|>%@`#][^#]*|)$/);
    for (const value of Object.values(fields)) if (!value.startsWith('"')) expect(value).not.toContain(": ");
  });

  test("asks for metrics that some service has", () => {
    const source = sourceText();
    const names = metricsOf(fields.expr ?? "");
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(source, name).toContain(`"${name}"`);
  });
});

const promtool = (() => {
  try {
    execFileSync("promtool", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!promtool)("Prometheus itself takes them", () => {
  expect(execFileSync("promtool", ["check", "rules", FILE]).toString()).toContain(`${rules.length} rules found`);
});
