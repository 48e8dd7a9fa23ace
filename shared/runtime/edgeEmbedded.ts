// The edge's broker in this process (aedes, MQTT 3.1.1): embedded mode, where nothing else needs to be installed.
import type { EventEmitter } from "node:events";
import { createServer, type Server } from "node:net";
import { Aedes, type AedesOptions, type AedesPublishPacket } from "aedes";
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
  const broker = await Aedes.createBroker({ authenticate: authenticator(url, host, options) });
  const emitter: EventEmitter = broker;
  emitter.on("error", (error) => options.log.error({ error: String(error) }, "embedded MQTT broker failed"));
  let closed = false;
  const deliver = (packet: AedesPublishPacket, done: () => void): void => {
    if (!closed) options.onMessage({ topic: packet.topic, payload: bytesOf(packet.payload), qos: packet.qos });
    done();
  };
  for (const filter of options.filters) broker.subscribe(filter, deliver, () => undefined);
  const server = createServer({ noDelay: true }, (socket) => void broker.handle(socket));
  const closeBroker = () => new Promise<void>((resolve) => broker.close(resolve));
  const port = await listen(server, host, url.port === "" ? DEFAULT_PORT : Number(url.port)).catch(async (error) => {
    await closeBroker();
    throw error;
  });
  return {
    url: `mqtt://${host.includes(":") ? `[${host}]` : host}:${port}`,
    notReady: () => (closed ? "MQTT broker: closed" : undefined),
    publish: (topic, payload) =>
      new Promise((resolve, reject) => {
        const packet = { cmd: "publish", topic, payload, qos: 1, retain: false, dup: false } as const;
        broker.publish(packet, (error) => (error ? reject(error) : resolve()));
      }),
    async close() {
      closed = true;
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      await closeBroker();
      await stopped;
    },
  };
}

function authenticator(url: URL, host: string, options: EdgeOptions): NonNullable<AedesOptions["authenticate"]> {
  const user = decodeURIComponent(url.username) || options.username;
  const password = decodeURIComponent(url.password) || options.password;
  if (user === "" && !isLoopback(host)) {
    const want = `want loopback or embedded://user:password@${host}`;
    throw new Error(`MQTT URL: got host "${host}" without credentials, ${want}`);
  }
  return (_client, givenUser, givenPassword, done) => {
    const isGood = user === "" || (givenUser === user && givenPassword?.toString() === password);
    if (isGood) done(null, true);
    else done(Object.assign(new Error("bad user name or password"), { returnCode: BAD_CREDENTIALS }), false);
  };
}

function bytesOf(payload: Buffer | string): Uint8Array {
  return typeof payload === "string" ? Buffer.from(payload) : payload;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** Resolves to the port it listens on. */
function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      const hint = "is another broker there? port 0 takes any free one";
      reject(new Error(`MQTT URL: cannot listen on ${host}:${port}; ${hint}`, { cause }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
