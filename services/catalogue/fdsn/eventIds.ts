// How an event is called outside: our own by its eventId, an imported one by its catalogue and its id there.
import { publicIdsOf } from "../../../shared/contracts/quakeml.ts";

export interface EventIds {
  readonly own: readonly string[];
  readonly imported: readonly { readonly source: string; readonly id: string }[];
}

/** "SSN:20180216233939"; what is our own has no catalogue before it. */
export function eventIdOf({ source, id }: { readonly source: string; readonly id: string }): string {
  return source === "" ? id : `${source}:${id}`;
}

/** As QuakeML calls it. */
export function publicIdParts({ source, id }: { readonly source: string; readonly id: string }): readonly string[] {
  return source === "" ? ["event", id] : ["past", source, id];
}

/** Whatever a text may mean: one id or several with commas, an EventID or a publicID; ids may hold commas and colons. */
export function eventIdsOf(text: string, agency: string): EventIds {
  const own = new Set<string>();
  const imported = new Map<string, { source: string; id: string }>();
  const add = (source: string, id: string) => imported.set(JSON.stringify([source, id]), { source, id });
  for (const item of new Set([text, ...text.split(",")])) {
    own.add(item);
    for (let colon = item.indexOf(":"); colon >= 0; colon = item.indexOf(":", colon + 1)) {
      add(item.slice(0, colon), item.slice(colon + 1));
    }
    const [kind, first, second] = partsOf(item, agency);
    if (kind === "event" && first !== undefined) own.add(first);
    if (kind === "past" && first !== undefined && second !== undefined) add(first, second);
  }
  return { own: [...own], imported: [...imported.values()] };
}

function partsOf(publicId: string, agency: string): readonly string[] {
  const prefix = publicIdsOf(agency)("");
  return publicId.startsWith(prefix) ? publicId.slice(prefix.length).split("/").map(untokened) : [];
}

/** Undoes `tokenOf`. */
function untokened(token: string): string {
  return token.replaceAll(/(?:~[\dA-F]{2})+/g, (hex) => Buffer.from(hex.replaceAll("~", ""), "hex").toString("utf8"));
}
