// The edge's broker in this process (aedes, MQTT 3.1.1): embedded mode, where nothing else needs to be installed.
import { createServer, type Server } from "node:net";
import { Aedes, type AedesPublishPacket } from "aedes";
import type { Edge, EdgeOptions } from "./edge.ts";

const DEFAULT_PORT = 1883;
/** Connection refused, bad user name or password [MQTT 3.1.1 §3.2.2.3]. */
const BAD_CREDENTIALS = 4;

/**
 * Listens where the URL says; credentials in it are asked of every client, and without them only loopback is allowed.
 * The broker grants shared subscriptions but never delivers to them, so this process subscribes plainly: it is alone.
 */
export async function startEmbeddedEdge(url: URL, options: EdgeOptions): Promise<Edge> {
  const host = url.hostname === "" ? "127.0.0.1" : url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? DEFAULT_PORT : Number(url.port);
  const user = url.username === "" ? options.username : decodeURIComponent(url.username);
  const password = url.password === "" ? options.password : decodeURIComponent(url.password);
  if (user === "" && !isLoopback(host)) {
    throw new Error(
      `MQTT URL: got host "${host}" without credentials, want loopback or embedded://user:password@${host}`,
    );
  }
  const broker = await Aedes.createBroker({
    authenticate: (_client, givenUser, givenPassword, done) => {
      const good = user === "" || (givenUser === user && givenPassword?.toString() === password);
      if (good) done(null, true);
      else done(Object.assign(new Error("bad user name or password"), { returnCode: BAD_CREDENTIALS }), false);
    },
  });
  broker.on("error", (error: unknown) => options.log.error({ error: String(error) }, "embedded MQTT broker failed"));
  let closed = false;
  const deliver = (packet: AedesPublishPacket, done: () => void): void => {
    if (!closed) options.onMessage({ topic: packet.topic, payload: bytesOf(packet.payload), qos: packet.qos });
    done();
  };
  for (const filter of options.filters) broker.subscribe(filter, deliver, () => undefined);
  const server = createServer({ noDelay: true }, (socket) => void broker.handle(socket));
  try {
    await listen(server, host, port);
  } catch (cause) {
    await new Promise<void>((resolve) => broker.close(resolve));
    throw new Error(`MQTT URL: cannot listen on ${host}:${port}; another broker there? port 0 takes any free one`, {
      cause,
    });
  }
  const address = server.address();
  const boundPort = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `mqtt://${host.includes(":") ? `[${host}]` : host}:${boundPort}`,
    notReady: () => (closed ? "MQTT broker: closed" : undefined),
    async close() {
      closed = true;
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => broker.close(resolve));
      await stopped;
    },
  };
}

function bytesOf(payload: Buffer | string): Uint8Array {
  return typeof payload === "string" ? Buffer.from(payload) : payload;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
