// "Why did it (not) alert?": a sentence or two about one event. Pure.
import type { Report, VersionReport } from "./schema.ts";

type Facts = Pick<Report, "title" | "versions" | "told" | "mode">;

export function answerOf({ title, versions, told }: Facts): string {
  const confirmed = versions.find(({ status }) => status === "confirmed" || status === "final");
  const parts = [`${title}.`, toldText(told, versions, confirmed), endText(versions)];
  return parts.filter((text) => text !== "").join(" ");
}

function toldText(told: Facts["told"], versions: Facts["versions"], confirmed: VersionReport | undefined): string {
  if (told.subscribers > 0) return alertedText(told, versions);
  if (confirmed === undefined) return unconfirmedText(versions);
  return (
    `It was confirmed by version ${confirmed.version}, ${seconds(confirmed.afterOriginS)} after the origin, and no ` +
    "delivery is recorded: no subscription wanted it, or there is none. GET " +
    "/v1/subscriptions/{subscriptionId}/decisions?eventId=… says why each one was not told."
  );
}

function alertedText({ subscribers, reached, late, secondsLeft }: Facts["told"], versions: Facts["versions"]): string {
  const first = versions.find(({ alerts }) => alerts.delivered > 0) ?? versions.find(({ alerts }) => alerts.sent > 0);
  const by = first === undefined ? "" : ` by version ${first.version} (${first.status})`;
  const when = first?.alerts.firstAfterOriginS ?? null;
  const began = when === null ? "" : `, the first ${seconds(when)} after the origin`;
  const left =
    secondsLeft === null
      ? ""
      : `, with ${secondsLeft.min.toFixed(1)} to ${seconds(secondsLeft.max)} left until S (median ${secondsLeft.median.toFixed(1)})`;
  const missed = late === 0 ? "" : ` ${late} had it too late or not at all.`;
  return `It alerted${by}: ${reached} of ${subscribers} subscribers took it${began}${left}.${missed}`;
}

function unconfirmedText(versions: Facts["versions"]): string {
  const best = versions.toSorted((a, b) => a.failed.length - b.failed.length)[0];
  if (best === undefined) return "";
  const failed = best.failed.map(({ rule, value, limit }) => `${rule} ${short(value)} against ${short(limit)}`);
  const why = failed.length === 0 ? "" : `: what failed in its best version, ${best.version}, was ${failed.join(", ")}`;
  return `It was never confirmed${why}. Only those who accept preliminary versions are told of such, and no delivery is recorded.`;
}

function endText(versions: Facts["versions"]): string {
  const last = versions.at(-1);
  if (last?.status !== "cancelled") return "";
  return `It was withdrawn ${seconds(last.afterOriginS)} after the origin: ${last.reason}.`;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
