// A private PostgreSQL without fsync. It refuses root, so as root it runs as Debian's user `postgres`.
import { execFile } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { answers, asUser, freePorts, isRoot, type PrivateServer, programPath, startServer } from "./privateServer.ts";

const USER = "postgres";
/** SSLRequest (PostgreSQL 53.2.11): answered by one byte, S or N, once the server takes connections. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

// Commits still reach the operating system, so that a killed server has them afterwards.
const SETTINGS = {
  fsync: "off",
  full_page_writes: "off",
  unix_socket_directories: "",
  listen_addresses: "127.0.0.1",
  max_connections: "100",
};

/** Debian keeps a folder a major version; the newest is taken. */
export function postgresProgram(name: "postgres" | "initdb" = "postgres"): string | undefined {
  const versions = "/usr/lib/postgresql";
  const found = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : [];
  return programPath(
    name,
    found.map((version) => join(versions, version, "bin", name)),
  );
}

/** @param folder an empty folder; its parents must be open to other users when root runs this */
export async function startPostgres(folder: string): Promise<PrivateServer> {
  const [port = 0] = await freePorts(1);
  const command = postgresProgram();
  if (command === undefined) throw new Error("postgres is not installed (Debian: postgresql)");
  const data = join(folder, "data");
  await initialise(folder, data);
  const settings = Object.entries({ ...SETTINGS, port: String(port) });
  return startServer(
    {
      name: "postgres",
      folder,
      command,
      args: ["-D", data, ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      user: USER,
      // SIGTERM would wait for every client to leave.
      stopSignal: "SIGINT",
      probe: () => takesLogins(port),
    },
    { url: `postgres://${USER}@127.0.0.1:${port}/postgres`, port },
  );
}

async function initialise(folder: string, data: string): Promise<void> {
  if (existsSync(data)) return;
  mkdirSync(data, { mode: 0o700 });
  chmodSync(folder, 0o755);
  if (isRoot()) await giveTo(data);
  const arguments_ = ["-D", data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
  const initdb = postgresProgram("initdb") ?? "initdb";
  const [command = initdb, ...args] = [...asUser(USER, { dieWithParent: true }), initdb, ...arguments_];
  await promisify(execFile)(command, args, { cwd: folder });
}

async function giveTo(data: string): Promise<void> {
  const { stdout } = await promisify(execFile)("id", ["-u", USER]);
  chownSync(data, Number(stdout), statSync(data).gid);
}

/** The listener answers before recovery is over; a login with user and database shows that sessions are served. */
async function takesLogins(port: number): Promise<void> {
  const text = Buffer.from(`user\0${USER}\0database\0${USER}\0\0`);
  const login = Buffer.alloc(8 + text.length);
  login.writeInt32BE(login.length, 0);
  login.writeInt32BE(196_608, 4);
  text.copy(login, 8);
  await answers(port, SSL_REQUEST, (answer) => answer[0] === 0x4e || answer[0] === 0x53);
  await answers(port, login, (answer) => answer[0] === 0x52);
}
