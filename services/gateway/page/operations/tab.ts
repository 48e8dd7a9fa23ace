// What the tabs of the operations view share: what they are, and how they say that something is missing or refused.
import { askToken } from "../app/login.ts";
import type { ViewContext } from "../app/viewContext.ts";
import { type Child, h } from "../parts/dom.ts";
import type { Answer } from "./ask.ts";

export interface Tab {
  mount(root: HTMLElement, context: ViewContext): void;
  /** After news of the live stream and choices. */
  update?(): void;
  unmount(): void;
}

export const card = (title: string, note: string, ...content: readonly Child[]) =>
  h(
    "section",
    { class: "card", tabindex: "0", "aria-label": title },
    h("h2", {}, title, h("span", { class: "count" }, note)),
    ...content,
  );

type Refused = Extract<Answer<unknown>, { kind: "refused" }>;

/** Why there is nothing to see, and a way to give a token where that would help. */
export function refusal(refused: Refused, { texts }: ViewContext, retry: () => void): HTMLElement {
  const { operations } = texts;
  const mayHelp = refused.status === 401 || refused.status === 403;
  const give = async () => {
    const token = await askToken(texts);
    if (token !== "") sessionStorage.setItem("token", token);
    retry();
  };
  const told = refused.status === 0 ? operations.noAnswer : refused.message;
  return h(
    "div",
    { class: "hint refusal", role: "status" },
    h("p", {}, told),
    mayHelp && h("button", { type: "button", id: "give-token", onclick: () => void give() }, operations.giveToken),
  );
}

export const waiting = ({ texts }: ViewContext) => h("p", { class: "hint" }, texts.operations.asking);
