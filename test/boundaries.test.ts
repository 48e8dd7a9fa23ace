// The import directions and the places where the outside world may be touched (seismo ← contracts ← sensors, runtime ← services).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

interface Area {
  /** Folders this one may import from, beside itself. */
  readonly folders: readonly string[];
  /** Packages it may import; "any" for those that talk to the outside. */
  readonly packages: readonly string[] | "any";
}

const SHARED = ["shared/seismo", "shared/contracts", "shared/sensors", "shared/runtime"];
const SERVICES = ["ingest", "decoder", "integrator", "catalogue", "alarm", "gateway"].map((name) => `services/${name}`);

const AREAS: Readonly<Record<string, Area>> = {
  "shared/seismo": { folders: [], packages: [] },
  "shared/contracts": { folders: ["shared/seismo"], packages: ["zod", "ajv", "fast-xml-parser"] },
  "shared/sensors": { folders: ["shared/contracts", "shared/seismo"], packages: [] },
  "shared/runtime": { folders: ["shared/contracts", "shared/seismo"], packages: "any" },
  ...Object.fromEntries(SERVICES.map((name) => [name, { folders: SHARED, packages: "any" as const }])),
  services: { folders: [...SHARED, ...SERVICES], packages: "any" },
  simulators: { folders: [...SHARED, "services"], packages: "any" },
};

/** Wall time, timers, chance and the environment: in the runtime and the simulators alone; the entry point ends the process. */
const OUTSIDE = /\b(process\.env|Date\.now|setTimeout|setInterval|Math\.random)\b/;
const MAY_TOUCH_OUTSIDE = [
  "shared/runtime/",
  "simulators/",
  "services/main.ts",
  "services/gateway/page/",
  "services/catalogue/import.ts",
  "services/catalogue/importStations.ts",
];

const MAX_SERVICE_LINES = 90;

const files = ["shared", "services", "simulators"].flatMap((root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name)),
);

function areaOf(path: string): string {
  const parts = dirname(path).split("/");
  return parts[0] === "simulators" ? "simulators" : parts.slice(0, 2).join("/");
}

/** Code without comments and without the content of strings that are not import targets. */
function importsOf(source: string): string[] {
  return [...source.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)"([^"]+)"/g)].map(([, target]) => target ?? "");
}

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "");
}

test("there are files to look at", () => {
  expect(files.length).toBeGreaterThan(40);
});

test.each(files)("%s imports only what its folder may", (file) => {
  const area = areaOf(file);
  const rules = AREAS[area];
  expect(rules, `${file} lies in a folder nobody has described`).toBeDefined();
  for (const target of importsOf(readFileSync(file, "utf8"))) {
    if (target.startsWith(".")) {
      const path = normalize(join(dirname(file), target));
      expect([area, ...(rules?.folders ?? [])], `${file} -> ${target}`).toContain(areaOf(path));
      expect(existsSync(path), `${file} -> ${target} is not there`).toBe(true);
    } else if (rules?.packages !== "any" && !file.includes("/page/")) {
      expect(rules?.packages, `${file} -> ${target}`).toContain(target.split("/")[0]);
    }
  }
});

test.each(
  files.filter((file) => !MAY_TOUCH_OUTSIDE.some((allowed) => file.startsWith(allowed))),
)("%s takes time, chance and settings from its context", (file) => {
  expect(withoutComments(readFileSync(file, "utf8"))).not.toMatch(OUTSIDE);
});

test.each(files)("%s opens with a line that says what it is", (file) => {
  expect(readFileSync(file, "utf8").replace(/^#!.*\n/, "")).toMatch(/^(\/\/ \S|\/\*\* \S)/);
});

test.each(SERVICES)("%s/service.ts is wiring only", (folder) => {
  expect(readFileSync(join(folder, "service.ts"), "utf8").split("\n").length).toBeLessThanOrEqual(
    MAX_SERVICE_LINES + 1,
  );
});

test.each(SERVICES)("%s has a README that tells what it consumes, publishes, scales by and how it dies", (folder) => {
  const readme = readFileSync(join(folder, "README.md"), "utf8").toLowerCase();
  for (const word of ["consumes", "publishes", "scales", "dies"]) expect(readme, word).toContain(word);
});
