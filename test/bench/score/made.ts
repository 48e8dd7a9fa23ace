// Versions, truths and streams made by hand, and folders of files, for tests of the score.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import type { Stream } from "../../../bench/score/stream.ts";
import type { SeismicEvent } from "../../../shared/contracts/event.ts";
import type { Truth } from "../../../simulators/truth.ts";

export const ORIGIN_MS = Date.UTC(2026, 0, 1);

export function truth(fields: Partial<Truth> = {}): Truth {
  return { id: "t", timeMs: ORIGIN_MS, latitudeDeg: 17, longitudeDeg: -100, depthKm: 10, magnitude: 5, ...fields };
}

interface Said {
  readonly id?: string;
  /** Seconds after ORIGIN_MS at which it was said. */
  readonly atS: number;
  readonly status?: SeismicEvent["status"];
  readonly originS?: number;
  readonly latitudeDeg?: number;
  readonly magnitude?: number;
}

export function version({ id = "a", atS, status = "confirmed", originS = 0, latitudeDeg = 17, magnitude = 5 }: Said) {
  const origin = { timeMs: ORIGIN_MS + originS * 1000, latitudeDeg, longitudeDeg: -100, depthKm: 10 };
  const unsure = {
    timeUncertaintyS: 1,
    horizontalUncertaintyKm: 5,
    depthUncertaintyKm: 5,
    azimuthalGapDeg: 90,
    rmsS: 0,
  };
  return {
    mode: "replay",
    run: "score",
    eventId: id,
    version: 1,
    status,
    asOfMs: ORIGIN_MS + atS * 1000,
    origin: { ...origin, ...unsure, covarianceKm2: [1, 0, 1] },
    magnitude: { value: magnitude, type: "Mpd", uncertainty: 0.3, stationCount: 3 },
    likelihood: 1,
    arrivals: [],
    observed: [],
    contours: [],
    evidence: [],
    reason: "",
  } satisfies SeismicEvent;
}

/** Stations to the north at these distances in degrees; packets of a second from `fromS` to `toS` after ORIGIN_MS. */
export function stream(
  stations: readonly { readonly deg: number; readonly fromS: number; readonly toS: number }[],
): Stream {
  const ids = stations.map((station, at) => ({ ...station, stationId: `OE_00${at}` }));
  return {
    stations: ids.map(({ stationId, deg }) => ({
      mode: "replay",
      run: "score",
      stationId,
      latitudeDeg: 17 + deg,
      longitudeDeg: -100,
      elevationM: 0,
      sampleRateHz: 31.25,
      channels: [{ code: "x", component: "Z", unit: "m/s2", sensitivity: 100 }],
      updatedMs: 0,
    })),
    steps: ids.flatMap(({ stationId, fromS, toS }) =>
      Array.from({ length: toS - fromS }, (_, i) => {
        const watermarkMs = ORIGIN_MS + (fromS + i + 1) * 1000;
        const peaks = { pgaMps2: 0, pgvMps: 0, intensity: 1 };
        return {
          stationId,
          receivedMs: watermarkMs + 250,
          motion: [{ stationId, timeMs: watermarkMs - 1000, ...peaks, watermarkMs }],
          picks: [],
        };
      }),
    ),
  };
}

/** A new folder with these files in it, gone after the test; names that end in `.gz` are packed. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-score-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(
      join(folder, name),
      name.endsWith(".gz") && typeof content === "string" ? gzipSync(content) : content,
    );
  }
  return folder;
}
