// What the tabs of the operations view share: what they are, and how they say that something is missing or refused.

import type { Answer } from "../app/ask.ts";
import { askToken } from "../app/login.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { type Child, h } from "../parts/dom.ts";
import { toldIn } from "../parts/told.ts";

export interface Tab {
  mount(root: HTMLElement, context: ViewContext): void;
  /** After news of the live stream and choices. */
  update?(): void;
  unmount(): void;
}

export function card(title: string, note: string, ...content: readonly Child[]): HTMLElement {
  const heading = h("h2", {}, title, h("span", { class: "count" }, note));
  const section = h("section", { class: "card", "aria-label": title }, heading, ...content);
  scrolling.observe(section);
  return section;
}

/** Who has no mouse must reach what scrolls, and should not stop at what does not. */
const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});

type Refused = Extract<Answer<unknown>, { kind: "refused" }>;

export const refusalWords = ({ status, message }: Refused, { texts }: ViewContext) =>
  status === 0 ? [texts.operations.noAnswer] : toldIn(message, texts);

/** Why there is nothing to see, and a way to give a token where that would help. */
export function refusal(refused: Refused, context: ViewContext, retry: () => void): HTMLElement {
  const { texts } = context;
  const mayHelp = refused.status === 401 || refused.status === 403;
  const give = async () => {
    const token = await askToken(texts);
    if (token !== "") sessionStorage.setItem("token", token);
    retry();
  };
  return h(
    "div",
    { class: "hint refusal", role: "status" },
    h("p", {}, ...refusalWords(refused, context)),
    mayHelp &&
      h("button", { type: "button", id: "give-token", onclick: () => void give() }, texts.operations.giveToken),
  );
}

export const waiting = ({ texts }: ViewContext) => h("p", { class: "hint" }, texts.operations.asking);
