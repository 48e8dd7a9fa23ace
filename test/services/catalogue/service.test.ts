// The catalogue as a service: events kept and put in context, stations and files taken at start, REST answered.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addPastEvents } from "../../../services/catalogue/repository.ts";
import { service } from "../../../services/catalogue/service.ts";
import { contexts, type Context as EventContext } from "../../../shared/contracts/context.ts";
import { events } from "../../../shared/contracts/event.ts";
import { inventory } from "../../../shared/contracts/station.ts";
import { Unavailable } from "../../../shared/runtime/errors.ts";
import type { Effect } from "../../../shared/runtime/service.ts";
import { eventually } from "../../poll.ts";
import { anEvent, ORIGIN_MS } from "./anEvent.ts";
import { type Bench, startOnBench } from "./context.ts";
import { serve } from "./serve.ts";

function contextIn(effects: readonly Effect[]): EventContext | undefined {
  return effects.flatMap((effect) => ("topic" in effect ? [contexts.decode(effect.body)] : []))[0];
}

describe("an event", () => {
  let bench: Bench;
  let http: Awaited<ReturnType<typeof serve>>;

  beforeAll(async () => {
    // A slow machine may need seconds to open the gazetteer.
    bench = await startOnBench(service, { env: { CATALOGUE_CONTEXT_DEADLINE_MS: "25000" } });
    http = await serve(bench.running.routes ?? (() => expect.unreachable())());
    const row = {
      source: "SSN",
      latitude_deg: 17.4,
      longitude_deg: -101.7,
      depth_km: 20,
      magnitude_type: "Mw",
      place: "",
      updated_ms: 0,
    };
    await addPastEvents(await bench.context.database(), [
      { ...row, id: "before", time_ms: ORIGIN_MS - 1e9, magnitude: 6.1 },
      { ...row, id: "itself", time_ms: ORIGIN_MS - 500, magnitude: 5.4 },
    ]);
  });
  afterAll(async () => {
    await bench.running.close?.();
    await http.close();
  });

  test("is told its place and what happened there before, itself left out", async () => {
    const context = contextIn(await bench.send(events, anEvent()));
    expect(context).toMatchObject({
      mode: "live",
      version: 1,
      place: "28 km SW of Ixtapa-Zihuatanejo, Guerrero, Mexico",
      maxMagnitude: 6.1,
    });
    expect(context?.nearest.map((event) => event.id)).toEqual(["before"]);
  });

  test("that comes twice is kept once and answered the same", async () => {
    const [first, again] = [await bench.send(events, anEvent()), await bench.send(events, anEvent())];
    expect(contextIn(again)).toEqual(contextIn(first));
    const answer = await fetch(`${http.url}/v1/catalogue/events/${encodeURIComponent(anEvent().eventId)}`);
    expect(await answer.json()).toMatchObject({ versions: [{ event: { version: 1 }, context: { version: 1 } }] });
  });

  test("is listed by its newest version, a drill only where drills are asked for, and says so first", async () => {
    await bench.send(events, anEvent({ version: 2, status: "final" }));
    await bench.send(events, anEvent({ mode: "drill", run: "tuesday", eventId: "drill:tuesday/1" }));
    const list = async (query: string) => {
      const answer = await fetch(`${http.url}/v1/catalogue/events${query}`);
      const { events: listed } = (await answer.json()) as { events: { title: string; event: { version: number } }[] };
      return listed.map(({ title, event }) => [title, event.version]);
    };
    const title = "M 5.3, 28 km SW of Ixtapa-Zihuatanejo, Guerrero, Mexico";
    expect(await list("?mode=live")).toEqual([[`${title} (final)`, 2]]);
    expect(await list("?mode=drill&run=tuesday")).toEqual([[`DRILL: ${title} (confirmed)`, 1]]);
    expect((await list("?limit=1")).length).toBe(1);
    expect(await list("?mode=replay")).toEqual([]);
  });

  test.each([
    ["/v1/catalogue/nearby", "latitudeDeg", "latitudeDeg: got nothing, want a number from -90 to 90"],
    ["/v1/catalogue/nearby?latitudeDeg=91&longitudeDeg=0", "latitudeDeg", /got "91", want a number from -90 to 90/],
    ["/v1/catalogue/nearby?latitudeDeg=1&longitudeDeg=", "longitudeDeg", /got "", want a number/],
    ["/v1/catalogue/nearby?latitudeDeg=1&latitudeDeg=2&longitudeDeg=0", "latitudeDeg", /twice/],
    ["/v1/catalogue/nearby?latitudeDeg=1&longitudeDeg=0&count=1000", "count", /from 1 to 100/],
    ["/v1/catalogue/nearby?lat=1&latitudeDeg=1&longitudeDeg=0", "lat", /no such parameter; there are: latitudeDeg/],
    ["/v1/catalogue/events?mode=real", "mode", /got "real", want live, drill, simulation, replay/],
    ["/v1/catalogue/events?limit=0", "limit", /from 1 to 200/],
  ])("%s is refused and says which field", async (path, field, message) => {
    const answer = await fetch(http.url + path);
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: { field: string; message: string } };
    expect(error.field).toBe(field);
    expect(error.message).toMatch(message);
  });

  test("that nobody knows is a 404 with its name", async () => {
    const answer = await fetch(`${http.url}/v1/catalogue/events/nope`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: { field: "id", message: 'id: no event "nope"' } },
    ]);
  });
});

test("without a database an event is to be tried again, and a request is answered 503", async () => {
  const database = () => Promise.reject(new Unavailable("postgres at db: connection refused"));
  const bench = await startOnBench(service, { database });
  await expect(bench.send(events, anEvent())).rejects.toThrow(Unavailable);
  const http = await serve(bench.running.routes ?? (() => expect.unreachable())());
  const answer = await fetch(`${http.url}/v1/catalogue/nearby?latitudeDeg=1&longitudeDeg=1`);
  expect([answer.status, await answer.text()]).toEqual([503, expect.not.stringContaining("postgres")]);
  await http.close();
  await bench.running.close?.();
});

describe("files at start", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "catalogue-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("good stations of a file are registered for everybody, bad ones named by station and field", async () => {
    const good = {
      stationId: "XX_GOOD",
      latitudeDeg: 17,
      longitudeDeg: -100,
      elevationM: 10,
      sampleRateHz: 100,
      channels: [{ code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 1e6 }],
    };
    const file = join(folder, "stations.json");
    await writeFile(file, JSON.stringify([good, { ...good, stationId: "XX_BAD", latitudeDeg: 99 }, 7]));
    const bench = await startOnBench(service, { env: { CATALOGUE_STATIONS_FILE: file } });
    expect(bench.published.map((message) => inventory.decode(message.body))).toMatchObject([
      { ...good, mode: "live", run: "" },
    ]);
    expect(bench.context.stations.stationOf("live/XX_GOOD")).toMatchObject(good);
    await bench.running.close?.();
  });

  test("a stations file that is not there stops the start with its name", async () => {
    const env = { CATALOGUE_STATIONS_FILE: join(folder, "nowhere.json") };
    await expect(startOnBench(service, { env })).rejects.toThrow(/CATALOGUE_STATIONS_FILE: got ".*nowhere.json"/);
  });

  test("catalogue files are loaded behind the start's back, a missing one does not hinder the next", async () => {
    const file = join(folder, "a.csv");
    const header = "id,origin_time,lat,lon,depth_km,magnitude,mag_type,place,source";
    await writeFile(file, `${header}\n1,2020-01-01T00:00:00Z,17,-100,10,5.5,Mw,here,X\n`);
    const bench = await startOnBench(service, { env: { CATALOGUE_FILES: `${join(folder, "nowhere")}, ${file}` } });
    const { query } = await bench.context.database();
    await eventually("the past event of the file", async () => {
      const rows = await query.selectFrom("past_event").select("id").execute();
      return rows.length === 1;
    });
    await bench.running.close?.();
  });
});
