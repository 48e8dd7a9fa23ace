// What is remarkable about a station, in one line: why it is not trusted, or what is wrong with a part of it.
import type { StationView } from "../../view.ts";
import type { Texts } from "../i18n/language.ts";
import { remark } from "../parts/stationTable.ts";
import { toldText } from "../parts/toldWords.ts";

export function remarkOn(station: StationView, texts: Texts): string {
  const { health } = station;
  // Of one that is trusted the decoder's reason concerns a part of it.
  const ofPart = health?.state === "ok" ? toldText(health.reason, texts) : "";
  return [ofPart, remark(station, texts)].filter(Boolean).join("; ");
}
