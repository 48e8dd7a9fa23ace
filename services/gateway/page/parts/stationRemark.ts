// Why one should look twice at a station, in one line: what the decoder says of it, and whether it is heard at all.
import type { StationView } from "../../view.ts";
import type { Texts } from "../i18n/language.ts";
import { joined, ours, type Piece, piecesOf } from "./toldWords.ts";

export function remark({ health, state, lastSeenMs, connection }: StationView, texts: Texts): readonly Piece[] {
  const { stations } = texts;
  const parts: (readonly Piece[])[] = [];
  if (health !== null && health.state !== "ok") {
    parts.push(joined(": ", [[ours(stations[health.state])], piecesOf(health.reason, texts)]));
  }
  if (state === "silent") parts.push([ours(lastSeenMs === null ? stations.neverHeard : stations.goneQuiet)]);
  if (connection === "offline") parts.push([ours(stations.offline)]);
  else if (connection === "online" && state === "silent") parts.push([ours(stations.stillConnected)]);
  return joined("; ", parts);
}
