// What services say, on a page in Spanish: every sentence of theirs is one that is known, and what is not known stays as it is.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readScenarios } from "../../../../services/gateway/drills/scenarios.ts";
import { told as english } from "../../../../services/gateway/page/i18n/en/told.ts";
import { textsIn } from "../../../../services/gateway/page/i18n/language.ts";
import { toldText } from "../../../../services/gateway/page/parts/toldWords.ts";
import { Malformed } from "../../../../shared/contracts/topic.ts";
import { reasonOf, Unavailable } from "../../../../shared/runtime/errors.ts";
import { gridNetwork, motionOf, picksOf, play, regionOf, START_MS } from "../../integrator/network.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const [EN, ES] = [textsIn("en"), textsIn("es")];
const inSpanish = (said: string) => toldText(said, ES);

const SENTENCES = Object.entries(english);
const slotsOf = (sentence: string) => new Set(sentence.match(/\{\d\}/g));
const spanishOf = (key: string): string => Reflect.get(ES.told, key);

test.each(SENTENCES)("%s stands in Spanish too, and fills its gaps with what was said", (key, sentence) => {
  expect([...slotsOf(sentence)]).toEqual(expect.arrayContaining([...slotsOf(spanishOf(key))]));
  if (sentence !== "final") expect(spanishOf(key)).not.toBe(sentence);
  const said = sentence.replaceAll(/\{(\d)\}/g, "7$1");
  expect(inSpanish(said)).toBe(spanishOf(key).replaceAll(/\{(\d)\}/g, "7$1"));
  expect(toldText(said, EN)).toBe(said);
});

test("a sentence that no service says any more is noticed", () => {
  const source = ["shared", "services"]
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
    )
    .filter((name) => name.endsWith(".ts") && !name.includes("gateway/page/"))
    .map((name) => readFileSync(join(ROOT, name), "utf8"))
    .join("\n");
  const namesOfErrors = [new Malformed("{1}"), new Unavailable("{1}")].map(reasonOf);
  const isSaid = (sentence: string) => sentence.split(/\(?\{\d\}\)?/).every((part) => source.includes(part));
  expect(SENTENCES.filter(([, sentence]) => !isSaid(sentence) && !namesOfErrors.includes(sentence))).toEqual([]);
});

test.each([
  ["retracted: 5 of 9 stations silent", "retirado: callan 5 de 9 estaciones"],
  [
    "retracted: apparentKmS 23.4: a plane wave this fast comes from far away",
    "retirado: velocidad aparente, km/s 23.4: una onda plana así de rápida viene de lejos",
  ],
  [
    "Z clipped: the sensor reached its end; step: the level jumped; N dead channel: it stands still",
    "Z saturado: el sensor llegó a su límite; escalón: el nivel saltó; N canal muerto: no se mueve",
  ],
  ["Unavailable: database: no answer within 2000 ms", "No disponible: base de datos: sin respuesta en 2000 ms"],
  ["Unavailable: redis at 127.0.0.1: ECONNREFUSED", "No disponible: redis at 127.0.0.1: ECONNREFUSED"],
  [
    "drill-a-1 (running) would run at the same time; stop it, or choose another time",
    "drill-a-1 (en marcha) se ejecutaría a la vez; deténgalo, o elija otra hora",
  ],
  ["authorization: this key was revoked", "acceso: esa clave fue revocada"],
  ["Mpd", "Mpd"],
  ["", ""],
])("%o is told as %o", (said, spanish) => {
  expect(inSpanish(said)).toBe(spanish);
});

describe("of an earthquake in a sparse network", () => {
  const centre = { latitudeDeg: 17, longitudeDeg: -99 };
  const network = gridNetwork({ centre, columns: 4, rows: 4, spacingKm: 50 });
  const quake = { ...centre, depthKm: 15, magnitude: 6, originMs: START_MS + 30_000 };
  const steps = [
    ...motionOf(network, { fromS: 0, toS: 200, quakes: [quake] }),
    ...picksOf(quake, network, { seed: 3 }),
  ];
  const versions = play(regionOf(network), steps);

  test("no reason of a version and no rule is left in English", () => {
    const rules = versions.flatMap(({ evidence }) => evidence).filter(({ rule }) => rule !== "magnitude");
    const said = [
      ...versions.map(({ reason }) => reason.replace(/^[A-Z]+: /, "")),
      ...rules.flatMap(({ rule, note = "" }) => [rule, note]),
    ];
    expect(new Set(said).size).toBeGreaterThan(25);
    const english = said.filter((text) => text !== "final" && inSpanish(text) === text);
    expect(english).toEqual([]);
  });
});

test("every scenario of a drill has a title and a description in Spanish", () => {
  const names = readScenarios().map(({ name }) => name);
  expect(Object.keys(ES.scenarios).sort()).toEqual(names);
});
