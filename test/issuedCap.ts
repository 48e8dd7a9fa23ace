// All CAP messages that a running system has issued, as anybody can read them, held against the schema and the twelve rules.
import { type CapMessage, parseCap } from "../services/alarm/outlets/capMessage.ts";
import { faultsOfCap } from "../services/alarm/outlets/capRules.ts";
import { entryOf, listOf, parseXml, textOf } from "../shared/contracts/xmlElement.ts";
import { noSharedData } from "./sharedData.ts";
import { faultsOfXsd } from "./xsd.ts";

export interface IssuedCap {
  /** In the order they were issued. */
  readonly messages: readonly string[];
  readonly titles: readonly string[];
  /** Of each message, and of each with all before it about the same event. */
  readonly faults: readonly string[];
}

/** @param url of the alarm service's interface */
export async function issuedCap(url: string): Promise<IssuedCap> {
  const feed = parseXml(await read(`${url}/v1/cap.atom`), { root: "feed", called: "Atom" });
  const entries = [...listOf(feed, "entry")].reverse();
  const links = entries.map((entry) => textOf(entryOf(entry, "link"), "@href"));
  const messages = await Promise.all(links.map((link) => read(url + link)));
  const titles = entries.map((entry) => textOf(entry, "title"));
  const parsed = messages.map(parseCap);
  const earlierThan = (one: CapMessage) =>
    messages.filter((_, at) => parsed[at]?.incidents === one.incidents && versionOf(parsed[at]) < versionOf(one));
  const faults = messages.flatMap((xml) => faultsOfCap(xml, earlierThan(parseCap(xml))));
  const bySchema = noSharedData || messages.length === 0 ? [] : await faultsOfXsd("cap", messages);
  return { messages, titles, faults: [...faults, ...bySchema] };
}

function versionOf(message: CapMessage | undefined): number {
  return Number(message?.infos[0]?.parameters.get("version"));
}

async function read(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.text();
}
