// An fdsnws-event server on loopback with earthquakes of its own, a limit, and answers that go wrong when they are told to.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Quake {
  readonly id: string;
  readonly timeMs: number;
  readonly magnitude: number;
  readonly updatedMs: number;
}

export const HEADER =
  "#EventID|Time|Latitude|Longitude|Depth/km|Author|Catalog|Contributor|ContributorID|MagType|Magnitude|MagAuthor|EventLocationName|EventType";

export interface EventServer {
  readonly url: string;
  readonly quakes: Quake[];
  /** Every query it was asked, in order. */
  readonly asked: URLSearchParams[];
  /** The most earthquakes it gives at once. */
  most: number;
  /** Answers the next queries in its place, first to last. */
  readonly instead: ((request: IncomingMessage, response: ServerResponse, text: string) => void)[];
  close(): Promise<void>;
}

export async function startEventServer(quakes: readonly Quake[]): Promise<EventServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname !== "/fdsnws/event/1/query") return void response.writeHead(404).end("<html>no</html>");
    given.asked.push(url.searchParams);
    const found = select(given.quakes, url.searchParams);
    const text = `${[HEADER, ...found.map(lineOf)].join("\n")}\n`;
    const special = given.instead.shift();
    if (special !== undefined) return special(request, response, text);
    if (found.length > given.most) return void response.writeHead(413).end("Error 413: Request Entity Too Large");
    if (found.length === 0) return void response.writeHead(204).end();
    response.writeHead(200, { "content-type": "text/plain" }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const given: EventServer = {
    url: `http://127.0.0.1:${port}`,
    quakes: [...quakes],
    asked: [],
    most: 20_000,
    instead: [],
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return given;
}

function select(quakes: readonly Quake[], asked: URLSearchParams): Quake[] {
  const timeOf = (name: string, otherwise: number) => {
    const value = asked.get(name);
    return value === null ? otherwise : Date.parse(`${value}Z`);
  };
  const [fromMs, toMs] = [timeOf("starttime", 0), timeOf("endtime", Number.POSITIVE_INFINITY)];
  const [updatedMs, magnitude] = [timeOf("updatedafter", 0), Number(asked.get("minmagnitude") ?? -9)];
  return quakes
    .filter((quake) => quake.timeMs >= fromMs && quake.timeMs <= toMs)
    .filter((quake) => quake.updatedMs >= updatedMs && quake.magnitude >= magnitude);
}

function lineOf({ id, timeMs, magnitude }: Quake): string {
  const time = new Date(timeMs).toISOString().slice(0, -1);
  return `${id}|${time}|17.5|-101.2|20|first location|||${id}|Mw|${magnitude}||Guerrero|earthquake`;
}
