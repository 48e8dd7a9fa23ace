// The commands of docs/catalogue.md are understood, and its line of a fault is what a fault says.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { importArguments } from "../../services/catalogue/importArguments.ts";
import { faultText } from "../../services/catalogue/intake.ts";

const page = readFileSync("docs/catalogue.md", "utf8");
const commands = [...page.matchAll(/^npm run catalogue:import -- (.+)$/gm)].map(([, args = ""]) => args);

test.each(commands)("npm run catalogue:import -- %s", (args) => {
  expect(() => importArguments(args.split(" "))).not.toThrow();
});

test("there is a command for a server and one for files, and a bad line reads as the page says", () => {
  expect(commands.map((args) => importArguments(args.split(" ")).server?.server)).toEqual([
    "https://earthquake.usgs.gov",
    undefined,
  ]);
  const fault = { file: "a.csv", line: 17, field: "lat", value: "97", reason: "want a number from -90 to 90" };
  expect(page).toContain(faultText(fault));
});
