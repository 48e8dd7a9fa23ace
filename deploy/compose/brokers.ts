// The brokers' configuration as their containers read it: the files of this folder, with the passwords put in.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { newPassword, setUser } from "./devices.ts";
import { replaceFile } from "./replaceFile.ts";

/** Readable for the users of every image; each container mounts only the folders it needs. */
const FOR_ALL = 0o444;
/** Mosquitto refuses files that others may read. */
const OWNER_ONLY = 0o600;

export interface Passwords {
  readonly apiToken: string;
  readonly rabbitmq: string;
  readonly redis: string;
  readonly postgres: string;
  readonly ingest: string;
  readonly alarm: string;
  readonly sim: string;
  readonly health: string;
}

/**
 * Makes the passwords that are missing, and writes every file from them: running it again changes no password.
 * @param folder holds a folder each for api, bus, store, database, mqtt, mqtt-alarm, mqtt-sim, edge
 */
export function writeConfiguration(folder: string): Passwords {
  const secret = (path: string, mode = FOR_ALL) => keptSecret(join(folder, path), mode);
  const passwords: Passwords = {
    apiToken: secret("api/token"),
    rabbitmq: secret("bus/password"),
    redis: secret("store/password"),
    postgres: secret("database/password"),
    ingest: secret("mqtt/ingest-password"),
    alarm: secret("mqtt-alarm/password"),
    sim: secret("mqtt-sim/password"),
    health: secret("edge/health-password", OWNER_ONLY),
  };
  const put = (path: string, text: string, mode = FOR_ALL) => replaceFile(join(folder, path), text, mode);
  put("bus/url", `amqp://tocsin:${passwords.rabbitmq}@rabbitmq:5672`);
  put("bus/rabbitmq.conf", ownFile("rabbitmq.conf"));
  put("bus/definitions.json", JSON.stringify(definitionsOf(passwords.rabbitmq), null, 2));
  put("store/url", `redis://:${passwords.redis}@redis:6379`);
  put("store/redis.conf", `${ownFile("redis.conf")}\nrequirepass ${passwords.redis}\n`);
  put("database/url", `postgres://tocsin:${passwords.postgres}@postgres:5432/tocsin`);
  put("mqtt/ingest-url", `mqtt://ingest:${passwords.ingest}@mosquitto:1883`);
  put("mqtt-alarm/url", `mqtt://alarm:${passwords.alarm}@mosquitto:1883`);
  put("mqtt-sim/url", `mqtt://sim:${passwords.sim}@mosquitto:1883`);
  put("edge/mosquitto.conf", ownFile("mosquitto.conf"), OWNER_ONLY);
  put("edge/acl", ownFile("mosquitto.acl"), OWNER_ONLY);
  for (const user of ["ingest", "alarm", "sim", "health"] as const)
    setUser(join(folder, "edge"), user, passwords[user]);
  return passwords;
}

/** Users and vhost for RabbitMQ's import at every boot. The salt comes from the password, so that nothing changes. */
function definitionsOf(password: string): unknown {
  const salt = createHash("sha256").update(`salt:${password}`).digest().subarray(0, 4);
  const hash = createHash("sha256").update(salt).update(password).digest();
  return {
    vhosts: [{ name: "/" }],
    users: [
      {
        name: "tocsin",
        password_hash: Buffer.concat([salt, hash]).toString("base64"),
        hashing_algorithm: "rabbit_password_hashing_sha256",
        tags: [],
      },
    ],
    permissions: [{ user: "tocsin", vhost: "/", configure: ".*", write: ".*", read: ".*" }],
  };
}

function ownFile(name: string): string {
  return readFileSync(join(import.meta.dirname, name), "utf8");
}

/** What the file holds, or a new password that it holds from now on. */
function keptSecret(path: string, mode: number): string {
  if (!existsSync(path)) replaceFile(path, newPassword(), mode);
  return readFileSync(path, "utf8").trim();
}
