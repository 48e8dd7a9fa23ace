// Small pieces that panels are made of: titled blocks, facts, chips, cells.
import { type Child, h } from "./dom.ts";

export const chip = (text: string, status?: string) => h("span", { class: "chip", "data-status": status }, text);

export const fact = (name: string, value: Child, note?: string) =>
  h("div", {}, h("dt", {}, name), h("dd", {}, value, note !== undefined && h("small", {}, ` ${note}`)));

export const block = (title: string, note: string, ...children: readonly Child[]) =>
  h("section", { class: "block" }, h("h3", {}, title, note !== "" && h("span", { class: "count" }, note)), ...children);

export const cell = (content: Child, className = "") => h("td", { class: className }, content);
export const number = (content: Child) => cell(content, "number");

/** Titles that begin with ">" stand over numbers; one that is empty stands over nothing and is no title. */
export function columnHead(title: string): HTMLElement {
  if (title === "") return h("td");
  return h("th", { scope: "col", class: title.startsWith(">") ? "number" : "" }, title.replace(">", ""));
}

export function tableOf(titles: readonly string[], rows: readonly HTMLElement[], className = ""): HTMLElement {
  const heads = titles.map(columnHead);
  const head = heads.length > 0 && h("thead", {}, h("tr", {}, ...heads));
  return h("table", { class: className }, head, h("tbody", {}, ...rows));
}

/** A table in a box that scrolls by itself. */
export function scrolled(name: string, titles: readonly string[], rows: readonly HTMLElement[]): HTMLElement {
  const attributes = { class: "scroll", "data-scroll": name, tabindex: "0", "aria-label": name };
  return h("section", attributes, tableOf(titles, rows));
}
