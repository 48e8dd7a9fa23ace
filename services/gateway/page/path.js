// What the page says about the alarm path: how old its last heartbeat is, how long it took, and what to make of it.
import { millis, span } from "./words.js";

/** @param sinceMs since `path` was told */
export function pathWords(path, sinceMs) {
  if (path.tookMs === null) return "alarm path: no heartbeat yet";
  return `alarm path: ${span(path.ageMs + sinceMs)} ago, ${millis(path.tookMs)}`;
}

/** Each hop, for whoever points at the line. */
export function pathDetails(path) {
  const hops = path.hops.map(({ topic, service, tookMs }) => `${topic} → ${service} ${millis(tookMs)}`);
  return [...hops, ...(path.p99Ms === null ? [] : [`99 of 100 within ${millis(path.p99Ms)}`])].join("\n");
}

/** "" when nothing is wrong. */
export function pathFault(path) {
  return path?.isDown ? `Alarm path down: no heartbeat comes through ${path.overdue.join(", ")}` : "";
}
