// What a page knows of a waveform: samples as they were sent, two minutes of them, no second picks, and an even spectrum.
import { expect, test } from "vitest";
import { spectrumOf } from "../../../../services/gateway/page/stations/spectrum.ts";
import { WaveStore } from "../../../../services/gateway/page/stations/waveStore.ts";
import { pickView } from "../../../../services/gateway/view.ts";
import { WatchedStation } from "../../../../services/gateway/waveform/watchedStation.ts";
import { aPick } from "../messages.ts";
import { aSensor, type Ground, packetOf } from "../waveform/sensor.ts";

const TRIGGER = { onRatio: 4, offRatio: 1.5, warmupRatio: 6 };
const channels = (["Z", "N", "E"] as const).map((component) => ({ component, unit: "m/s2" as const }));

/** A page that has heard some seconds of a station. */
function heard(seconds: number, ground: Ground): WaveStore {
  const store = new WaveStore();
  store.take({ name: "snapshot", data: { key: "live/XX_A", pastMs: 120_000, trigger: TRIGGER, channels } });
  const watched = new WatchedStation(TRIGGER);
  for (let second = 0; second < seconds; second += 1) {
    const { kind: name, ...data } = watched.push(packetOf("XX_A", second, ground), aSensor("XX_A"));
    store.take({ name, data } as Parameters<WaveStore["take"]>[0]);
  }
  return store;
}

test("samples are those that the sensor sent, to a tenth of a millimetre per second squared", () => {
  const ground = (tS: number) => 0.3 + 0.05 * Math.sin(2 * Math.PI * 2.3 * tS);
  const { samples, rateHz } = heard(30, ground).newest("Z", 10);
  expect([samples.length, Math.round(rateHz)]).toEqual([1000, 100]);
  samples.forEach((sample, i) => {
    expect(Math.abs(sample - ground(20 + i / 100))).toBeLessThan(1e-4);
  });
});

test("what is older than two minutes is forgotten, of samples, curve and triggers", () => {
  const store = heard(300, (tS) => 1e-3 * Math.sin(37 * tS) + (tS % 60 < 5 ? 0.1 * Math.sin(20 * tS) : 0));
  const oldest = store.pieces("Z")[0]?.startMs ?? 0;
  expect((store.newestMs - oldest) / 1000).toBeLessThanOrEqual(131);
  expect(store.curves().length).toBeLessThanOrEqual(131);
  expect(store.triggers.every(({ timeMs }) => timeMs >= store.newestMs - 131_000)).toBe(true);
  expect(store.triggers.length).toBeGreaterThan(0);
});

test("a later measurement of a pick takes the place of the earlier one", () => {
  const store = new WaveStore();
  for (const snr of [5, 12]) store.take({ name: "pick", data: pickView(aPick("XX_A", { snr }), "live") });
  expect(store.picks).toMatchObject([{ snr: 12 }]);
});

test("a sine shows in the spectrum at its frequency, far above the rest, half as strong 6 dB lower", () => {
  const store = heard(60, (tS) => 9.8 + 0.02 * Math.sin(2 * Math.PI * 5.03 * tS));
  const [z, n] = (["Z", "N"] as const).map((component) => {
    const points = spectrumOf(store, component);
    return points.reduce((loudest, point) => (point.db > loudest.db ? point : loudest));
  });
  expect(Math.abs(Math.log2((z?.frequencyHz ?? 0) / 5.03))).toBeLessThan(1 / 12);
  expect((z?.db ?? 0) - (n?.db ?? 0)).toBeCloseTo(6.02, 1);
  const far = spectrumOf(store, "Z").filter(({ frequencyHz }) => frequencyHz > 20);
  expect(Math.max(...far.map(({ db }) => db))).toBeLessThan((z?.db ?? 0) - 40);
});

test("before six seconds there is no spectrum", () => {
  expect(
    spectrumOf(
      heard(5, (tS) => Math.sin(37 * tS)),
      "Z",
    ),
  ).toEqual([]);
});
