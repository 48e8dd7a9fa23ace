// QuakeML 1.2 Basic Event Description, cut into its events as the text comes in: preferred origin, preferred magnitude.
// Depths are in metres here [QuakeML 1.2 §3.3].
import { Malformed } from "../../../shared/contracts/topic.ts";
import { listOf, parseXml, textOf } from "../../../shared/contracts/xmlElement.ts";
import { BadField, type EventTexts, eventOf, isEarthquake, parsedBy, type Text, withoutSource } from "./field.ts";
import type { Found, Reader, ReadOptions } from "./format.ts";

const OPENING = /<!--|<((?:[\w.-]+:)?)event(?=[\s>])/;
const ROOT = /<(?:[\w.-]+:)?(?:quakeml|eventParameters)[\s>]/;
/** One event with all its picks; the largest that networks publish have some megabytes. */
export const MOST_CHARACTERS = 16_000_000;
/** What is of no use here and makes up nearly all of an event. */
const UNREAD = ["arrival", "pick", "amplitude", "stationMagnitude", "stationMagnitudeContribution", "focalMechanism"];
const WANTED = { root: "event", called: "QuakeML", unread: UNREAD.map((name) => `..${name}`) };

export class QuakemlReader implements Reader {
  readonly #options: ReadOptions;
  #text = "";
  #line = 1;
  /** What ends the event or comment that the text begins with; "" between them. */
  #ending = "";
  #searched = 0;
  #isQuakeml = false;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  push(text: string): Found[] {
    this.#text += text;
    const found: Found[] = [];
    while (this.#ending === "" ? this.#open() : this.#close(found));
    if (this.#text.length > MOST_CHARACTERS) {
      throw new Error(`line ${this.#line}: an event of more than ${MOST_CHARACTERS} characters`);
    }
    return found;
  }

  end(): Found[] {
    if (!this.#isQuakeml) throw new Error("no eventParameters, want QuakeML 1.2");
    if (this.#ending === "") return [];
    const fault = { field: "event", value: this.#text, reason: `the file ends here, want ${this.#ending}` };
    return [{ line: this.#line, parsed: parsedBy(() => raise(fault)) }];
  }

  #open(): boolean {
    const opening = OPENING.exec(this.#text);
    // Without an opening all may go but the last characters, where one may begin.
    const before = this.#text.slice(0, opening?.index ?? Math.max(0, this.#text.length - 100));
    this.#check(opening === null ? this.#text : before);
    this.#drop(before.length);
    if (opening === null) return false;
    this.#ending = opening[0] === "<!--" ? "-->" : `</${opening[1]}event>`;
    this.#searched = opening[0].length;
    return true;
  }

  #close(found: Found[]): boolean {
    const ending = this.#ending;
    const at = this.#text.indexOf(ending, this.#searched);
    if (at < 0) {
      this.#searched = Math.max(this.#searched, this.#text.length - ending.length);
      return false;
    }
    const text = this.#text.slice(0, at + ending.length);
    const line = this.#line;
    if (ending !== "-->") found.push({ line, parsed: parsedBy(() => pastEventOf(text, this.#options)) });
    this.#drop(text.length);
    this.#ending = "";
    return true;
  }

  #check(text: string): void {
    if (/<!(DOCTYPE|ENTITY)/i.test(text))
      throw new Error(`line ${this.#line}: a DOCTYPE, want QuakeML, which has none`);
    this.#isQuakeml ||= ROOT.test(text);
  }

  #drop(length: number): void {
    for (let at = this.#text.indexOf("\n"); at >= 0 && at < length; at = this.#text.indexOf("\n", at + 1)) {
      this.#line += 1;
    }
    this.#text = this.#text.slice(length);
  }
}

function raise({ field, value, reason }: { field: string; value: string; reason: string }): never {
  throw new BadField(field, value, reason);
}

function pastEventOf(text: string, options: ReadOptions) {
  const event = elementOf(text);
  const type = textOf(event, "type");
  if (!isEarthquake(type)) return type;
  const origin = preferred(event, "origin");
  if (origin === undefined) throw new BadField("origin", "", `want one in ${textOf(event, "@publicID")}`);
  if (textOf(origin, "evaluationStatus") === "rejected") return "rejected";
  return eventOf(textsOf(event, origin, options));
}

function elementOf(text: string): unknown {
  try {
    return parseXml(text, WANTED);
  } catch (error) {
    if (error instanceof Malformed) throw new BadField("event", text.slice(0, text.indexOf(">") + 1), error.message);
    throw error;
  }
}

function preferred(event: unknown, name: "origin" | "magnitude"): unknown {
  const all = listOf(event, name);
  const wanted = textOf(event, name === "origin" ? "preferredOriginID" : "preferredMagnitudeID");
  return all.find((one) => textOf(one, "@publicID") === wanted) ?? all[0];
}

function textsOf(event: unknown, origin: unknown, options: ReadOptions): EventTexts {
  const magnitude = preferred(event, "magnitude");
  return {
    ...namesOf(event, origin, options),
    time: value(origin, "time"),
    latitude: value(origin, "latitude"),
    longitude: value(origin, "longitude"),
    depth: { ...value(origin, "depth"), perUnit: 1000 },
    magnitude: value(magnitude, "mag"),
    magnitudeType: textOf(magnitude, "type"),
    place: placeOf(event),
    updated: { field: "creationTime", value: newest([event, origin, magnitude]) },
  };
}

function value(element: unknown, name: string): Text {
  return { field: name, value: textOf(listOf(element, name)[0], "value") };
}

/**
 * As the same server names it in its other formats: ComCat by its attributes, others by `eventid=` or by what follows
 * the authority [QuakeML 1.2 §3.1].
 */
function namesOf(event: unknown, origin: unknown, { source, otherwise }: ReadOptions): { source: Text; id: Text } {
  const publicId = textOf(event, "@publicID");
  const [network, code] = [textOf(event, "@eventsource"), textOf(event, "@eventid")];
  const [, authority = "", path = ""] = /^(?:smi|quakeml):([^/]+)\/(.*)$/.exec(publicId) ?? [];
  const [, asked = ""] = /[?&]eventid=([^&;]+)/i.exec(publicId) ?? [];
  const agencies = [event, origin].map((element) => textOf(listOf(element, "creationInfo")[0], "agencyID"));
  const agency = agencies.find((name) => name !== "");
  const id = code === "" ? asked || path.replace(/^event\//i, "") || publicId : `${network}${code}`;
  return {
    source: { field: "agencyID", value: source || network || agency || otherwise || authority },
    id: withoutSource({ field: "publicID", value: id }, agency ?? ""),
  };
}

function placeOf(event: unknown): string {
  const all = listOf(event, "description");
  const kinds = ["earthquake name", "region name", "Flinn-Engdahl region"];
  const [best] = kinds.flatMap((kind) => all.filter((one) => textOf(one, "type") === kind));
  return textOf(best ?? all[0], "text");
}

/** ISO 8601 in UTC sorts as text. */
function newest(elements: readonly unknown[]): string {
  const times = elements.map((element) => textOf(listOf(element, "creationInfo")[0], "creationTime"));
  return (
    times
      .filter((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*)?(Z|\+00:?00)?$/.test(time))
      .sort()
      .at(-1) ?? ""
  );
}
