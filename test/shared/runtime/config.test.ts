// Settings come from a table; every fault is told, all at once, by its variable's name.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BadConfig, configTable, flag, number, readConfig, text } from "../../../shared/runtime/config.ts";
import { readSettings } from "../../../shared/runtime/settings.ts";

const table = configTable("DECODER", {
  staS: number({ unit: "s", default: 0.5, min: 0.1, max: 5, doc: "Short window." }),
  onlyVertical: flag({ default: false, doc: "Ignore horizontals." }),
  brokerUrl: text({ default: "memory:", pattern: /^(memory|amqp):/, doc: "Where.", secret: true }),
});

test("without any variable the defaults hold", () => {
  expect(readConfig(table, { PATH: "/bin" })).toEqual({ staS: 0.5, onlyVertical: false, brokerUrl: "memory:" });
});

test("variables are the path in capitals", () => {
  const env = { DECODER_STA_S: "1.5", DECODER_ONLY_VERTICAL: "true", DECODER_BROKER_URL: "amqp://x" };
  expect(readConfig(table, env)).toEqual({ staS: 1.5, onlyVertical: true, brokerUrl: "amqp://x" });
});

test("all faults are reported together, and an unknown variable is one", () => {
  const env = { DECODER_STA_S: "fast", DECODER_ONLY_VERTICAL: "yes", DECODER_STA: "1" };
  const read = () => readConfig(table, env);
  expect(read).toThrow(BadConfig);
  for (const part of [
    'DECODER_STA_S: got "fast", want a number from 0.1 to 5 s',
    "DECODER_ONLY_VERTICAL",
    "DECODER_STA: no such setting",
  ]) {
    expect(read).toThrow(part);
  }
});

test.each(["", " ", "NaN", "Infinity", "1e9", "0x", "-1"])("%j is no window length", (value) => {
  expect(() => readConfig(table, { DECODER_STA_S: value })).toThrow("DECODER_STA_S");
});

test("a secret may come from a file, its value is never in an error", () => {
  const file = join(mkdtempSync(join(tmpdir(), "tocsin-")), "url");
  writeFileSync(file, "amqp://from-file\n");
  expect(readConfig(table, { DECODER_BROKER_URL_FILE: file }).brokerUrl).toBe("amqp://from-file");
  expect(() => readConfig(table, { DECODER_BROKER_URL: "hunter2" })).toThrow(/^(?!.*hunter2)/);
  expect(() => readConfig(table, { DECODER_BROKER_URL_FILE: `${file}.missing` })).toThrow("cannot read");
});

test("listening beyond loopback without a token is refused", () => {
  expect(() => readSettings({ HTTP_HOST: "0.0.0.0" })).toThrow("API_TOKEN");
  expect(readSettings({ HTTP_HOST: "0.0.0.0", API_TOKEN: "t" }).http.host).toBe("0.0.0.0");
  expect(readSettings({ HTTP_PROXY: "http://proxy" }).http.port).toBe(8080);
});
