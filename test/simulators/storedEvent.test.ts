// A stored event fetched from a gateway: records of both kinds become packets, channels go by the codes of the archive.
import express from "express";
import { afterEach, expect, test } from "vitest";
import { decodeMiniSeed2 } from "../../shared/seismo/miniseed2.ts";
import { miniSeed2Records, miniSeed3Records } from "../../shared/seismo/waveformRecords.ts";
import { fetchStored } from "../../simulators/storedEvent.ts";
import { serve } from "../services/catalogue/serve.ts";
import { anEvent, ORIGIN_MS } from "../services/gateway/messages.ts";

const SPAN = { mode: "drill", run: "tuesday", fromMs: ORIGIN_MS - 1000, toMs: ORIGIN_MS + 2000 };
const place = { latitudeDeg: 17, longitudeDeg: -101, elevationM: 5, sampleRateHz: 50 };
const axes = ["x", "y", "z"].map((code, i) => ({
  ...{ code, component: ["Z", "N", "E"][i], unit: "m/s2", sensitivity: 100 },
}));
const STATIONS = [
  { stationId: "OE_001", ...place, channels: axes },
  { stationId: "LONGNET_STATION12", ...place, channels: [{ ...axes[0], code: "HNZ" }] },
  { stationId: "XX_SILENT", ...place, channels: axes },
];

const waveform = (network: string, station: string, channel: string) => ({
  ...{ network, station, location: "", channel, sampleRateHz: 50 },
  timeMsOf: (index: number) => SPAN.fromMs + index * 20,
  counts: Float64Array.from({ length: 150 }, (_, i) => (i % 11) - 5),
});

let server: Awaited<ReturnType<typeof serve>> | undefined;
afterEach(() => server?.close());

async function gateway(records: Uint8Array): Promise<{ api: { url: string; token: string }; asked: string[] }> {
  const router = express.Router();
  const asked: string[] = [];
  router.get("/api/events/:id", (_request, response) => {
    response.json({ title: "DRILL: M 5.3", versions: [anEvent(), anEvent({ version: 2 })] });
  });
  router.get("/api/events/:id/stations", (_request, response) => void response.json({ ...SPAN, stations: STATIONS }));
  router.get("/fdsnws/dataselect/1/query", (request, response) => {
    asked.push(new URL(request.url, "http://x").search);
    response.type("application/vnd.fdsn.mseed").send(Buffer.from(records));
  });
  server = await serve(router);
  return { api: { url: server.url, token: "" }, asked };
}

test("its records become a packet a second and station, named as the archive names its channels", async () => {
  const { api, asked } = await gateway(
    Buffer.concat([
      miniSeed2Records(waveform("OE", "001", "BNZ"), "M"),
      miniSeed2Records(waveform("OE", "001", "BNN"), "M"),
      miniSeed3Records(waveform("LONGNET", "STATION12", "HNZ"), ""),
    ]),
  );
  const recording = await fetchStored(api, "drill/tuesday 1");
  expect(asked).toEqual([
    "?starttime=2018-02-16T23%3A39%3A38.000&endtime=2018-02-16T23%3A39%3A41.000&mode=drill&nodata=404&run=tuesday",
  ]);
  expect(recording.stations.map(({ stationId, channels }) => [stationId, channels.map(({ code }) => code)])).toEqual([
    ["OE_001", ["BNZ", "BNN"]],
    ["LONGNET_STATION12", ["HNZ"]],
  ]);
  expect(recording.truths).toMatchObject([{ magnitude: 5.3, timeMs: ORIGIN_MS }]);
  expect(recording.packets).toHaveLength(2 * 3);
  expect(recording.packets.map(({ receivedMs }) => receivedMs)).toEqual(
    recording.packets.map(({ receivedMs }) => receivedMs).toSorted((a, b) => a - b),
  );
  const ours = recording.packets.filter(({ stationId }) => stationId === "OE_001");
  const samples = ours.flatMap(({ payload }) =>
    decodeMiniSeed2(payload)
      .records.filter(({ channel }) => channel === "BNZ")
      .flatMap((record) => [...record.samples]),
  );
  expect(samples).toEqual([...waveform("OE", "001", "BNZ").counts]);
});

test("an event of which nobody kept a waveform is named", async () => {
  const { api } = await gateway(new Uint8Array(0));
  await expect(fetchStored(api, "drill-1")).rejects.toThrow("drill-1: none of its stations has a waveform");
});
