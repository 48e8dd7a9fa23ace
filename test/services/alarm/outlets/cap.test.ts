import fc from "fast-check";
import { expect, test } from "vitest";
import { capStatusOf, capTime, formatCap } from "../../../../services/alarm/outlets/cap.ts";
import { parseCap } from "../../../../services/alarm/outlets/capMessage.ts";
import { faultsOfCap } from "../../../../services/alarm/outlets/capRules.ts";
import { BULLETIN_KINDS, bulletinSchema } from "../../../../shared/contracts/bulletin.ts";
import { MODES } from "../../../../shared/contracts/mode.ts";
import { LANGUAGES } from "../../../../shared/contracts/text/language.ts";
import { UNREAL_MODES } from "../../../anyEvent.ts";
import { noSharedData } from "../../../sharedData.ts";
import { faultsOfXsd } from "../../../xsd.ts";
import { anEvent, magnitude } from "../fixtures.ts";
import { anyBulletin, bulletinFrom, earlierOf } from "./anyBulletin.ts";

const issuer = { sender: "tocsin", authority: "Seismological Service of Somewhere" };
const nobody = { sender: "tocsin", authority: "" };

test("any bulletin of any kind, mode and language keeps the twelve rules, whoever answers for it", () => {
  fc.assert(
    fc.property(anyBulletin, fc.constantFrom(issuer, nobody), (bulletin, of) => {
      expect(bulletinSchema.parse(bulletin)).toEqual(bulletin);
      expect(faultsOfCap(formatCap(bulletin, of))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test.skipIf(noSharedData)("… and is CAP 1.2 by its schema", { timeout: 30_000 }, async () => {
  const sampled = fc.sample(anyBulletin, { numRuns: 80, seed: 12 });
  const seen = new Set(sampled.map(({ kind, mode }) => `${kind} ${mode}`));
  expect(seen.size).toBe(BULLETIN_KINDS.length * MODES.length);
  expect(
    await faultsOfXsd(
      "cap",
      sampled.map((bulletin) => formatCap(bulletin, issuer)),
    ),
  ).toEqual([]);
});

test("nothing that is not live becomes Actual, whatever else it says and whoever answers", () => {
  const anyIssuer = fc.record({ sender: fc.constant("tocsin"), authority: fc.string() });
  fc.assert(
    fc.property(anyBulletin, fc.constantFrom(...UNREAL_MODES), anyIssuer, (bulletin, mode, of) => {
      const message = parseCap(formatCap({ ...bulletin, mode }, of));
      expect(message.status).toBe(mode === "drill" ? "Exercise" : "Test");
      expect(message.note).toContain("This is not happening.");
    }),
  );
});

test("live is Actual only where somebody answers for it; else it is a test that says so in its first word", () => {
  expect([capStatusOf("live", "somebody"), capStatusOf("live", "")]).toEqual(["Actual", "Test"]);
  const bulletin = bulletinFrom(anEvent(), "issued", []);
  const [actual, unanswered] = [parseCap(formatCap(bulletin, issuer)), parseCap(formatCap(bulletin, nobody))];
  const [headline] = bulletin.texts.map((text) => text.headline);
  expect(actual.infos[0]?.headline).toBe(headline);
  expect(unanswered).toMatchObject({ status: "Test", note: expect.stringContaining("no authority answers") });
  for (const info of unanswered.infos) expect(info.headline).toMatch(/^TEST: /);
  expect(unanswered.infos[0]?.headline).toBe(`TEST: ${headline}`);
});

test.each([
  ["issued", "Alert", "Shelter", "Immediate", "Severe", "Likely"],
  ["updated", "Update", "Shelter", "Immediate", "Severe", "Likely"],
  ["cancelled", "Cancel", "AllClear", "Past", "Minor", "Unlikely"],
  ["final", "Update", "AllClear", "Past", "Severe", "Observed"],
] as const)("%s is told as %s: %s, %s, %s, %s", (kind, msgType, responseType, urgency, severity, certainty) => {
  const before = kind === "issued" ? [] : earlierOf(anEvent(), 2);
  const message = parseCap(formatCap(bulletinFrom(anEvent(magnitude(6)), kind, before), issuer));
  expect(message).toMatchObject({ msgType, incidents: "live-20260101T000000-aa" });
  const told = { responseTypes: [responseType], urgency, severity, certainty };
  for (const info of message.infos) expect(info).toMatchObject(told);
  expect(message.references).toHaveLength(before.length);
});

test("a withdrawn event that comes back is a new alert, which refers to all before it", () => {
  const withdrawn = earlierOf(anEvent(), 2).map((one, index) =>
    index === 1 ? { ...one, kind: "cancelled" as const } : one,
  );
  const text = formatCap(bulletinFrom(anEvent(), "issued", withdrawn), issuer);
  expect(parseCap(text)).toMatchObject({ msgType: "Alert", identifier: "live-20260101T000000-aa.3" });
  expect(parseCap(text).references).toHaveLength(2);
  expect(faultsOfCap(text)).toEqual([]);
});

test("every language there is has its info, English first", () => {
  const message = parseCap(formatCap(bulletinFrom(anEvent(), "issued", []), issuer));
  expect(message.infos.map(({ language }) => language)).toEqual(LANGUAGES.map(({ tag }) => tag));
  expect(LANGUAGES.length).toBeGreaterThanOrEqual(11);
});

test("an update that comes when the shaking is over tells nobody to drop and cover", () => {
  const late = anEvent({ asOfMs: anEvent().origin.timeMs + 300_000 });
  const [info] = parseCap(formatCap(bulletinFrom(late, "updated", earlierOf(late, 1)), issuer)).infos;
  expect(info).toMatchObject({ urgency: "Past", responseTypes: ["Monitor"] });
});

test("a message says where: a circle and the same as a closed polygon, latitude first", () => {
  const [info] = parseCap(formatCap(bulletinFrom(anEvent(), "issued", []), issuer)).infos;
  const [area] = info?.areas ?? [];
  expect(area?.circles).toEqual([expect.stringMatching(/^35\.000,-118\.000 206\.8$/)]);
  const pairs = area?.polygons[0]?.split(" ") ?? [];
  expect([pairs.length, pairs[0]]).toEqual([37, pairs[36]]);
  expect(area?.areaDesc).toMatch(/^within 207 km of 35\.00° N 118\.00° W$/);
  expect(info?.parameters.get("originTime")).toBe("2026-01-01T00:00:00.000Z");
});

test.each([
  ["a pole has a circle only", { latitudeDeg: 89.9, longitudeDeg: 10 }, 0],
  ["the date line has two polygons", { latitudeDeg: -18, longitudeDeg: 179.9 }, 2],
  ["the date line, from the other side, has two polygons", { latitudeDeg: 52, longitudeDeg: -179 }, 2],
  ["the equator has one polygon", { latitudeDeg: 0, longitudeDeg: 0 }, 1],
])("an area across %s", (_where, place, polygons) => {
  const event = anEvent({ origin: { ...anEvent().origin, ...place } });
  const text = formatCap(bulletinFrom(event, "issued", []), issuer);
  const [area] = parseCap(text).infos[0]?.areas ?? [];
  expect([area?.polygons.length, area?.circles.length]).toEqual([polygons, 1]);
  expect(faultsOfCap(text)).toEqual([]);
});

test("a time has whole seconds and UTC is -00:00, as the standard writes it", () => {
  expect(capTime(1_767_225_606_999.9)).toBe("2026-01-01T00:00:06-00:00");
});
