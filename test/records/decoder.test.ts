// Real earthquakes through the decoder: how many P are caught, how well, and how rarely something else is taken for
// one.
import { beforeAll, describe, expect, test } from "vitest";
import { loadEvent, type Recording } from "../../bench/recordedEvent.ts";
import { decoderTable } from "../../services/decoder/config.ts";
import { StationDecoder } from "../../services/decoder/station.ts";
import type { Pick } from "../../shared/contracts/pick.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { noSharedData } from "../sharedData.ts";

interface Picked {
  readonly recording: Recording;
  /** First reports only. */
  readonly picks: readonly Pick[];
  readonly last: ReadonlyMap<string, Pick>;
}

/** Catalogue times are rounded to a second and the predicted P to a tenth; a pick further off is another one. */
const RIGHT_S = 1.5;
const BEFORE_S = 4;

function decode(eventId: string): Picked[] {
  const settings = readConfig(decoderTable, {});
  return loadEvent(eventId).recordings.map((recording) => {
    const decoder = new StationDecoder(settings);
    const all = recording.packets.flatMap((packet) => decoder.push(packet, recording.station).picks);
    const last = new Map(all.map((pick) => [pick.pickId, pick]));
    return { recording, picks: all.filter(({ update }) => update === 0), last };
  });
}

const residualS = ({ recording, picks }: Picked, phase: "P" | "S" = "P") => {
  const pick = picks.find((one) => one.phase === phase && one.timeMs > recording.pMs - BEFORE_S * 1000);
  return pick === undefined ? undefined : (pick.timeMs - recording.pMs) / 1000;
};
const isRight = (picked: Picked) => Math.abs(residualS(picked) ?? Number.NaN) <= RIGHT_S;

describe.skipIf(noSharedData)("M 4.6 off Zihuatanejo on low-cost sensors, whose clocks and rates lie", () => {
  let all: Picked[] = [];
  beforeAll(() => {
    all = decode("mx20180129_m46");
  });

  test("every clear P within 70 km is caught within 1.5 s of iasp91", () => {
    const near = all.filter(({ recording }) => recording.isClear && recording.distanceKm < 70);
    expect(near.length).toBe(5);
    expect(near.filter(isRight).map(({ recording }) => recording.id)).toHaveLength(5);
  });

  test("in half an hour of station time before the earthquake nothing is picked", () => {
    const early = all.flatMap(({ recording, picks }) => picks.filter(({ timeMs }) => timeMs < recording.pMs - 4000));
    expect(early).toEqual([]);
  });

  test("no station within 150 km takes S for P", () => {
    const late = all.filter((picked) => picked.recording.distanceKm < 150 && (residualS(picked) ?? 0) > 3);
    expect(late.map(({ recording }) => recording.id)).toEqual([]);
  });

  test("no station tells a second P in the coda of its first", () => {
    for (const { picks } of all) expect(picks.filter(({ phase }) => phase === "P").length).toBeLessThanOrEqual(1);
  });

  test("P is declared within two and a half seconds of its arrival", () => {
    const declared = all.filter(isRight).map(({ picks }) => picks[0]);
    for (const pick of declared) expect((pick?.receivedMs ?? 0) - (pick?.timeMs ?? 0)).toBeLessThan(2500);
  });
});

describe.skipIf(noSharedData)("M 7.1 at Ridgecrest on strong-motion stations", () => {
  let all: Picked[] = [];
  beforeAll(() => {
    all = decode("us20190706_ridgecrest_m71");
  });

  test("the P of every station is caught, also where a small shock came ten seconds before", () => {
    expect(all.length).toBe(12);
    expect(all.filter(isRight).map(({ recording }) => recording.id)).toHaveLength(12);
  });

  test("P grows to displacements that only a great earthquake makes, ten times the noise everywhere", () => {
    const right = all.filter(isRight);
    for (const { recording, picks, last } of right) {
      const first = picks.find(({ phase, timeMs }) => phase === "P" && timeMs > recording.pMs - BEFORE_S * 1000);
      const pick = last.get(first?.pickId ?? "");
      expect(pick?.pdM ?? 0, recording.id).toBeGreaterThan(10 * (pick?.noisePdM ?? 1));
    }
    const peaks = right.map(({ last }) => Math.max(...[...last.values()].map(({ pdM }) => pdM))).sort((a, b) => a - b);
    expect(peaks[6]).toBeGreaterThan(1e-3);
  });
});
