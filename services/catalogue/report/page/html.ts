// Markup as a tagged template: whatever is put in is escaped unless it is markup itself; well-formed as XML too.

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Put = string | number | Markup | readonly Markup[] | undefined;

export function html(pieces: TemplateStringsArray, ...values: readonly Put[]): Markup {
  return new Markup(pieces.map((piece, n) => piece + (n < values.length ? textOf(values[n]) : "")).join(""));
}

function textOf(value: Put): string {
  if (value === undefined) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(({ text }) => text).join("");
  return escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that XML forbids become a mark that something was there. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
