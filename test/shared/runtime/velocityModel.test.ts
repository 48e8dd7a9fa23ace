// The setting VELOCITY_MODEL: names, files, and what is refused.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { BadConfig } from "../../../shared/runtime/config.ts";
import { readSettings } from "../../../shared/runtime/settings.ts";
import { AK135 } from "../../../shared/seismo/ak135.ts";
import { IASP91 } from "../../../shared/seismo/iasp91.ts";
import { travelTimeS } from "../../../shared/seismo/travelTime.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-velocity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(content: string): string {
  const path = join(folder, "crust.json");
  writeFileSync(path, content);
  return path;
}

const modelOf = (setting: string) => readSettings({ VELOCITY_MODEL: setting }).velocityModel;

test("without the setting it is iasp91, and the models we know go by their names", () => {
  expect(readSettings({}).velocityModel).toBe(IASP91);
  expect(modelOf("iasp91")).toBe(IASP91);
  expect(modelOf("ak135")).toBe(AK135);
});

test("a file is the model it holds: in EPIC's half-space S goes straight at 3.5 km/s", () => {
  const epic = { name: "epic", geometry: "flat", nodes: [[0, 6, 3.5]] };
  const model = modelOf(fileOf(JSON.stringify(epic)));
  expect(model).toEqual(epic);
  expect(travelTimeS("S", 100, 10, model)).toBeCloseTo(Math.hypot(100, 10) / 3.5, 2);
});

test("the example of docs/operations.md is a model", () => {
  const examples = readFileSync("docs/operations.md", "utf8").match(/```json\n[^`]*"geometry"[^`]*```/g) ?? [];
  expect(examples).toHaveLength(1);
  const model = modelOf(fileOf(examples[0]?.replaceAll(/```(json)?/g, "") ?? ""));
  // Head wave of the Moho, by hand: down from 10 km and up again at the slowness of 7.8 km/s.
  const under = (km: number, v: number) => km * Math.sqrt(1 / v ** 2 - 1 / 7.8 ** 2);
  const throughS = under(5.5, 5.5) + under(10.5, 6.3) + under(6, 6.3) + 2 * under(16, 6.7);
  expect(travelTimeS("P", 250, 10, model)).toBeCloseTo(250 / 7.8 + throughS, 1);
});

describe("what is no model is refused with the place, the value and what was wanted", () => {
  const good = { name: "crust", geometry: "flat", nodes: [[0, 6, 3.5]] };
  const nodes = (...given: unknown[]) => JSON.stringify({ ...good, nodes: given });
  test.each([
    ["{", "want iasp91, ak135 or a file of JSON: SyntaxError"],
    ["null", "got null, want an object of name, geometry and nodes"],
    ["[]", "got [], want an object of name, geometry and nodes"],
    [JSON.stringify({ ...good, geometri: "flat" }), "and nothing else"],
    [JSON.stringify({ ...good, name: "" }), 'name: got "", want 1 to 60 characters'],
    [JSON.stringify({ ...good, geometry: "cube" }), 'geometry: got "cube", want spherical or flat'],
    [JSON.stringify({ ...good, geometry: undefined }), "geometry: got nothing, want spherical or flat"],
    [nodes(), "nodes: got [], want a list of 1 to 40 nodes"],
    [nodes(...Array.from({ length: 41 }, (_, km) => [km, 6, 3.5])), "want a list of 1 to 40 nodes"],
    [nodes([0, 6]), "nodes[0]: got [0,6], want [depth in km, Vp in km/s, Vs in km/s]"],
    [nodes([0, 6, 3.5, 2.7]), "nodes[0]: got [0,6,3.5,2.7], want"],
    [nodes([0, -6, 3.5]), "nodes[0][1]: got -6, want a number from 0.2 to 15 km/s"],
    [nodes([0, 6000, 3500]), "nodes[0][1]: got 6000, want a number from 0.2 to 15 km/s"],
    [nodes([0, "6", 3.5]), 'nodes[0][1]: got "6", want a number from 0.2 to 15 km/s'],
    [nodes([0, 6, Number.NaN]), "nodes[0][2]: got null, want a number from 0.1 to 10 km/s"],
    [nodes([5, 6, 3.5]), "nodes[0][0]: got 5, want 0 km"],
    [nodes([0, 6, 3.5], [20, 6, 3.5], [10, 7, 4]), "nodes[2][0]: got 10, want at least 20 km"],
    [nodes([0, 3.5, 6]), "nodes[0][2]: got 6, want less than Vp, 3.5 km/s"],
  ])("%s", (content, message) => {
    const path = fileOf(content);
    expect(() => modelOf(path)).toThrow(BadConfig);
    expect(() => modelOf(path)).toThrow(message);
    expect(() => modelOf(path)).toThrow(path);
  });

  test.each(["prem", "IASP91", "", "/", "__proto__"])("%j is neither a name nor a file", (setting) => {
    expect(() => modelOf(setting)).toThrow(`VELOCITY_MODEL: got "${setting}", want iasp91, ak135 or a file of JSON: `);
  });

  test("together with all other faults, and a name that is not the setting's is one", () => {
    const read = () => readSettings({ VELOCITY_MODEL: "prem", HTTP_PORT: "x", VELOCITY_MODLE: "ak135" });
    for (const part of ["VELOCITY_MODLE: no such setting", "HTTP_PORT"]) expect(read).toThrow(part);
  });
});
