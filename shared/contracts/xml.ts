// XML as it is written: elements, attributes, escaped text [XML 1.0 §2.2, §2.4]. What XML cannot say is left out.

/** A piece of XML, made only here: text can never become markup by mistake. */
export interface Markup {
  readonly markup: string;
}
/** Undefined is nothing: an element or attribute that is left out. */
export type Content = Markup | string | number | undefined | readonly Content[];
export type Attributes = Readonly<Record<string, string | number | undefined>>;

export function tag(name: string, content?: Content, attributes: Attributes = {}): Markup {
  const inner = markupOf(content);
  const start = `${name}${attributesOf(attributes)}`;
  return { markup: inner === "" ? `<${start}/>` : `<${start}>${inner}</${name}>` };
}

export function formatXml(root: Markup): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.markup}\n`;
}

/**
 * A name that any standard takes as (part of) an identifier: letters, digits and -_.~ of ASCII. Different texts stay
 * different: what is not one of them is `~` and its UTF-8 bytes in hexadecimal.
 */
export function tokenOf(text: string): string {
  const unpaired = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
  return text.replaceAll(unpaired, "\uFFFD").replaceAll(/[^\w.-]/gu, hexOf);
}

function hexOf(character: string): string {
  const bytes = [...Buffer.from(character, "utf8")];
  return bytes.map((byte) => `~${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

function markupOf(content: Content): string {
  if (content === undefined) return "";
  if (typeof content === "string" || typeof content === "number") return escaped(String(content));
  if ("markup" in content) return content.markup;
  const parts = content.map(markupOf).filter((part) => part !== "");
  return parts.length === 0 ? "" : `\n${parts.join("\n")}\n`;
}

function attributesOf(attributes: Attributes): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) => (value === undefined ? [] : [` ${name}="${escaped(String(value))}"`]))
    .join("");
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return allowed(text).replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

/** Control characters, halves of surrogate pairs and U+FFFE/F are in no XML document, not even escaped. */
function allowed(text: string): string {
  return text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "");
}
