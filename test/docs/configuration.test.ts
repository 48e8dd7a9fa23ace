// docs/configuration.md is made from the tables that the services read, and cannot drift from them.
import { expect, test } from "vitest";
import { alarmTable } from "../../services/alarm/config.ts";
import { catalogueTable } from "../../services/catalogue/config.ts";
import { decoderTable } from "../../services/decoder/config.ts";
import { gatewayTable } from "../../services/gateway/config.ts";
import { ingestTable } from "../../services/ingest/config.ts";
import { integratorTable } from "../../services/integrator/config.ts";
import { type ConfigTable, type Setting, type Table, variableOf } from "../../shared/runtime/config.ts";
import { runtimeTables } from "../../shared/runtime/settings.ts";

const OF_SERVICES = [
  ["ingest", ingestTable],
  ["decoder", decoderTable],
  ["integrator", integratorTable],
  ["alarm", alarmTable],
  ["catalogue", catalogueTable],
  ["gateway", gatewayTable],
] as const;

function allowed(setting: Setting): string {
  if (setting.kind === "flag") return "true, false";
  if (setting.kind === "number") return `${setting.min} … ${setting.max}${setting.unit ? ` ${setting.unit}` : ""}`;
  return `text${setting.secret ? ", or its file in `…_FILE`" : ""}`;
}

function rows(table: ConfigTable<Table>): string[] {
  return Object.entries(table.settings).map(([name, setting]) => {
    const shown = setting.default === "" ? "(empty)" : `\`${setting.default}\``;
    return `| \`${variableOf(table.prefix, name)}\` | ${shown} | ${allowed(setting)} | ${setting.doc} |`;
  });
}

function section(title: string, tables: readonly ConfigTable<Table>[]): string[] {
  return ["", `## ${title}`, "| variable | default | allowed | what |", "|---|---|---|---|", ...tables.flatMap(rows)];
}

test("the reference of settings says what the code reads", async () => {
  const text = [
    "# Settings",
    "",
    "Read once at start from the environment; all faults are reported together. An unknown name that begins with a",
    "service's prefix is a fault. This page is made from the code (`npx vitest run test/docs -u`).",
    ...section("Every process", runtimeTables as readonly ConfigTable<Table>[]),
    ...OF_SERVICES.flatMap(([name, table]) => section(name, [table as ConfigTable<Table>])),
    "",
  ].join("\n");
  await expect(text).toMatchFileSnapshot("../../docs/configuration.md");
});
