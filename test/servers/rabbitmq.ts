// A private RabbitMQ node: its own name, epmd, cookie, folders and ports, no plugins, as whoever runs the tests.
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { answers, freePorts, type PrivateServer, programPath, startServer } from "./privateServer.ts";

/** Debian's wrappers in /usr/sbin insist on their own user and folder; the scripts behind them do not. */
const BIN = "/usr/lib/rabbitmq/bin";
export const rabbitmqProgram = () => programPath("rabbitmq-server", [join(BIN, "rabbitmq-server")]);

const LOOPBACK_ONLY = "-kernel inet_dist_use_interface {127,0,0,1}";

export interface PrivateRabbitmq extends PrivateServer {
  /** rabbitmqctl against this node and no other; resolves to its output. */
  ctl(...args: readonly string[]): Promise<string>;
  /** The same for another process: what to run, and with what environment. */
  readonly ctlCommand: { readonly command: string; readonly env: Readonly<Record<string, string>> };
}

export async function startRabbitmq(folder: string): Promise<PrivateRabbitmq> {
  const [port = 0, distPort = 0, epmdPort = 0] = await freePorts(3);
  const [command, ctlProgram] = [rabbitmqProgram(), programPath("rabbitmqctl", [join(BIN, "rabbitmqctl")])];
  if (command === undefined || ctlProgram === undefined) {
    throw new Error("rabbitmq-server is not installed (Debian: rabbitmq-server)");
  }
  const env = environment(folder, { port, distPort, epmdPort });
  const epmd = await startEpmd(folder, epmdPort);
  const server = await startServer(
    { name: "rabbitmq", folder, command, args: [], env, probe: () => greets(port), startWithinMs: 90_000 },
    { url: `amqp://guest:guest@127.0.0.1:${port}`, port },
  ).catch(async (error: unknown) => {
    await epmd.stop();
    throw error;
  });
  return {
    ...server,
    get pid() {
      return server.pid;
    },
    async stop() {
      await server.stop();
      await epmd.stop();
    },
    ctlCommand: { command: ctlProgram, env },
    ctl: (...args) => rabbitmqctl(ctlProgram, env, args),
  };
}

async function rabbitmqctl(
  command: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<string> {
  return (await promisify(execFile)(command, ["--quiet", ...args], { env, cwd: env.HOME })).stdout;
}

/** Erlang's name server, which the node would otherwise start as a daemon that nobody ends. */
function startEpmd(folder: string, port: number): Promise<PrivateServer> {
  const command = programPath("epmd", ["/usr/lib/erlang/bin/epmd"]) ?? "epmd";
  const home = join(folder, "epmd");
  mkdirSync(home);
  // NAMES_REQ (Erlang distribution protocol §14.3.4): two bytes of length, then "n".
  const probe = () => answers(port, Buffer.from([0, 1, 110]), (answer) => answer.length >= 4);
  const args = ["-port", String(port), "-address", "127.0.0.1"];
  return startServer({ name: "epmd", folder: home, command, args, probe }, { url: `epmd:${port}`, port });
}

/** AMQP 0-9-1 §4.2.2: the protocol header is answered by connection.start, a method frame (type 1). */
function greets(port: number): Promise<void> {
  return answers(port, Buffer.from("AMQP\0\0\x09\x01"), (answer) => answer[0] === 1);
}

function environment(
  folder: string,
  ports: { readonly port: number; readonly distPort: number; readonly epmdPort: number },
): Record<string, string> {
  const file = (name: string, content: string, mode = 0o600) => {
    writeFileSync(join(folder, name), content, { mode });
    return join(folder, name);
  };
  file(".erlang.cookie", `TOCSIN${ports.port}X${ports.distPort}`, 0o400);
  return {
    PATH: process.env.PATH ?? "",
    LANG: "C.UTF-8",
    HOME: folder,
    ERL_EPMD_PORT: String(ports.epmdPort),
    ERL_EPMD_ADDRESS: "127.0.0.1",
    // Replaces the shell by the node itself, so that our signals reach it.
    RUNNING_UNDER_SYSTEMD: "true",
    RABBITMQ_NODENAME: `tocsin${ports.port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_NODE_PORT: String(ports.port),
    RABBITMQ_DIST_PORT: String(ports.distPort),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: LOOPBACK_ONLY,
    RABBITMQ_CTL_ERL_ARGS: LOOPBACK_ONLY,
    RABBITMQ_CTL_DIST_PORT_MIN: "0",
    RABBITMQ_CTL_DIST_PORT_MAX: "0",
    RABBITMQ_BASE: folder,
    RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
    RABBITMQ_LOG_BASE: join(folder, "log"),
    RABBITMQ_SCHEMA_DIR: join(folder, "schema"),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, "config"),
    RABBITMQ_FEATURE_FLAGS_FILE: join(folder, "feature_flags"),
    RABBITMQ_PID_FILE: join(folder, "rabbitmq.pid"),
    RABBITMQ_ENABLED_PLUGINS_FILE: file("enabled_plugins", "[].\n"),
    RABBITMQ_CONF_ENV_FILE: file("rabbitmq-env.conf", ""),
    RABBITMQ_CONFIG_FILE: file("rabbitmq.conf", "log.console = true\nlog.file = false\n"),
    RABBITMQ_ADVANCED_CONFIG_FILE: file("advanced.config", "[].\n"),
  };
}
