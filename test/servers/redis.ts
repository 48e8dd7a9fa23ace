// A private Redis without persistence.
import { answers, freePorts, type PrivateServer, programPath, startServer } from "./privateServer.ts";

export const redisProgram = () => programPath("redis-server");

/** @param folder an empty folder for its data and log */
export async function startRedis(folder: string): Promise<PrivateServer> {
  const [port = 0] = await freePorts(1);
  const command = redisProgram();
  if (command === undefined) throw new Error("redis-server is not installed (Debian: redis-server)");
  const settings = { port: String(port), bind: "127.0.0.1", dir: folder, save: "", appendonly: "no", daemonize: "no" };
  return startServer(
    {
      name: "redis",
      folder,
      command,
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      probe: () => answers(port, "PING\r\n", (answer) => answer.toString().startsWith("+PONG")),
    },
    { url: `redis://127.0.0.1:${port}`, port },
  );
}
