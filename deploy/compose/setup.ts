// The `setup` container: makes passwords once, writes the brokers' files, manages the credentials of devices.
import { join } from "node:path";
import { writeConfiguration } from "./brokers.ts";
import { checkDeviceName, deviceNames, newPassword, removeUser, setUser } from "./devices.ts";

/** Not `docker compose kill -s HUP`: the engine would take it for a stop, and not restart the broker after a crash. */
const RELOAD = "docker compose exec mosquitto sh -c 'kill -HUP 1'";
const USAGE = `docker compose run --rm setup [command]

  (none)              makes missing passwords, writes the brokers' configuration; done at every start
  show                the API token, and the MQTT address for simulators
  device add NAME     a credential for the station NAME; a new one replaces the old
  device remove NAME  takes it back
  device list         names of all devices

Then let the broker read it, which also ends the connections of devices that are no more:
  ${RELOAD}`;

const folder = process.env.TOCSIN_SETUP_FOLDER ?? "/run/tocsin";
const edge = join(folder, "edge");

function addDevice(name: string): string {
  checkDeviceName(name);
  const password = newPassword();
  const isNew = !deviceNames(edge).includes(name);
  setUser(edge, name, password);
  return `user      ${name}
password  ${password}
topics    eew/v1/<tenant>/<network>/${name}/traces/<openeew|miniseed2|compact>
${isNew ? "added" : "replaced"}; the password is shown only now. Then: ${RELOAD}`;
}

function removeDevice(name: string): string {
  checkDeviceName(name);
  if (!removeUser(edge, name))
    throw new Error(`device: no "${name}"; there are: ${deviceNames(edge).join(", ") || "none"}`);
  return `removed ${name}. Then: ${RELOAD}`;
}

/** @throws Error with the usage for what is no command. */
function answerTo(args: readonly string[]): string {
  const passwords = writeConfiguration(folder);
  const [command = "", action = "", name = "", ...rest] = args;
  if (command === "") return `configuration and passwords are in ${folder}`;
  if (rest.length === 0 && command === "device") {
    if (action === "add" && name !== "") return addDevice(name);
    if (action === "remove" && name !== "") return removeDevice(name);
    if (action === "list" && name === "") return deviceNames(edge).join("\n");
  }
  if (command === "show" && action === "") {
    return `api token  ${passwords.apiToken}\nsimulators mqtt://sim:${passwords.sim}@127.0.0.1:1883`;
  }
  throw new Error(USAGE);
}

try {
  console.log(answerTo(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
