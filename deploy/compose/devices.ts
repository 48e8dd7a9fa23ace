// Mosquitto's password file: a line a user, `name:$7$rounds$salt$hash` (PBKDF2 with SHA-512, as mosquitto_passwd writes).
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "./replaceFile.ts";

/** mosquitto_passwd's own: the passwords are random, and the broker checks them in its only thread. */
const ROUNDS = 101;
const SALT_BYTES = 12;
const HASH_BYTES = 64;

/** Ours; a station of this name could not be told from them. */
export const RESERVED = ["ingest", "alarm", "sim", "health"] as const;
/** A station code as in topics; upper case only, because the ingest service takes "abc" and "ABC" for one station. */
const DEVICE_NAME = /^[A-Z0-9-]{1,16}$/;

/** @throws Error that says what a name may be. */
export function checkDeviceName(name: string): void {
  if (!DEVICE_NAME.test(name)) {
    throw new Error(`device: got "${name}", want a station code: 1 to 16 of A-Z, 0-9 and -`);
  }
}

/** @param edge the folder the broker reads */
export function setUser(edge: string, name: string, password: string): void {
  write(edge, new Map(read(edge)).set(name, hashOf(password)));
}

/** @returns false when there was none of this name. */
export function removeUser(edge: string, name: string): boolean {
  const users = read(edge);
  const was = users.delete(name);
  write(edge, users);
  return was;
}

export function deviceNames(edge: string): string[] {
  const reserved = new Set<string>(RESERVED);
  return [...read(edge).keys()].filter((name) => !reserved.has(name)).sort();
}

/** Hexadecimal: it stands in URLs and command lines, where base64url that begins with a dash is taken for an option. */
export function newPassword(): string {
  return randomBytes(20).toString("hex");
}

function hashOf(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const hash = pbkdf2Sync(password, salt, ROUNDS, HASH_BYTES, "sha512");
  return `$7$${ROUNDS}$${salt.toString("base64")}$${hash.toString("base64")}`;
}

function read(edge: string): Map<string, string> {
  const path = join(edge, "passwords");
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  return new Map(
    lines
      .filter((line) => line.includes(":"))
      .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
  );
}

function write(edge: string, users: ReadonlyMap<string, string>): void {
  const lines = [...users].map(([name, hash]) => `${name}:${hash}\n`);
  replaceFile(join(edge, "passwords"), lines.join(""), 0o600);
}
