// USGS GeoJSON (earthquake.usgs.gov/earthquakes/feed/v1.0/geojson.php), cut into its features as the text comes in.
import { BadField, type EventTexts, eventOf, isEarthquake, parsedBy, type Text, withoutSource } from "./field.ts";
import type { Found, Reader, ReadOptions } from "./format.ts";

const FEATURES = /"features"\s*:\s*\[/;
/** A feature of the detail feed has 100 kB; what is longer than this is no list of earthquakes. */
const MOST_CHARACTERS = 16_000_000;

const [NEWLINE, QUOTE, BACKSLASH, OPEN, CLOSE, END] = [10, 34, 92, 123, 125, 93];

export class GeojsonReader implements Reader {
  readonly #options: ReadOptions;
  #text = "";
  #isInside = false;
  #isOver = false;
  /** How far the text has been looked at, and the state there. */
  #at = 0;
  #line = 1;
  #depth = 0;
  #isString = false;
  #start = 0;
  #startLine = 1;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  push(text: string): Found[] {
    if (this.#isOver) return [];
    this.#text += text;
    if (!this.#isInside && !this.#enter()) return [];
    const found = this.#scan().map(({ line, text }) => ({ line, parsed: featureOf(text, this.#options) }));
    const done = this.#depth > 0 ? this.#start : this.#at;
    this.#text = this.#text.slice(done);
    this.#at -= done;
    this.#start = 0;
    this.#limit();
    return found;
  }

  end(): Found[] {
    if (!this.#isInside) throw new Error('no "features", want a GeoJSON FeatureCollection');
    if (this.#isOver) return [];
    const fault = { field: "features", value: this.#text.slice(-40), reason: "the file ends here, want ]" };
    return [{ line: this.#line, parsed: { kind: "fault", fault } }];
  }

  #enter(): boolean {
    const opening = FEATURES.exec(this.#text);
    if (opening === null) {
      this.#limit();
      return false;
    }
    this.#isInside = true;
    this.#at = opening.index + opening[0].length;
    this.#line += this.#text.slice(0, this.#at).split("\n").length - 1;
    return true;
  }

  #limit(): void {
    if (this.#text.length <= MOST_CHARACTERS) return;
    throw new Error(`line ${this.#line}: a feature of more than ${MOST_CHARACTERS} characters`);
  }

  #scan(): { readonly line: number; readonly text: string }[] {
    const [text, whole] = [this.#text, []] as [string, { line: number; text: string }[]];
    let [at, line, depth, isString] = [this.#at, this.#line, this.#depth, this.#isString];
    for (; at < text.length && !this.#isOver; at += 1) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE) line += 1;
      else if (isString) {
        // An escape that the piece cuts in two waits for the next one.
        if (code === BACKSLASH && at + 1 === text.length) break;
        if (code === BACKSLASH) at += 1;
        else if (code === QUOTE) isString = false;
      } else if (code === QUOTE) isString = true;
      else if (code === OPEN) {
        if (depth === 0) [this.#start, this.#startLine] = [at, line];
        depth += 1;
      } else if (code === CLOSE && depth > 0) {
        depth -= 1;
        if (depth === 0) whole.push({ line: this.#startLine, text: text.slice(this.#start, at + 1) });
      } else if (code === END && depth === 0) this.#isOver = true;
    }
    [this.#at, this.#line, this.#depth, this.#isString] = [at, line, depth, isString];
    return whole;
  }
}

function featureOf(text: string, options: ReadOptions) {
  return parsedBy(() => {
    const feature = objectOf(text);
    const properties = entry(feature, "properties");
    const type = textAt(properties, "type").value;
    if (!isEarthquake(type)) return type;
    if (textAt(properties, "status").value === "deleted") return "deleted";
    return eventOf(textsOf(feature, options));
  });
}

function textsOf(feature: unknown, { source, otherwise }: ReadOptions): EventTexts {
  const properties = entry(feature, "properties");
  const coordinates = entry(entry(feature, "geometry"), "coordinates");
  const network = textAt(properties, "net").value;
  return {
    source: { field: "properties.net", value: source || network || otherwise },
    id: withoutSource(textAt(feature, "id"), network),
    time: timeAt(properties, "time"),
    longitude: { ...textAt(coordinates, "0"), field: "coordinates[0]" },
    latitude: { ...textAt(coordinates, "1"), field: "coordinates[1]" },
    depth: { ...textAt(coordinates, "2"), field: "coordinates[2]" },
    magnitude: textAt(properties, "mag"),
    magnitudeType: textAt(properties, "magType").value,
    place: textAt(properties, "place").value,
    updated: timeAt(properties, "updated"),
  };
}

function objectOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadField("feature", text, "is no JSON");
  }
}

function entry(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, name) ? Reflect.get(of, name) : undefined;
}

/** A number or a text as text; "" for null and for what is not there. */
function textAt(of: unknown, name: string): Text {
  const value = entry(of, name);
  const isPlain = typeof value === "string" || typeof value === "number";
  return { field: name, value: isPlain ? String(value).trim() : value == null ? "" : JSON.stringify(value) };
}

/** Epoch milliseconds here; some servers write ISO 8601. */
function timeAt(of: unknown, name: string): Text {
  const value = entry(of, name);
  const isTime = typeof value === "number" && Math.abs(value) < 8.64e15;
  return isTime ? { field: name, value: new Date(Math.round(value)).toISOString() } : textAt(of, name);
}
