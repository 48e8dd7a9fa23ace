// Configuration as a table: name, unit, default, range, one sentence; read once at start, all faults reported together.
import { readFileSync } from "node:fs";

interface Common {
  /** One sentence for the reference table in docs/. */
  readonly doc: string;
  readonly unit?: string;
}
export interface NumberSetting extends Common {
  readonly kind: "number";
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
export interface TextSetting extends Common {
  readonly kind: "text";
  readonly default: string;
  readonly pattern?: RegExp;
  /** May also be given as NAME_FILE, whose content is taken: for secrets. */
  readonly secret?: boolean;
}
export interface FlagSetting extends Common {
  readonly kind: "flag";
  readonly default: boolean;
}
export type Setting = NumberSetting | TextSetting | FlagSetting;
export type Table = Readonly<Record<string, Setting>>;
export type Values<T extends Table> = {
  readonly [K in keyof T]: T[K] extends NumberSetting ? number : T[K] extends FlagSetting ? boolean : string;
};
export interface ConfigTable<T extends Table> {
  /** "DECODER": settings are DECODER_STA_S and so on. */
  readonly prefix: string;
  readonly settings: T;
  /** False where other programs use the prefix too (HTTP_PROXY): unknown names are then no fault. */
  readonly exclusive: boolean;
}
export type Environment = Readonly<Record<string, string | undefined>>;

/** All faults of one or more tables, one a line. */
export class BadConfig extends Error {
  override readonly name = "BadConfig";
}

export const number = (setting: Omit<NumberSetting, "kind">): NumberSetting => ({ kind: "number", ...setting });
export const text = (setting: Omit<TextSetting, "kind">): TextSetting => ({ kind: "text", ...setting });
export const flag = (setting: Omit<FlagSetting, "kind">): FlagSetting => ({ kind: "flag", ...setting });

export function configTable<T extends Table>(prefix: string, settings: T, exclusive = true): ConfigTable<T> {
  return { prefix, settings, exclusive };
}

/** `staS` in table DECODER → `DECODER_STA_S`. */
export function variableOf(prefix: string, name: string): string {
  return `${prefix}_${name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase()}`;
}

/** @throws BadConfig naming every bad value and every unknown variable that begins with the table's prefix. */
export function readConfig<T extends Table>(table: ConfigTable<T>, env: Environment): Values<T> {
  const faults: string[] = [];
  const values: Record<string, number | string | boolean> = {};
  const known = new Set<string>();
  for (const [name, setting] of Object.entries(table.settings)) {
    const variable = variableOf(table.prefix, name);
    known.add(variable).add(`${variable}_FILE`);
    const given = givenValue(variable, setting, env, faults);
    values[name] = given === undefined ? setting.default : parse(variable, setting, given, faults);
  }
  for (const variable of table.exclusive ? Object.keys(env) : []) {
    if (variable.startsWith(`${table.prefix}_`) && !known.has(variable)) {
      faults.push(
        `${variable}: no such setting; there are: ${Object.keys(table.settings)
          .map((n) => variableOf(table.prefix, n))
          .join(", ")}`,
      );
    }
  }
  if (faults.length > 0) throw new BadConfig(faults.join("\n"));
  return values as Values<T>;
}

function givenValue(variable: string, setting: Setting, env: Environment, faults: string[]): string | undefined {
  const file = env[`${variable}_FILE`];
  if (file === undefined || env[variable] !== undefined) return env[variable];
  if (setting.kind !== "text" || !setting.secret) {
    faults.push(`${variable}_FILE: only secrets may come from a file; set ${variable}`);
    return undefined;
  }
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    faults.push(`${variable}_FILE: cannot read "${file}": ${String(error)}`);
    return undefined;
  }
}

function parse(variable: string, setting: Setting, given: string, faults: string[]): number | string | boolean {
  if (setting.kind === "number") {
    const value = Number(given);
    if (given.trim() !== "" && value >= setting.min && value <= setting.max) return value;
    faults.push(
      `${variable}: got "${given}", want a number from ${setting.min} to ${setting.max}${setting.unit ? ` ${setting.unit}` : ""}`,
    );
  } else if (setting.kind === "flag") {
    if (given === "true" || given === "false") return given === "true";
    faults.push(`${variable}: got "${given}", want true or false`);
  } else {
    if (setting.pattern === undefined || setting.pattern.test(given)) return given;
    faults.push(`${variable}: got "${setting.secret ? "…" : given}", want ${setting.pattern}`);
  }
  return setting.default;
}
