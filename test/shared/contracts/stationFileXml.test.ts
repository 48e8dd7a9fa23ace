// StationXML: epochs, channels and gains as data centres write them, and XML that wishes us ill.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseStationFile } from "../../../shared/contracts/stationFile.ts";
import { Malformed } from "../../../shared/contracts/topic.ts";
import { noSharedData, sharedPath } from "../../sharedData.ts";

const xml = (networks: string) =>
  `<?xml version="1.0"?><FDSNStationXML xmlns="http://www.fdsn.org/xml/station/1" schemaVersion="1.2">${networks}</FDSNStationXML>`;
const read = (networks: string) => parseStationFile("a.xml", xml(networks));
const PLACE = "<Latitude>1</Latitude><Longitude>2</Longitude><Elevation>3</Elevation>";

interface Gain {
  readonly dip?: number;
  readonly azimuth?: number;
  readonly rate?: number;
  readonly unit?: string;
  readonly output?: string;
  readonly value?: string;
  readonly epoch?: string;
}

function channel(code: string, gain: Gain = {}): string {
  const { dip = 0, azimuth = 0, rate = 100, unit = "m/s**2", output = "counts", value = "1000", epoch = "" } = gain;
  return `<Channel code="${code}" locationCode="" ${epoch}>${PLACE}<Azimuth>${azimuth}</Azimuth><Dip>${dip}</Dip>
    <SampleRate unit="HERTZ">${rate}</SampleRate><Response><InstrumentSensitivity><Value>${value}</Value>
    <InputUnits><Name>${unit}</Name></InputUnits><OutputUnits><Name>${output}</Name></OutputUnits></InstrumentSensitivity>
    <Stage number="1"><StageGain><Value>7</Value></StageGain></Stage></Response></Channel>`;
}

const station = (content: string, attributes = "") =>
  `<Network code="CI"><Station code="PAS" ${attributes}>${PLACE}<Site><Name>Pasadena</Name></Site>${content}</Station></Network>`;
const channelsOf = (content: string) =>
  read(station(content)).stations[0]?.channels.map(({ code, component, unit, sensitivity }) =>
    [code, component, unit, sensitivity].join(" "),
  );

test("a station with all that StationXML tells of it", () => {
  const { stations, rejected } = read(
    `<Network code="CI"><Operator><Agency>Network's own</Agency></Operator><Station code="PAS" startDate="2010-01-01T00:00:00">
     <Comment><Value>Vs30: 760 m/s</Value></Comment>${PLACE}<Site><Name>Pasadena &amp; Kresge &#60;Lab&#x3e;</Name></Site>
     <Operator><Agency>Caltech</Agency></Operator>${channel("HNZ", { dip: -90 })}</Station></Network>`,
  );
  expect(rejected).toEqual([]);
  expect(stations).toEqual([
    {
      ...{ stationId: "CI_PAS", latitudeDeg: 1, longitudeDeg: 2, elevationM: 3, vs30Mps: 760, sampleRateHz: 100 },
      ...{ name: "Pasadena & Kresge <Lab>", owner: "Caltech" },
      channels: [{ code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 1000, azimuthDeg: 0, dipDeg: -90 }],
    },
  ]);
});

test("angles that are none are not told on, and a circle is as good as none of it", () => {
  const { stations } = read(station(channel("HNZ", { dip: -91, azimuth: 360 }) + channel("HNE", { azimuth: -90 })));
  expect(stations[0]?.channels.map(({ azimuthDeg, dipDeg }) => [azimuthDeg, dipDeg])).toEqual([
    [0, undefined],
    [270, 0],
  ]);
});

test.each([
  ["M/S**2", "1000", "HNZ Z m/s2 1000"],
  ["m/s^2", "1000", "HNZ Z m/s2 1000"],
  ["CM/S**2", "1000", "HNZ Z m/s2 100000"],
  ["M/S", "6.2E8", "HNZ Z m/s 620000000"],
  ["nm/s", "0.5", "HNZ Z m/s 500000000"],
])("counts per %s", (unit, value, want) => {
  expect(channelsOf(channel("HNZ", { unit, value }))).toEqual([want]);
});

test("numbered sensors are told by where they point, any two at right angles by different names", () => {
  for (let azimuth = 0; azimuth < 360; azimuth += 15) {
    const components = read(
      station(
        channel("HN1", { azimuth }) + channel("HN2", { azimuth: (azimuth + 90) % 360 }) + channel("HN3", { dip: 80 }),
      ),
    ).stations[0]?.channels.map(({ component }) => component);
    expect(components, `${azimuth}°`).toEqual(["Z", "N", "E"]);
  }
});

test("of many channels those for early warning are taken: strong motion first, at one rate, one a direction and unit", () => {
  const velocity = { unit: "M/S", value: "5" };
  const all = [
    ...["HHE", "HHN", "HHZ"].map((code) => channel(code, velocity)),
    ...["BHE", "BHN", "BHZ"].map((code) => channel(code, { ...velocity, rate: 40 })),
    ...["VHZ"].map((code) => channel(code, { ...velocity, rate: 0.1 })),
    ...["HNE", "HNN", "HNZ"].map((code) => channel(code)),
    channel("LDO", { unit: "PA" }),
  ];
  expect(channelsOf(all.join(""))).toEqual([
    "HNZ Z m/s2 1000",
    "HNN N m/s2 1000",
    "HNE E m/s2 1000",
    "HHZ Z m/s 5",
    "HHN N m/s 5",
    "HHE E m/s 5",
  ]);
  expect(read(station(all.join(""))).rejected).toEqual([]);
});

test("a channel of a closed epoch is not the station's any more", () => {
  const old = channel("HNZ", { value: "1", epoch: 'startDate="2001-01-01" endDate="2010-01-01"' });
  const gone = channel("HNN", { value: "1", epoch: 'startDate="2001-01-01" endDate="2010-01-01"' });
  const now = channel("HNZ", { value: "2", epoch: 'startDate="2010-01-01" endDate="2599-12-31T23:59:59"' });
  expect(channelsOf(now + old + gone)).toEqual(["HNZ Z m/s2 2"]);
});

test("epochs of a station are one station, the same epoch twice is told", () => {
  const moved = (name: string, epoch: string) => station("", epoch).replace("Pasadena", name);
  const { stations, rejected } = read(
    moved("old", 'startDate="2001-01-01" endDate="2010-01-01"') +
      moved("new", 'startDate="2010-01-01"') +
      moved("again", 'startDate="2010-01-01"'),
  );
  expect(stations).toMatchObject([{ stationId: "CI_PAS", name: "new" }]);
  expect(rejected).toEqual([
    {
      where: "station CI.PAS (epoch 3)",
      reason: "station: got CI_PAS again, want it once; the first is at station CI.PAS (epoch 2)",
    },
  ]);
});

test("a bad element costs itself and no other", () => {
  const { stations, rejected } = read(
    `${station(channel("HNZ", { value: "0" }) + channel("HNN", { output: "V" }) + channel("HNE", { unit: "V" }) + channel("HNE", { epoch: 'startDate="2015-01-01"' }))}
     <Network code="XX"><Station code="A"><Latitude>95</Latitude><Longitude>2</Longitude></Station><Station code=""/>
     <Station code="B">${PLACE}</Station></Network>`,
  );
  expect(stations.map(({ stationId }) => stationId)).toEqual(["CI_PAS", "XX_B"]);
  expect(rejected.map(({ where, reason }) => `${where}: ${reason}`)).toEqual([
    'station XX.: station: got "XX", want a network of up to 8 and a station of up to 16 letters and digits',
    'station CI.PAS, channel HNZ: sensitivity: got "0", want counts per unit, not 0',
    'station CI.PAS, channel HNN: output unit: got "V", want counts',
    'station XX.A: latitude: got "95", want degrees from -90 to 90',
  ]);
});

const LAUGHS = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("");

test.each([
  ["a billion laughs", `<!DOCTYPE x [<!ENTITY l0 "ha">${LAUGHS}]><FDSNStationXML>&l9;</FDSNStationXML>`, "DOCTYPE"],
  [
    "a file of the host",
    `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><FDSNStationXML>&f;</FDSNStationXML>`,
    "DOCTYPE",
  ],
  ["a well without a bottom", `<FDSNStationXML>${"<a>".repeat(5000)}${"</a>".repeat(5000)}</FDSNStationXML>`, "nested"],
  ["a prototype", "<FDSNStationXML><__proto__><polluted/></__proto__></FDSNStationXML>", "xml: "],
  ["half a file", xml(station("")).slice(0, -30), "xml: "],
])("%s is refused", (_, text, message) => {
  expect(() => parseStationFile("a.xml", text)).toThrow(Malformed);
  expect(() => parseStationFile("a.xml", text)).toThrow(message);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("an entity that nobody declared stays as it is written", () => {
  expect(read(station("").replace("Pasadena", "&l9; &#0; &#x110000;")).stations[0]?.name).toBe("&l9; &#0; &#x110000;");
});

test.skipIf(noSharedData)("a real station with its response", () => {
  const file = sharedPath("data/formats/fdsn_text/BW_RJOB.xml");
  expect(parseStationFile("BW_RJOB.xml", readFileSync(file, "utf8"))).toEqual({
    stations: [
      {
        ...{ stationId: "BW_RJOB", latitudeDeg: 47.737167, longitudeDeg: 12.795714, elevationM: 860 },
        ...{ name: "Jochberg, Bavaria, BW-Net", sampleRateHz: 200 },
        channels: ["Z", "N", "E"].map((component) => ({
          ...{ code: `EH${component}`, component, unit: "m/s", sensitivity: 2_516_800_000 },
          ...{ azimuthDeg: component === "E" ? 90 : 0, dipDeg: component === "Z" ? -90 : 0 },
        })),
      },
    ],
    rejected: [],
  });
});
