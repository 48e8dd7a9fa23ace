import fc from "fast-check";
import { expect, test } from "vitest";
import { formatShakeAlert } from "../../../../services/alarm/outlets/shakeAlert.ts";
import { VERDICTS } from "../../../../shared/contracts/context.ts";
import { entryOf, listOf, parseXml, textOf } from "../../../../shared/contracts/xmlElement.ts";
import { intensityOfPga } from "../../../../shared/seismo/gmice.ts";
import { anyEvent } from "../../../anyEvent.ts";
import { noSharedData } from "../../../sharedData.ts";
import { faultsOfXsd } from "../../../xsd.ts";
import { anEvent } from "../fixtures.ts";

const read = (xml: string) => parseXml(xml, { root: "event_message", called: "ShakeAlert" });
const contours = [3, 4].map((intensity) => ({ intensity, radiusKm: 500 / intensity }));

test.each([
  [1, "confirmed", "new"],
  [2, "confirmed", "update"],
  [3, "final", "update"],
  [1, "cancelled", "delete"],
] as const)("version %i that is %s is a message of type %s", (version, status, wanted) => {
  const message = read(formatShakeAlert(anEvent({ version, status, contours }), "somebody"));
  expect(["@message_type", "@version", "@category"].map((name) => textOf(message, name))).toEqual([
    wanted,
    String(version),
    "live",
  ]);
  expect(entryOf(message, "gm_info") === undefined).toBe(status === "cancelled");
});

test("its category is live only for a live event that somebody answers for", () => {
  fc.assert(
    fc.property(anyEvent, fc.constantFrom("", "somebody"), (event, authority) => {
      const isLive = event.mode === "live" && authority !== "";
      const message = read(formatShakeAlert(event, authority));
      expect(textOf(message, "@category")).toBe(isLive ? "live" : "test");
      expect(textOf(entryOf(entryOf(message, "contributors"), "contributor"), "@category")).toBe(
        isLive ? "live" : "test",
      );
    }),
  );
});

test("where, when and how big with their errors, and octagons of what to expect", () => {
  const message = read(formatShakeAlert(anEvent({ contours }), ""));
  const core = entryOf(message, "core_info");
  const names = ["mag", "lat", "lat_uncer", "lon", "lon_uncer", "depth", "orig_time", "likelihood", "num_stations"];
  expect(names.map((name) => textOf(core, name))).toEqual([
    ...["6.5000", "35.0000", "0.0180", "-118.0000", "0.0245", "10.0000", "2026-01-01T00:00:00.000Z", "0.9700", "0"],
  ]);
  const [, light] = listOf(entryOf(entryOf(message, "gm_info"), "gmcontour_pred"), "contour");
  expect(textOf(light, "MMI")).toBe("4.0000");
  expect(intensityOfPga(Number(textOf(light, "PGA")) / 100)).toBeCloseTo(4, 3);
  const ring = textOf(light, "polygon").split(" ");
  expect([ring.length, ring[0]]).toEqual([9, ring[8]]);
  expect(ring[0]).toBe("36.1242,-118.0000");
});

const followUp = {
  value: "qualified",
  reason: "us lists it as M 6.4 & <far>",
  decidedMs: Date.UTC(2026, 0, 2),
} as const;

test.each([
  "confirmed",
  "final",
  "cancelled",
] as const)("with a verdict an event that is %s is a follow_up", (status) => {
  const message = read(formatShakeAlert(anEvent({ version: 4, status }), "somebody", followUp));
  expect(["@message_type", "@version", "@timestamp"].map((name) => textOf(message, name))).toEqual([
    ...["follow_up", "4", "2026-01-02T00:00:00.000Z"],
  ]);
  const told = entryOf(message, "follow_up_info");
  expect(textOf(told, "@follow_up_type")).toBe("qualified");
});

test.skipIf(noSharedData)("any version of any event is of schema 10", { timeout: 30_000 }, async () => {
  const documents = fc.sample(anyEvent, { numRuns: 80, seed: 10 }).map((event) => formatShakeAlert(event, "somebody"));
  documents.push(formatShakeAlert(anEvent({ contours }), ""));
  for (const value of VERDICTS) documents.push(formatShakeAlert(anEvent({ contours }), "", { ...followUp, value }));
  expect(await faultsOfXsd("shakealert", documents)).toEqual([]);
});
