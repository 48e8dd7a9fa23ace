// How to see an earthquake now, for who has none to look at: with a click, or in a terminal.
import { formatRoute } from "../app/router.ts";
import type { Texts } from "../i18n/language.ts";
import { h } from "./dom.ts";

export function startDrill({ startDrill: words }: Texts): HTMLElement {
  const href = formatRoute({ view: "operations", id: "drills" });
  return h(
    "p",
    { class: "start-drill" },
    h("a", { href }, words.link),
    h("span", { class: "quiet" }, `${words.terminal} `, h("code", {}, "npm run drill")),
  );
}
