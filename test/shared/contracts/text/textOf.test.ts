// What people read: in their language, short enough, its world said first, and never nothing.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { bulletinTextSchema } from "../../../../shared/contracts/bulletin.ts";
import type { SubscriberInput, TextInput } from "../../../../shared/contracts/text/input.ts";
import { directionOf, LANGUAGES, type Language, languageOf } from "../../../../shared/contracts/text/language.ts";
import { strengthOf } from "../../../../shared/contracts/text/strength.ts";
import { TEMPLATES, textOf } from "../../../../shared/contracts/text/textOf.ts";
import { anyInput, anySubscriber, area, PLACE, strong, unnamed } from "./inputs.ts";

const TAGS = LANGUAGES.map(({ tag }) => tag);
const anyLanguage = fc.constantFrom(...TAGS);

test.each<[Partial<SubscriberInput>, string]>([
  [{}, "Strong shaking expected in 12 s. Drop, cover, hold on."],
  [{ mode: "drill" }, "DRILL: Strong shaking expected in 12 s. Drop, cover, hold on."],
  [{ status: "preliminary" }, "Strong shaking possible in 12 s. Drop, cover, hold on."],
  [{ secondsLeft: -3 }, "Strong shaking expected now. Drop, cover, hold on."],
  [{ secondsLeft: -44.6 }, "Strong shaking came about 45 s ago. Expect aftershocks."],
  [{ intensity: 2.4 }, "Weak shaking expected in 12 s."],
  [{ type: "alarm.updated", intensity: 2.4, weaker: true }, "Weaker than announced: weak shaking expected in 12 s."],
  [{ weaker: true, secondsLeft: -44.6 }, "Strong shaking came about 45 s ago. Expect aftershocks."],
  [{ type: "alarm.cancelled", status: "cancelled" }, "Earthquake alarm withdrawn: no shaking expected."],
  [{ type: "alarm.allClear" }, "Shaking should be over. Check for injuries and gas; expect aftershocks."],
])("%j reads as a person would say it", (over, wanted) => {
  expect(textOf("en", { ...strong, ...over }).headline).toBe(wanted);
});

test("says that updates follow while they do, not after the final version", () => {
  for (const tag of TAGS) {
    const { updates } = TEMPLATES[tag];
    expect(textOf(tag, { ...strong, type: "alarm.updated" }).detail).toContain(updates);
    expect(textOf(tag, { ...strong, type: "alarm.updated", status: "final" }).detail).not.toContain(updates);
  }
});

test("intensity words follow the Mercalli classes", () => {
  const words = [1, 3, 4, 5, 6, 7, 8, 9, 10].map((intensity) => TEMPLATES.en.strength[strengthOf(intensity)]);
  expect(words).toEqual(["no", "weak", "light", "moderate", "strong", "very strong", "severe", "violent", "extreme"]);
});

const SAID: Readonly<Record<string, TextInput>> = {
  coming: strong,
  possibleDrill: { ...strong, mode: "drill", status: "preliminary", intensity: 7, secondsLeft: 1.2 },
  weakerSimulation: { ...strong, mode: "simulation", type: "alarm.updated", intensity: 4, weaker: true },
  cameInReplay: { ...strong, mode: "replay", secondsLeft: -44.6 },
  withdrawn: { ...strong, type: "alarm.cancelled", status: "cancelled", intensity: 1 },
  allClear: { ...strong, type: "alarm.allClear", status: "final", magnitude: 6.7, distanceKm: 83.2 },
  area,
  lightAtSea: { ...unnamed, intensity: 4 },
  updatedArea: { ...area, type: "updated", status: "preliminary" },
  withdrawnArea: { ...area, type: "cancelled", status: "cancelled", intensity: 1, radiusKm: 0 },
  endedArea: { ...area, type: "final", status: "final" },
  test: { kind: "test" },
};
const golden = z
  .record(
    z.string(),
    z.record(z.string(), bulletinTextSchema.pick({ headline: true, detail: true, instruction: true })),
  )
  .parse(JSON.parse(readFileSync(new URL("golden.json", import.meta.url), "utf8")));

test.each(TAGS)("%s says what was reviewed, word for word", (tag) => {
  const said = Object.entries(SAID).map(([name, input]) => {
    const { headline, detail, instruction } = textOf(tag, input);
    return [name, { headline, detail, instruction }];
  });
  expect(Object.fromEntries(said)).toEqual(golden[tag]);
});

test("whatever is told, in whichever language: a line of 90 characters, 300 of detail, what to do, nothing unfilled", () => {
  fc.assert(
    fc.property(anyLanguage, anyInput, (tag, input) => {
      const text = textOf(tag, input);
      expect(bulletinTextSchema.parse(text)).toEqual(text);
      expect(text).toMatchObject({ language: tag, direction: tag === "ar" ? "rtl" : "ltr" });
      expect([...text.headline].length, text.headline).toBeLessThanOrEqual(90);
      expect([...text.detail].length, text.detail).toBeLessThanOrEqual(300);
      expect([...text.instruction].length).toBeGreaterThanOrEqual(5);
      for (const part of [text.headline, text.detail, text.instruction]) {
        expect(part).not.toMatch(/[{}$<>[\]]|undefined|null|NaN|Infinity| {2}|\s$|\.\./);
        expect(part).toMatch(/[.。]$/);
      }
    }),
    { numRuns: 4000, seed: 1 },
  );
});

test("the first word of everything unreal is the international one, then the language's own", () => {
  fc.assert(
    fc.property(anyLanguage, anyInput, (tag, input) => {
      const { headline, detail } = textOf(tag, input);
      const world = input.kind === "test" ? "test" : input.mode;
      const word = world.toUpperCase();
      const own = world === "live" ? "" : TEMPLATES[tag].modeWords[world];
      const prefix = own === word ? `${word}: ` : `${word}/${own}: `;
      for (const part of [headline, detail]) {
        if (world === "live") expect(part).not.toMatch(/DRILL|SIMULATION|REPLAY|TEST/);
        else expect(part.startsWith(prefix), part).toBe(true);
      }
    }),
    { numRuns: 2000, seed: 2 },
  );
});

test("who has to act is told how, live always, and in a confirmed drill", () => {
  fc.assert(
    fc.property(anyLanguage, anySubscriber, (tag, any) => {
      const acts: SubscriberInput = {
        ...any,
        type: "alarm.issued",
        intensity: Math.max(3.5, any.intensity),
        secondsLeft: Math.min(99, Math.abs(any.secondsLeft)),
        weaker: false,
      };
      const { act, detected } = TEMPLATES[tag];
      const text = textOf(tag, { ...acts, mode: "live" });
      expect(text.headline).toContain(act);
      expect(text.detail).toContain(detected);
      expect(textOf(tag, { ...acts, mode: "drill", status: "confirmed" }).headline).toContain(act);
      expect(textOf(tag, { ...acts, status: "preliminary" }).headline).toMatch(
        new RegExp(TEMPLATES[tag].likely.possible, "i"),
      );
    }),
    { numRuns: 2000, seed: 3 },
  );
});

/** Words that a language shares with English. */
const SHARED: Readonly<Partial<Record<Language, RegExp>>> = {
  tr: /^alarm$/,
  id: /^alarm$/,
  fr: /^(magnitude|possible|source|table|messages)$/,
  pt: /^magnitude$/,
};

function wordsOf(tag: Language): Set<string> {
  const texts = fc
    .sample(anyInput, { numRuns: 1500, seed: 4 })
    .map((input) => textOf(tag, input.kind === "area" ? { ...input, place: PLACE } : input));
  const said = texts.flatMap(({ headline, detail, instruction }) => [
    ...[headline, detail].map((part) => part.replace(/^(DRILL|SIMULATION|REPLAY|TEST)\/?[^:]*: /, "")),
    instruction,
  ]);
  return new Set(said.flatMap((part) => part.toLowerCase().match(/\p{Script=Latin}{2,}/gu) ?? []));
}

test("no English is left in another language", () => {
  const english = wordsOf("en");
  expect(english.size).toBeGreaterThan(60);
  for (const name of [PLACE.toLowerCase(), "tocsin", "km"]) english.delete(name);
  for (const tag of TAGS.filter((each) => each !== "en")) {
    const words = [...wordsOf(tag)];
    const left = words.filter((word) => english.has(word) && word.length > 3 && !SHARED[tag]?.test(word));
    expect(left, tag).toEqual([]);
    if (["ja", "zh", "el", "ar"].includes(tag)) {
      const latin = words.filter((word) => !["tocsin", "km", PLACE.toLowerCase()].includes(word));
      expect(latin, tag).toEqual([]);
    }
  }
});

test("nobody is told that an earthquake was predicted", () => {
  for (const tag of TAGS) {
    const words = [...wordsOf(tag)].join(" ");
    expect(words).not.toMatch(/predict|pronosti|predic|prédi|previ[st]|prediks|prevê|prévu|öngör/);
    expect(textOf(tag, strong).detail).not.toMatch(/予知|予報|预测|预报|πρόβλεψη|προβλέπ|تنبؤ/);
  }
});

test.each([
  [1, "بعد ثانية واحدة."],
  [2.9, "بعد ثانيتين."],
  [3, "بعد 3 ثوانٍ."],
  [10, "بعد 10 ثوانٍ."],
  [11, "بعد 11 ثانية."],
  [103, "بعد 103 ثوانٍ."],
  [100, "بعد 100 ثانية."],
])("%d seconds are counted as Arabic counts", (secondsLeft, wanted) => {
  expect(textOf("ar", { ...strong, secondsLeft }).headline).toContain(wanted);
});

test.each([
  ["es", "es"],
  ["es-MX", "es"],
  ["ES_mx", "es"],
  ["zh-Hant-TW", "zh"],
  ["pt-BR", "pt"],
  ["in", "id"],
  ["eu", "en"],
  ["e", "en"],
  ["x-es", "en"],
  ["", "en"],
  [undefined, "en"],
  ["__proto__", "en"],
])("a wish for %j is told in %s", (wanted, language) => {
  expect(languageOf(wanted)).toBe(language);
  expect(textOf(wanted, strong)).toMatchObject({ language, direction: directionOf(languageOf(wanted)) });
});

test("a template that fails, or is not there, costs nobody their alarm", () => {
  const broken = {
    ...TEMPLATES.ja,
    coming: () => {
      throw new Error("no such slot");
    },
  };
  expect(textOf("ja", strong, { ja: broken })).toEqual(textOf("en", strong));
  expect(textOf("ja", strong, {})).toEqual(textOf("en", strong));
});

test("numbers that are none do not reach people", () => {
  const nan = Number.NaN;
  for (const tag of TAGS) {
    const { now } = TEMPLATES[tag];
    const one = textOf(tag, { ...strong, secondsLeft: nan, intensity: nan, magnitude: nan, distanceKm: nan });
    const all = textOf(tag, { ...area, radiusKm: nan, magnitude: nan });
    expect(one.headline.toLowerCase()).toContain(now);
    expect(one.detail + all.headline + all.detail).not.toContain("NaN");
  }
});

test("a place's name stands on one line, and where it is too long the coordinates do", () => {
  expect(textOf("en", { ...area, place: " San\n Marcos " }).headline).toContain("near San Marcos,");
  expect(textOf("el", { ...area, mode: "simulation", place: "x".repeat(500), intensity: 7 }).headline).toContain(
    "17.6°N",
  );
  expect(textOf("fr", { ...area, place: "Lázaro Cárdenas" }).headline).toMatch(/Lázaro Cárdenas, légère à 60 km\.$/);
  expect(textOf("es", unnamed).headline).toContain("17.6°N 101.6°W");
  expect(textOf("ar", area).headline).toContain(`\u2068${PLACE}\u2069`);
  expect(textOf("fr", { ...area, place: "Acapulco" }).headline).toContain("près d'Acapulco");
});
