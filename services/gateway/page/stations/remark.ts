// What is remarkable about a station, in one line: why it is not trusted, or what is wrong with a part of it.
import type { StationView } from "../../view.ts";
import type { Texts } from "../i18n/language.ts";
import { remark } from "../parts/stationRemark.ts";
import { joined, type Piece, piecesOf, textOf } from "../parts/toldWords.ts";

export function remarkPieces(station: StationView, texts: Texts): readonly Piece[] {
  const { health } = station;
  // Of one that is trusted the decoder's reason concerns a part of it.
  const ofPart = health?.state === "ok" ? piecesOf(health.reason, texts) : [];
  return joined("; ", [ofPart, remark(station, texts)]);
}

export const remarkOn = (station: StationView, texts: Texts) => textOf(remarkPieces(station, texts));
