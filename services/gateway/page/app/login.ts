// Asks for the API token, where the gateway wants one.

import type { Texts } from "../i18n/language.ts";
import { byId, h } from "../parts/dom.ts";

export async function askToken({ login }: Texts): Promise<string> {
  const dialog = byId("login");
  if (!(dialog instanceof HTMLDialogElement)) throw new Error("#login is no dialog");
  const token = h("input", { type: "password", autocomplete: "current-password", required: true });
  dialog.replaceChildren(
    h(
      "form",
      { method: "dialog" },
      h("h2", {}, login.title),
      h("p", {}, login.text),
      h("label", {}, `${login.token} `, token),
      h("button", { type: "submit", class: "main" }, login.open),
    ),
  );
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return token.value;
}
