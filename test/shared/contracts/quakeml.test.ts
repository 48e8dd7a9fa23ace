import fc from "fast-check";
import { expect, test } from "vitest";
import { formatQuakeml } from "../../../shared/contracts/quakeml.ts";
import { entryOf, listOf, parseXml, textOf, textsOf } from "../../../shared/contracts/xmlElement.ts";
import { anyEvent } from "../../anyEvent.ts";
import { anEvent } from "../../services/alarm/fixtures.ts";
import { noSharedData } from "../../sharedData.ts";
import { faultsOfXsd } from "../../xsd.ts";

const options = { authority: "tocsin", withArrivals: true };
const arrival = {
  ...{ pickId: "live/XX_AAA/P/1", stationId: "XX_AAA", phase: "P" as const, timeMs: 1_767_225_603_250.4 },
  ...{ residualS: 0.1, distanceKm: 22.239, azimuthDeg: 90, weight: 0.9 },
};

function eventIn(xml: string): unknown {
  return entryOf(entryOf(parseXml(xml, { root: "quakeml", called: "QuakeML" }), "eventParameters"), "event");
}

const value = (element: unknown, name: string) => Number(textOf(entryOf(element, name), "value"));

test("depth is in metres, distance in degrees, and the newest version is preferred among all", () => {
  const versions = [anEvent(), anEvent({ version: 2, arrivals: [arrival] })] as const;
  const event = eventIn(formatQuakeml([{ versions, place: "27 km SW of Zihuatanejo" }], options));
  const [, origin] = listOf(event, "origin");
  expect(listOf(event, "origin")).toHaveLength(2);
  expect(textOf(event, "preferredOriginID")).toBe("smi:tocsin/origin/live-20260101T000000-aa/2");
  expect([value(origin, "depth"), textOf(entryOf(origin, "depth"), "uncertainty")]).toEqual([10_000, "5000"]);
  expect(textOf(entryOf(origin, "arrival"), "distance")).toBe("0.2");
  expect(textOf(entryOf(origin, "arrival"), "pickID")).toBe(textOf(entryOf(event, "pick"), "@publicID"));
  expect(textOf(entryOf(entryOf(event, "pick"), "time"), "value")).toBe("2026-01-01T00:00:03.250Z");
  expect(textOf(entryOf(event, "description"), "text")).toBe("27 km SW of Zihuatanejo");
  expect(textOf(origin, "evaluationMode")).toBe("automatic");
});

test("the ellipse of the epicentre points where the covariance does", () => {
  const { origin } = anEvent();
  const ellipse = (covarianceKm2: [number, number, number]) => {
    const versions = [anEvent({ origin: { ...origin, covarianceKm2 } })] as const;
    const of = entryOf(entryOf(eventIn(formatQuakeml([{ versions }], options)), "origin"), "originUncertainty");
    const names = ["minHorizontalUncertainty", "maxHorizontalUncertainty", "azimuthMaxHorizontalUncertainty"];
    return names.map((name) => Number(textOf(of, name)));
  };
  expect(ellipse([4, 0, 9])).toEqual([2000, 3000, 0]);
  expect(ellipse([9, 0, 4])).toEqual([2000, 3000, 90]);
  expect(ellipse([5, 4, 5])).toEqual([1000, 3000, 45]);
  expect(ellipse([5, -4, 5])).toEqual([1000, 3000, 135]);
});

test.each([
  ["live", "confirmed", "earthquake", "confirmed"],
  ["live", "cancelled", "not existing", "rejected"],
  ["replay", "final", "earthquake", "final"],
  ["drill", "confirmed", "not existing", "confirmed"],
  ["simulation", "preliminary", "not existing", "preliminary"],
] as const)("a %s event that is %s is %s and %s", (mode, status, type, evaluation) => {
  const event = eventIn(formatQuakeml([{ versions: [anEvent({ mode, status })] }], options));
  expect([textOf(event, "type"), textOf(entryOf(event, "origin"), "evaluationStatus")]).toEqual([type, evaluation]);
  expect(textsOf(entryOf(event, "comment"), "text")).toEqual(
    mode === "live" ? [] : [expect.stringMatching(new RegExp(`^${mode.toUpperCase()}: `))],
  );
});

test("without arrivals there are neither arrivals nor picks", () => {
  const versions = [anEvent({ arrivals: [arrival] })] as const;
  expect(formatQuakeml([{ versions }], { ...options, withArrivals: false })).not.toMatch(/<(arrival|pick)[ >]/);
});

test.skipIf(noSharedData)("any history of any event is QuakeML 1.2 by its schema", { timeout: 30_000 }, async () => {
  const histories = fc.sample(fc.tuple(anyEvent, fc.array(anyEvent, { maxLength: 2 })), { numRuns: 60, seed: 7 });
  const documents = histories.map(([first, rest], index) =>
    formatQuakeml([{ versions: [first, ...rest], place: "é < &" }], {
      authority: "a b",
      withArrivals: index % 2 === 0,
    }),
  );
  documents.push(formatQuakeml([], options));
  expect(await faultsOfXsd("quakeml", documents)).toEqual([]);
});

test.skipIf(noSharedData)("the schema finds a type that QuakeML does not know", async () => {
  const document = formatQuakeml([{ versions: [anEvent()] }], options).replace(">earthquake<", ">Erdbeben<");
  expect(await faultsOfXsd("quakeml", [document])).toContainEqual(expect.stringContaining("'Erdbeben'"));
});
