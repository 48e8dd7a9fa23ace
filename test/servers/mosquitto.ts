// A private Mosquitto: MQTT 5 on loopback, queues wide enough that a burst is not lost silently.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { answers, freePorts, type PrivateServer, programPath, startServer } from "./privateServer.ts";

export const mosquittoProgram = () => programPath("mosquitto");

/** An MQTT 3.1.1 CONNECT of a client "probe"; whatever CONNACK comes back, the broker answers. */
const CONNECT = Buffer.from([0x10, 17, 0, 4, ...Buffer.from("MQTT"), 4, 2, 0, 10, 0, 5, ...Buffer.from("probe")]);
const CONNACK = 0x20;

/** @param lines more lines of mosquitto.conf; `allow_anonymous false` and a password file, for instance */
export async function startMosquitto(folder: string, lines: readonly string[] = []): Promise<PrivateServer> {
  const [port = 0] = await freePorts(1);
  const command = mosquittoProgram();
  if (command === undefined) throw new Error("mosquitto is not installed (Debian: mosquitto)");
  const anonymous = lines.some((line) => line.startsWith("allow_anonymous")) ? [] : ["allow_anonymous true"];
  const config = [
    `listener ${port} 127.0.0.1`,
    ...anonymous,
    "user root",
    "persistence false",
    "max_queued_messages 100000",
    "max_inflight_messages 1000",
    "set_tcp_nodelay true",
    "log_type error",
    "log_type warning",
    ...lines,
  ];
  writeFileSync(join(folder, "mosquitto.conf"), `${config.join("\n")}\n`);
  return startServer(
    {
      name: "mosquitto",
      folder,
      command,
      args: ["-c", join(folder, "mosquitto.conf")],
      probe: () => answers(port, CONNECT, (answer) => answer[0] === CONNACK),
    },
    { url: `mqtt://127.0.0.1:${port}`, port },
  );
}
