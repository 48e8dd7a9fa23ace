// Places that are told over MQTT, as the operator lists them: `home:19.43,-99.13; school:19.40,-99.17`.
import { BadConfig } from "../../../shared/runtime/config.ts";

export interface NamedPlace {
  /** Part of a topic: letters, digits, `_` and `-`. */
  readonly name: string;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

const MOST_PLACES = 100;
const PLACE = /^([\w-]{1,40}):(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/;

/** @throws BadConfig that names the entry at fault. */
export function parsePlaces(text: string): readonly NamedPlace[] {
  const entries = text.split(";").map((entry) => entry.replaceAll(/\s/g, ""));
  const places = entries.filter((entry) => entry !== "").map(parsePlace);
  if (places.length > MOST_PLACES)
    throw new BadConfig(`ALARM_MQTT_PLACES: ${places.length}, want at most ${MOST_PLACES}`);
  const twice = places.find(({ name }, i) => places.findIndex((other) => other.name === name) < i);
  if (twice !== undefined) throw new BadConfig(`ALARM_MQTT_PLACES: "${twice.name}" is there twice`);
  return places;
}

function parsePlace(entry: string): NamedPlace {
  const [, name = "", latitude, longitude] = PLACE.exec(entry) ?? [];
  const [latitudeDeg, longitudeDeg] = [Number(latitude), Number(longitude)];
  if (name === "" || Math.abs(latitudeDeg) > 90 || Math.abs(longitudeDeg) > 180) {
    throw new BadConfig(`ALARM_MQTT_PLACES: got "${entry.slice(0, 60)}", want name:latitude,longitude`);
  }
  return { name, latitudeDeg, longitudeDeg };
}
