// Every version of every event of a recording on stderr, for those who look into what the integrator thought.
import type { SeismicEvent } from "../../shared/contracts/event.ts";
import { distanceKm } from "../../shared/seismo/geodesy.ts";
import type { Truth } from "../../simulators/truth.ts";
import type { Recorded } from "./run.ts";

export function tell(recorded: Recorded, versions: readonly SeismicEvent[]): void {
  const truth = recorded.kind === "decodeEvent" ? recorded.truths[0] : undefined;
  process.stderr.write(`\n${recorded.id}\n${versions.map((version) => `  ${lineOf(version, truth)}\n`).join("")}`);
}

function lineOf(v: SeismicEvent, truth: Truth | undefined): string {
  const { origin, magnitude } = v;
  const offS = truth === undefined ? 0 : (v.asOfMs - truth.timeMs) / 1000;
  const off = truth === undefined ? "" : `+${offS.toFixed(1)} s ${distanceKm(origin, truth).toFixed(0)} km `;
  const rules = v.evidence.map((rule) => `${rule.passed ? "" : "!"}${rule.rule}=${rule.value}`).join(" ");
  const arrivals = v.arrivals.map((a) => `${a.stationId}${a.phase}${a.residualS.toFixed(1)}`).join(" ");
  return (
    `${v.eventId.slice(-20)} v${v.version} ${v.status} ${off}±${origin.horizontalUncertaintyKm} h${origin.depthKm} ` +
    `M${magnitude.value}±${magnitude.uncertainty} ${magnitude.type}(${magnitude.stationCount}) n=${v.arrivals.length} ` +
    `L=${v.likelihood} ${v.reason} | ${rules} | ${arrivals}`
  );
}
