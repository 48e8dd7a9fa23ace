// What people who see, hear or move otherwise run into: the rules of WCAG 2.2 A and AA that a machine can check, and good practice
// beside them (axe-core).
import { source } from "axe-core";
import type { Page } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

declare global {
  /** In the page. */
  var axe: typeof import("axe-core");
}

/** Sentences, one a fault; none where there is nothing to find. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(source);
  const { violations } = await page.evaluate(
    (values) => globalThis.axe.run({ runOnly: { type: "tag", values } }),
    RULES,
  );
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${help}: ${html.slice(0, 120)} [${id}]`));
}
