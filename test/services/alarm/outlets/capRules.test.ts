import { expect, test } from "vitest";
import { formatCap } from "../../../../services/alarm/outlets/cap.ts";
import { CAP_RULES, faultsOfCap } from "../../../../services/alarm/outlets/capRules.ts";
import type { Bulletin } from "../../../../shared/contracts/bulletin.ts";
import { Malformed } from "../../../../shared/contracts/topic.ts";
import { anEvent } from "../fixtures.ts";
import { bulletinFrom, earlierOf } from "./anyBulletin.ts";

const issuer = { sender: "tocsin", authority: "somebody" };
const inEnglish = (bulletin: Bulletin) => formatCap({ ...bulletin, texts: bulletin.texts.slice(0, 1) }, issuer);
const alert = inEnglish(bulletinFrom(anEvent(), "issued", []));
const update = inEnglish(bulletinFrom(anEvent(), "updated", earlierOf(anEvent(), 2)));
const cancel = inEnglish(bulletinFrom(anEvent(), "cancelled", earlierOf(anEvent(), 2)));
const drill = inEnglish(bulletinFrom(anEvent({ mode: "drill", run: "d" }), "issued", []));

type Break = readonly [rule: string, what: string, xml: string, by: readonly [RegExp, string]];
const BREAKS: readonly Break[] = [
  ["times", "a time as Date.toISOString() writes it", alert, [/<sent>[^<]*/, "<sent>2026-01-01T00:00:06.000Z"]],
  ["identifier", "a space in the identifier", alert, [/<identifier>live/, "<identifier>li ve"]],
  ["identifier", "a comma in the sender", alert, [/<sender>tocsin/, "<sender>toc,sin"]],
  ["references", "an update without references", update, [/<references>.*<\/references>/, ""]],
  [
    "references",
    "a cancel that refers to an id alone",
    cancel,
    [/<references>.*<\/references>/, "<references>a</references>"],
  ],
  ["incidents", "no incident", alert, [/<incidents>.*<\/incidents>/, ""]],
  ["expires", "no expiry", alert, [/<expires>.*<\/expires>/, ""]],
  ["expires", "an expiry before it was sent", alert, [/<expires>[^<]*/, "<expires>2025-12-31T00:00:00-00:00"]],
  ["status", "an exercise that is called actual", drill, [/<status>Exercise/, "<status>Actual"]],
  ["status", "an exercise that is called a test", drill, [/<status>Exercise/, "<status>Test"]],
  ["status", "an exercise without a note", drill, [/<note>.*<\/note>/, ""]],
  ["category", "weather", alert, [/<category>Geo/, "<category>Met"]],
  ["category", "not for the public", alert, [/<scope>Public/, "<scope>Private"]],
  ["responseType", "shelter from what was withdrawn", cancel, [/AllClear/, "Shelter"]],
  ["responseType", "all clear at the beginning", alert, [/<responseType>Shelter/, "<responseType>AllClear"]],
  ["enumerations", "a translated word, as the best known peer emits it", alert, [/>Immediate</, ">Immediata<"]],
  ["enumerations", "a severe withdrawal", cancel, [/>Minor</, ">Severe<"]],
  ["languages", "a language that is no tag", alert, [/<language>en/, "<language>en_US"]],
  ["languages", "the same language twice", alert, [/(<info>[\s\S]*<\/info>)/, "$1$1"]],
  ["languages", "no headline", alert, [/<headline>[^<]*/, "<headline>"]],
  ["area", "a polygon that is not closed", alert, [/ \S*<\/polygon>/, "</polygon>"]],
  ["area", "longitude first", alert, [/<circle>35.000,-118.000/, "<circle>-118.000,35.000"]],
  ["area", "no area", alert, [/<area>[\s\S]*<\/area>/, ""]],
  ["parameters", "no magnitude", alert, [/<valueName>magnitude</, "<valueName>size<"]],
  ["parameters", "a likelihood of two", alert, [/(likelihood<\/valueName>\s*<value>)[^<]*/, "$12"]],
];

test("the messages that are broken below keep all rules", () => {
  expect([alert, update, cancel, drill].flatMap((xml) => faultsOfCap(xml))).toEqual([]);
});

test("there are twelve rules, and each is broken at least once", () => {
  expect(Object.keys(CAP_RULES)).toHaveLength(12);
  expect([...new Set(BREAKS.map(([rule]) => rule))].sort()).toEqual(Object.keys(CAP_RULES).sort());
});

test.each(BREAKS)("%s: %s is found", (rule, _what, xml, [find, put]) => {
  const broken = xml.replace(find, put);
  expect(broken).not.toBe(xml);
  expect(faultsOfCap(broken)).toContainEqual(expect.stringMatching(new RegExp(`^${rule}: `)));
});

test("languages that tell different facts are found", () => {
  const english = /<info>[\s\S]*<\/info>/.exec(alert)?.[0] ?? "";
  const spanish = english.replace("<language>en", "<language>es");
  expect(faultsOfCap(alert.replace(english, english + spanish))).toEqual([]);
  const stronger = alert.replace(english, english + spanish.replace(">Severe<", ">Extreme<").replace(">6.5<", ">7.5<"));
  expect(faultsOfCap(stronger)).toEqual(["languages: the languages tell different facts"]);
});

test("over a history a second message of one name, and one that leaves out an earlier one, are found", () => {
  expect(faultsOfCap(alert, [alert])).toContainEqual(expect.stringMatching(/^identifier: .* was issued before$/));
  expect(faultsOfCap(update, [alert])).toContainEqual(expect.stringMatching(/^references: .* is left out$/));
  const other = alert.replace(/<incidents>[^<]*/, "<incidents>other");
  expect(faultsOfCap(cancel, [other])).toContainEqual(expect.stringMatching(/^incidents: "other" before/));
});

test("what is no CAP at all is malformed", () => {
  expect(() => faultsOfCap("<html/>")).toThrow(new Malformed("xml: got <html>, want <alert>"));
});
