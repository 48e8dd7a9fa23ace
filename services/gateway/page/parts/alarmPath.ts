// What the page says about the alarm path: how old its last heartbeat is, how long it took, and what to make of it.
import type { AlarmPathState } from "../../../../shared/runtime/alarmPath.ts";
import type { Texts } from "../i18n/language.ts";
import { millis, span } from "./words.ts";

export type AlarmPathView = AlarmPathState & { readonly nowMs: number };

/** @param sinceMs since `path` was told */
export function pathWords(path: AlarmPathView, sinceMs: number, texts: Texts): string {
  if (path.tookMs === null || path.ageMs === null) return texts.path.none;
  return texts.path.last(span(path.ageMs + sinceMs), millis(path.tookMs));
}

/** Each hop, for whoever points at the line. */
export function pathDetails(path: AlarmPathView, texts: Texts): string {
  const hops = path.hops.map(({ topic, service, tookMs }) => `${topic} → ${service} ${millis(tookMs)}`);
  return [...hops, ...(path.p99Ms === null ? [] : [texts.path.within(millis(path.p99Ms))])].join("\n");
}

/** "" when nothing is wrong. */
export function pathFault(path: AlarmPathView | null, texts: Texts): string {
  return path?.isDown ? texts.path.down(path.overdue.join(", ")) : "";
}
