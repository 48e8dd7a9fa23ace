// The import's command line: what it understands, and what it says to what it does not.
import { expect, test } from "vitest";
import { importArguments } from "../../../services/catalogue/importArguments.ts";

const SERVER = ["--fdsn", "https://earthquake.usgs.gov", "--start", "1990-01-01"];

test("a server is asked for a span, a box and a least magnitude, politely unless told otherwise", () => {
  const rest = ["--end", "2000-01-01T12:00:00Z", "--min-magnitude", "4.5", "--box", "14,-106,20,-92"];
  expect(importArguments([...SERVER, ...rest])).toEqual({
    paths: [],
    server: {
      server: "https://earthquake.usgs.gov",
      startMs: Date.UTC(1990, 0, 1),
      endMs: Date.UTC(2000, 0, 1, 12),
      filters: { minmagnitude: "4.5", minlatitude: "14", minlongitude: "-106", maxlatitude: "20", maxlongitude: "-92" },
    },
    updatedAfterMs: undefined,
    isAnew: false,
    pauseMs: 1000,
    source: "",
    reportFile: undefined,
    isQuiet: false,
  });
});

test("files may be many", () => {
  expect(importArguments(["a.csv", "b", "--source", "SSN", "--report", "bad.txt", "-q"])).toMatchObject({
    paths: ["a.csv", "b"],
    server: undefined,
    source: "SSN",
    reportFile: "bad.txt",
    isQuiet: true,
  });
});

test.each([
  [[], "want files, or --fdsn URL"],
  [[...SERVER, "a.csv"], "want files, or --fdsn URL"],
  [["a.csv", "--start", "1990-01-01"], "--start: want --fdsn URL with it"],
  [["--fdsn", "ftp://x", "--start", "1990-01-01"], '--fdsn: got "ftp://x", want http://… or https://…'],
  [["--fdsn", "https://x"], "--start: want the first day, e.g. 1990-01-01"],
  [["--fdsn", "https://x", "--start", "1990"], '--start: got "1990", want a UTC time like 2018-02-16'],
  [["--fdsn", "https://x", "--start", "1990-13-01"], '--start: got "1990-13-01"'],
  [[...SERVER, "--end", "1989-01-01"], '--end: got "1989-01-01", want after --start'],
  [[...SERVER, "--min-magnitude", "big"], '--min-magnitude: got "big", want a number from -5 to 10'],
  [[...SERVER, "--box", "14,-106,20"], '--box: got "14,-106,20", want south,west,north,east'],
  [[...SERVER, "--box", "20,-106,14,-92"], '--box: got "20,-106,14,-92"'],
  [[...SERVER, "--box", "14,,20,-92"], '--box: got "14,,20,-92"'],
  [[...SERVER, "--pause-s", "-1"], "--pause-s"],
  [["a.csv", "--bogus"], "--bogus"],
])("%j: %s", (args, message) => {
  expect(() => importArguments(args)).toThrow(message);
});
