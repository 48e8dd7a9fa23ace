// Which events each parameter of fdsnws-event selects, and in which order, on whichever database.
import { beforeAll, describe, expect, test } from "vitest";
import { eventIdOf } from "../../services/catalogue/fdsn/eventIds.ts";
import { readEventQuery } from "../../services/catalogue/fdsn/eventParameters.ts";
import { selectEvents } from "../../services/catalogue/fdsn/eventRows.ts";
import { addPastEvents, keepVersion } from "../../services/catalogue/repository.ts";
import { distanceKm, EARTH_RADIUS_KM } from "../../shared/seismo/geodesy.ts";
import { anEvent } from "../services/catalogue/anEvent.ts";
import { type EmptyDatabase, openedDatabase } from "./openedDatabase.ts";

const AGENCY = "tocsin";
const { origin, magnitude } = anEvent();
const at = (day: number) => Date.UTC(2020, 0, day);

const imported = {
  source: "SSN",
  latitude_deg: 10,
  longitude_deg: 20,
  depth_km: 30,
  magnitude_type: "Mw",
  place: "here",
  updated_ms: 0,
};
const IMPORTED = [
  { ...imported, id: "a", time_ms: at(1), magnitude: 4 },
  { ...imported, id: "b", time_ms: at(2), magnitude: 6.5, latitude_deg: -17, longitude_deg: 179, updated_ms: at(20) },
  { ...imported, id: "c", time_ms: at(3), magnitude: null, magnitude_type: "", depth_km: null, longitude_deg: -178 },
  { ...imported, id: "d:1,2", source: "U S, too", time_ms: at(4) + 500, magnitude: 5, magnitude_type: "mb" },
];
const own = (eventId: string, day: number, value: number) =>
  anEvent({
    eventId,
    asOfMs: at(day) + 9000.5,
    origin: { ...origin, timeMs: at(day), latitudeDeg: 40, longitudeDeg: 50 },
    magnitude: { ...magnitude, value },
  });
const OWN = [
  own("e", 5, 3),
  { ...own("e", 5, 5.5), version: 2 },
  { ...own("no", 6, 7), status: "cancelled" as const },
  { ...own("drill:x/1", 7, 8), mode: "drill" as const, run: "x" },
  { ...own("r", 8, 8), mode: "replay" as const, run: "y" },
];

/** Newest first: no e c b a. */
const CASES: readonly (readonly [string, string])[] = [
  ["", "no e d c b a"],
  ["starttime=2020-01-03", "no e d c"],
  ["start=2020-01-03T00:00:00.000001", "no e d"],
  ["endtime=2020-01-03", "c b a"],
  ["end=2020-01-02T23:59:59.999999", "b a"],
  ["starttime=2020-01-04T00:00:00.5&endtime=2020-01-04T00:00:00.500", "d"],
  ["starttime=2020-01-02&endtime=2020-01-04", "c b"],
  ["minlatitude=10", "no e d c a"],
  ["minlat=10.001&maxlat=90", "no e"],
  ["maxlatitude=-17", "b"],
  ["minlongitude=20&maxlon=50.0", "no e d a"],
  ["minlon=179&maxlongitude=-178", "c b"],
  ["minlongitude=178&maxlongitude=180", "b"],
  ["latitude=-17&longitude=-179&maxradius=2", "b"],
  ["lat=10&lon=20&maxradius=0", "d a"],
  ["latitude=10&longitude=20&minradius=1&maxradius=45", "no e"],
  ["latitude=-10&longitude=-160&minradius=180", "d a"],
  ["minradius=0&maxradius=180", "no e d c b a"],
  ["mindepth=30", "d b a"],
  ["maxdepth=29.9", "no e"],
  ["minmagnitude=5.5", "no e b"],
  ["minmag=+5&maxmag=5.", "d"],
  ["maxmagnitude=4", "a"],
  ["magnitudetype=MW", "b a"],
  ["magtype=mpd&minmag=6", "no"],
  ["magnitudetype=M", ""],
  ["eventtype=earthquake", "e d c b a"],
  ["eventtype=not existing", "no"],
  ["eventtype=unknown,quarry blast", ""],
  ["eventtype=unknown, earthquake,not existing", "no e d c b a"],
  ["eventid=e", "e"],
  ["eventid=SSN:a", "a"],
  ["eventid=a", ""],
  ["eventid=U S, too:d:1,2", "d"],
  ["eventid=e,SSN:b,nobody", "e b"],
  ["eventid=smi:tocsin/event/e", "e"],
  ["eventid=smi:tocsin/past/U~20S~2C~20too/d~3A1~2C2", "d"],
  ["eventid=drill:x/1", ""],
  ["eventid=smi:tocsin/event/drill~3Ax~2F1&mode=drill", "drill:x/1"],
  ["limit=2", "no e"],
  ["limit=2&offset=2", "e d"],
  ["offset=6", "a"],
  ["offset=7", ""],
  ["orderby=time-asc&limit=2", "a b"],
  ["orderby=magnitude", "no b e d a c"],
  ["orderby=magnitude&limit=2&offset=3", "e d"],
  ["orderby=magnitude-asc", "a d e b no c"],
  ["catalog=SSN", "c b a"],
  ["catalog=U S, too", "d"],
  ["catalog=SSN,tocsin&contributor=tocsin", "no e"],
  ["catalog=ssn", ""],
  ["contributor=SSN&minmag=5", "b"],
  ["updatedafter=2020-01-05", "no e b"],
  ["updatedafter=2020-01-20", ""],
  ["updatedafter=2020-01-05T00:00:09.0005", "no b"],
  ["mode=drill", "drill:x/1"],
  ["mode=replay&eventtype=earthquake", "r"],
  ["mode=drill&eventtype=earthquake", ""],
  ["mode=simulation", ""],
  ["includeallorigins=true&includearrivals=FALSE&nodata=404", "no e d c b a"],
];

export function fdsnEventConformance(name: string, make: () => Promise<EmptyDatabase>): void {
  describe(`fdsnws-event on ${name}`, () => {
    const opened = openedDatabase(make);
    beforeAll(async () => {
      await addPastEvents(opened(), IMPORTED);
      for (const version of OWN) await keepVersion(opened(), version);
    });
    const select = (query: string) => {
      const pairs = query.split("&").filter((pair) => pair !== "");
      const given = pairs.map((pair): [string, string] => {
        const at = pair.indexOf("=");
        return [pair.slice(0, at), pair.slice(at + 1)];
      });
      return selectEvents(opened(), readEventQuery(given), AGENCY);
    };

    test.each(CASES)("?%s selects: %s", async (query, ids) => {
      const rows = await select(query);
      expect(rows.map((row) => row.id.replace("d:1,2", "d")).join(" ")).toBe(ids);
    });

    test("every event is found by the id it is told with", async () => {
      for (const row of await select("")) {
        expect((await select(`eventid=${eventIdOf(row)}`)).map(({ id }) => id)).toEqual([row.id]);
      }
    });

    test("a circle holds what the great circle says, wherever it lies", async () => {
      const everything = await select("");
      const angleDeg = (row: (typeof everything)[number], latitudeDeg: number, longitudeDeg: number) =>
        (distanceKm({ latitudeDeg: row.latitude_deg, longitudeDeg: row.longitude_deg }, { latitudeDeg, longitudeDeg }) /
          EARTH_RADIUS_KM) *
        (180 / Math.PI);
      for (let i = 0; i < 40; i += 1) {
        const [lat, lon] = [((i * 47) % 181) - 90, ((i * 97) % 361) - 180];
        const wanted = everything.filter((row) => {
          const deg = angleDeg(row, lat, lon);
          return deg >= 20 && deg <= 95;
        });
        const found = await select(`lat=${lat}&lon=${lon}&minradius=20&maxradius=95`);
        expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
      }
    });
  });
}
