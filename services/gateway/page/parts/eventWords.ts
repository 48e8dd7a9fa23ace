// An event in the words of the page's language: the gateway's own titles are English.
import type { Place } from "../../../../shared/seismo/geodesy.ts";
import type { EventView } from "../../view.ts";
import { isUnreal } from "../app/modes.ts";
import { newestOf } from "../app/state.ts";
import type { Texts } from "../i18n/language.ts";

const ENGLISH = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split(" ");

/** "DRILL: M 5.3, 28 km SW of …", loud where it was withdrawn. */
export function titleOf(event: EventView, texts: Texts): string {
  const { magnitude, status } = newestOf(event);
  const withdrawn = status === "cancelled" ? `${texts.cancelled}: ` : "";
  return `${firstWord(event, texts)}${withdrawn}M ${magnitude.value.toFixed(1)}, ${placeWords(event, texts)}`;
}

/** The world's word before every text; "" for what is real. */
export function firstWord({ mode }: Pick<EventView, "mode">, texts: Texts): string {
  return isUnreal(mode) ? `${texts.mode[mode].word}: ` : "";
}

/** "28 km SW of Petatlán"; what the catalogue says in other ways stands as it says it. */
export function placeWords(event: EventView, texts: Texts): string {
  const { latitudeDeg, longitudeDeg } = newestOf(event).origin;
  const place = event.context?.place;
  if (place === undefined || place === null || place === "")
    return texts.at(coordinates({ latitudeDeg, longitudeDeg }, texts));
  return placeSaid(place, texts);
}

/** What the catalogue calls a place, "28 km SW of Petatlán". */
export function placeSaid(place: string, texts: Texts): string {
  const [, distance = "", direction = "", town = ""] = /^(\d+ km) ([NSEW]{1,3}) of (.+)$/.exec(place) ?? [];
  const translated = texts.directions.split(" ")[ENGLISH.indexOf(direction)];
  return translated === undefined ? place : texts.placeOf(distance, translated, town);
}

export function coordinates({ latitudeDeg, longitudeDeg }: Place, { directions }: Texts): string {
  const half = (degrees: number, positive: string, negative: string) => {
    const direction = directions.split(" ")[ENGLISH.indexOf(degrees < 0 ? negative : positive)] ?? "";
    return `${Math.abs(degrees).toFixed(2)}° ${direction}`;
  };
  return `${half(latitudeDeg, "N", "S")}, ${half(longitudeDeg, "E", "W")}`;
}
