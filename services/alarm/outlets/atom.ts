// The newest CAP messages as an Atom feed [RFC 4287], with CAP's own words beside each entry as weather services have them.
import { createHash } from "node:crypto";
import type { Mode } from "../../../shared/contracts/mode.ts";
import { type Content, formatXml, type Markup, tag } from "../../../shared/contracts/xml.ts";
import { CAP_NAMESPACE } from "./cap.ts";
import { type CapMessage, parseCap } from "./capMessage.ts";
import type { StoredCap } from "./capRepository.ts";

export interface FeedOf {
  /** Newest first. */
  readonly messages: readonly StoredCap[];
  readonly sender: string;
  /** Of all messages, or of those of one mode. */
  readonly mode: Mode | undefined;
}

export const FEED_PATH = "/v1/cap.atom";

const MOST_KEPT = 200;

/** Keeps what it made of each message, since that never changes: a reader costs the alarms beside it next to nothing. */
export class AtomFeed {
  readonly #entries = new Map<string, Markup>();

  format({ messages, sender, mode }: FeedOf): string {
    const self = mode === undefined ? FEED_PATH : `${FEED_PATH}?mode=${mode}`;
    const updatedMs = messages[0]?.storedMs ?? 0;
    const content: Content[] = [
      tag("id", uuidUrn(`${sender} ${self}`)),
      tag("title", `Earthquake alarms of ${sender}${mode === undefined ? "" : `, ${mode} only`}`),
      tag("updated", iso(updatedMs)),
      tag("author", [tag("name", sender)]),
      tag("link", undefined, { rel: "self", type: "application/atom+xml", href: self }),
      messages.map((message) => this.#entryOf(message)),
    ];
    const namespaces = { xmlns: "http://www.w3.org/2005/Atom", "xmlns:cap": CAP_NAMESPACE };
    return formatXml(tag("feed", content.flat(), namespaces));
  }

  #entryOf(message: StoredCap): Markup {
    const entry = this.#entries.get(message.identifier) ?? entryOf(message);
    this.#entries.set(message.identifier, entry);
    if (this.#entries.size > MOST_KEPT) this.#entries.delete(this.#entries.keys().next().value ?? "");
    return entry;
  }
}

function entryOf({ identifier, mode, xml, storedMs }: StoredCap): Markup {
  const message = parseCap(firstLanguageOf(xml));
  const [info] = message.infos;
  return tag("entry", [
    tag("id", uuidUrn(`${message.sender} ${identifier}`)),
    tag("title", `${mark(message, mode)}${info?.headline ?? identifier}`),
    tag("updated", iso(storedMs)),
    tag("published", iso(Date.parse(message.sent))),
    tag("summary", info?.description ?? ""),
    tag("category", undefined, { term: message.status, scheme: `${CAP_NAMESPACE}:status` }),
    tag("category", undefined, { term: mode, label: `mode ${mode}` }),
    tag("link", undefined, { rel: "alternate", type: "application/cap+xml", href: `/v1/cap/${identifier}` }),
    tag("cap:status", message.status),
    tag("cap:msgType", message.msgType),
    tag("cap:urgency", info?.urgency),
    tag("cap:severity", info?.severity),
    tag("cap:certainty", info?.certainty),
    tag("cap:expires", info?.expires),
    ...(info?.areas ?? []).map(({ areaDesc }) => tag("cap:areaDesc", areaDesc)),
  ]);
}

/** English comes first, and the others need not be read for it. */
function firstLanguageOf(xml: string): string {
  const [first = xml] = xml.split("</info>", 1);
  return first === xml ? xml : `${first}</info></alert>`;
}

/** What a reader sees who sees nothing but titles. */
function mark({ status, msgType }: CapMessage, mode: Mode): string {
  const world = status === "Actual" ? "" : `[${status}${mode === "live" ? "" : `: ${mode}`}] `;
  return msgType === "Cancel" ? `${world}[Cancel] ` : world;
}

/** A name made of content, for good [RFC 9562 §5.8]. */
function uuidUrn(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `urn:uuid:${[0, 8, 12, 16, 20].map((from, at) => hex.slice(from, [8, 12, 16, 20, 32][at])).join("-")}`;
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
