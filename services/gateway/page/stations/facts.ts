// The facts about a station as a grid: each with its name, and how it went where that tells something.
import type { Station } from "../../../../shared/contracts/station.ts";
import type { StationView } from "../../view.ts";
import { motionText } from "../draw/units.ts";
import type { Texts } from "../i18n/language.ts";
import { type Child, h } from "../parts/dom.ts";
import { count, fixed, span } from "../parts/words.ts";
import { history } from "./history.ts";
import { sparkline } from "./sparkline.ts";

export interface FactsOf {
  readonly station: StationView;
  readonly inventory: Station | undefined;
  /** As its waveform tells it; −∞ before it does. */
  readonly newestMs: number;
  /** Of the world's data clock. */
  readonly nowMs: number;
}

export const seriesOf = (key: string, name: "latency" | "noise") => `${key} ${name}`;

export function factsGrid(of: FactsOf, texts: Texts): HTMLElement {
  return h("dl", { class: "fact-grid" }, ...healthFacts(of, texts), ...placeFacts(of, texts));
}

function healthFacts({ station, nowMs, newestMs }: FactsOf, { stations }: Texts): readonly HTMLElement[] {
  const { health, trust, key, sampleRateHz, connection } = station;
  const { fact: name, unknownValue: none } = stations;
  const device = connection === null ? none : connection === "online" ? stations.online : stations.offline;
  const weight = fact(name.weight, trust === null ? none : trust.weight.toFixed(2), {
    note: trust === null ? undefined : stations.perHour(trust.falsePicksPerHour.toFixed(1)),
  });
  if (health === null) return [fact(name.lastSample, stations.never), weight, fact(name.device, device)];
  const lastMs = Math.max(health.lastSampleMs, newestMs);
  const age = lastMs === 0 ? stations.never : stations.ago(span(nowMs - lastMs));
  const drift = sampleRateHz > 0 ? ` (${fixed((health.fittedRateHz / sampleRateHz - 1) * 100, 2)} %)` : "";
  return [
    fact(name.lastSample, age),
    fact(name.latency, `${fixed(health.latencyS, 2)} s`, { line: sparkline(history.of(seriesOf(key, "latency"))) }),
    fact(name.clock, `${fixed(health.clockOffsetS, 3)} s`),
    fact(name.rate, `${health.fittedRateHz.toFixed(3)} Hz`, { note: stations.nominal(`${sampleRateHz} Hz`) + drift }),
    fact(name.noise, motionText(health.noiseMps2, "m/s2"), { line: sparkline(history.of(seriesOf(key, "noise"))) }),
    weight,
    fact(name.device, device),
    fact(name.packets, count(health.packets)),
    fact(name.gaps, count(health.gaps)),
    fact(name.duplicates, count(health.duplicates)),
    fact(name.late, count(health.late)),
    fact(name.malformed, count(health.malformed)),
  ];
}

function placeFacts({ station, inventory }: FactsOf, { stations }: Texts): readonly HTMLElement[] {
  const { fact: name, unknownValue: none } = stations;
  const { latitudeDeg, longitudeDeg, elevationM, vs30Mps } = station;
  const place = `${latitudeDeg.toFixed(4)}, ${longitudeDeg.toFixed(4)}`;
  const channels = inventory?.channels.map(
    ({ code, component, unit }) => `${code} → ${component}, ${unit.replace("2", "²")}`,
  );
  const owner = inventory?.owner;
  return [
    fact(name.place, place, { note: `${Math.round(elevationM)} m` }),
    fact(name.vs30, vs30Mps === null ? none : `${Math.round(vs30Mps)} m/s`),
    ...(owner === undefined ? [] : [fact(name.owner, owner)]),
    ...(inventory === undefined ? [] : [fact(name.since, new Date(inventory.updatedMs).toISOString().slice(0, 10))]),
    fact(name.channels, channels?.join(" · ") ?? none, { className: "wide" }),
  ];
}

interface More {
  readonly note?: string | undefined;
  readonly line?: Child;
  readonly className?: string;
}

function fact(name: string, value: string, { note, line, className }: More = {}): HTMLElement {
  const small = note === undefined ? null : h("small", {}, note);
  return h("div", { class: className }, h("dt", {}, name), h("dd", {}, h("span", {}, value), line, small));
}
