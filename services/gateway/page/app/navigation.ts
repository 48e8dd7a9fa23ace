// The way from view to view: links, and keys for hands that stay on the keyboard.
import { byId, h, icon } from "../parts/dom.ts";
import { formatRoute, type Route, VIEWS, type ViewName } from "./router.ts";
import type { ViewContext } from "./viewContext.ts";

const DRAWINGS: Readonly<Record<ViewName, string>> = {
  map: "M3 6l6-2.5 6 2.5 6-2.5v14.5l-6 2.5-6-2.5-6 2.5zM9 3.5v15M15 6v14.5",
  stations:
    "M12 9.5a2.5 2.5 0 1 0 .01 0zM12 14.5V21M7 17a7 7 0 0 1 0-10M17 7a7 7 0 0 1 0 10" +
    "M4 20a11.5 11.5 0 0 1 0-16M20 4a11.5 11.5 0 0 1 0 16",
  events: "M2 12h4l2.5-7 4 14 3-10 1.5 3h5",
  operations: "M4 19V10M10 19V5M16 19v-7M22 19H2M20 8l-4-4-4 4",
  help: "M9.2 9a3 3 0 1 1 4.3 2.7c-1 .5-1.5 1.1-1.5 2.3M12 17.5v.1M12 2.5a9.5 9.5 0 1 0 .01 0z",
};
const KEYS: Readonly<Record<string, ViewName>> = { m: "map", s: "stations", e: "events", o: "operations", h: "help" };
/** The second of two keys must come within this. */
const TOGETHER_MS = 1500;

export function drawNavigation({ texts }: ViewContext, route: Route): void {
  const nav = byId("nav");
  nav.setAttribute("aria-label", texts.nav.label);
  nav.replaceChildren(
    ...VIEWS.map((view) => {
      const current = view === route.view ? "page" : undefined;
      return h(
        "a",
        { href: formatRoute({ view }), "aria-current": current },
        icon(DRAWINGS[view], "", 24),
        texts.nav[view],
      );
    }),
  );
}

export function listenToKeys(go: ViewContext["go"]): void {
  let startedMs = 0;
  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    if (isTyping || ctrlKey || metaKey || altKey || document.querySelector("dialog[open]") !== null) return;
    if (key === "?") return go({ view: "help" });
    const view = event.timeStamp - startedMs < TOGETHER_MS ? KEYS[key] : undefined;
    startedMs = key === "g" ? event.timeStamp : 0;
    if (view !== undefined) go({ view });
  });
}
