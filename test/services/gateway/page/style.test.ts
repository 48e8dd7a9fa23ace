// The style sheets are one cascade: a class that two of them lay out would look as the last one says, in every view.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const FOLDER = join(import.meta.dirname, "../../../../services/gateway/page/style");

test("no class is laid out by two sheets", () => {
  const sheets = readdirSync(FOLDER).filter((name) => name.endsWith(".css"));
  expect(sheets.length).toBeGreaterThan(5);
  const owners = Map.groupBy(
    sheets.flatMap((sheet) => [...new Set(classesOf(sheet))].map((name) => ({ name, sheet }))),
    ({ name }) => name,
  );
  const shared = [...owners.values()].filter(({ length }) => length > 1);
  expect(shared.map((those) => those.map(({ name, sheet }) => `${name} in ${sheet}`))).toEqual([]);
});

/** Classes that are the whole selector of a rule; not in `@media`, where a sheet may place what another lays out. */
function classesOf(sheet: string): readonly string[] {
  const text = readFileSync(join(FOLDER, sheet), "utf8").replace(/\/\*.*?\*\//gs, "");
  const outside = text.replace(/@[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, "");
  return [...outside.matchAll(/([^{}]+)\{[^{}]*\}/g)].flatMap(([, selectors = ""]) =>
    selectors
      .split(/,(?![^(]*\))/)
      .map((selector) => selector.trim())
      .filter((selector) => /^\.[\w-]+$/.test(selector)),
  );
}
