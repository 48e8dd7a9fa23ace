// One small example of each format as its publisher writes it, and what it says; then the same with lines that are bad.
import { expect, test } from "vitest";
import { eventsIn, notTaken, readText } from "./readText.ts";

const BASE = { depth_km: 10, magnitude_type: "", place: "", updated_ms: 0 };

const FDSN = `#EventID|Time|Latitude|Longitude|Depth/Km|Author|Catalog|Contributor|ContributorID|MagType|Magnitude|MagAuthor|EventLocationName|EventType
40271581|2024-08-30T19:23:15.940000|40.831333|14.147833|2.4|SURVEY-INGV-OV#SiSmi||||Md|3.7|--|Campi "Flegrei"|earthquake
gfz2026rsyb|2026-09-10T06:42:41.37|-3.888|282.439|10.0|||GFZ|gfz2026rsyb|Mw|5.29||Peru-Ecuador Border Region|
nomag|1990-01-01T00:00:00|1|2||a|ISC|||||||
blast|2020-01-01T00:00:00|1|2|0|a|b|c|d|ml|1|e|Quarry|quarry blast
broken|2020-01-01T00:00:00|97|2|0|a|b|c|d|ml|1|e|x|earthquake
short|2020-01-01T00:00:00|1
`;

test("FDSN text names its sources in three columns, and an author only where there is no better", () => {
  const found = readText(FDSN, "query.txt");
  expect(eventsIn(found)).toEqual([
    {
      ...BASE,
      source: "SURVEY-INGV-OV",
      id: "40271581",
      time_ms: Date.UTC(2024, 7, 30, 19, 23, 15, 940),
      latitude_deg: 40.831333,
      longitude_deg: 14.147833,
      depth_km: 2.4,
      magnitude: 3.7,
      magnitude_type: "Md",
      place: 'Campi "Flegrei"',
    },
    {
      ...BASE,
      source: "GFZ",
      id: "gfz2026rsyb",
      time_ms: Date.UTC(2026, 8, 10, 6, 42, 41, 370),
      latitude_deg: -3.888,
      longitude_deg: 282.439 - 360,
      magnitude: 5.29,
      magnitude_type: "Mw",
      place: "Peru-Ecuador Border Region",
    },
    {
      ...BASE,
      source: "ISC",
      id: "nomag",
      time_ms: Date.UTC(1990, 0, 1),
      latitude_deg: 1,
      longitude_deg: 2,
      depth_km: null,
      magnitude: null,
    },
  ]);
  expect(notTaken(found)).toEqual(["5 quarry blast", "6 Latitude 97", "7 line short|2020-01-01T00:00:00|1"]);
});

test("FDSN text of 13 columns, with spaces in its first line, or without one, reads the same", () => {
  const [header = "", ...lines] = FDSN.split("\n").slice(0, 4);
  const thirteen = lines.map((line) => line.split("|").slice(0, 13).join("|")).join("\n");
  const wanted = eventsIn(readText(FDSN, "query.txt"));
  expect(eventsIn(readText(`${header.replaceAll("|", " | ")}\n${thirteen}`, "x.txt"))).toEqual(wanted);
  expect(eventsIn(readText(thirteen, "x"))).toEqual(wanted);
});

test("a server that names no agency is the source itself, and a name that is given stands above all", () => {
  const sources = (options: { source?: string; otherwise?: string }) =>
    eventsIn(readText(FDSN, "query.txt", options)).map(({ source }) => source);
  expect(sources({ otherwise: "webservices.ingv.it" })).toEqual(["webservices.ingv.it", "GFZ", "ISC"]);
  expect(sources({ source: "ours" })).toEqual(["ours", "ours", "ours"]);
});

test("ComCat CSV reads by the names of its columns and leaves explosions out", () => {
  const found = readText(
    `time,latitude,longitude,depth,mag,magType,nst,gap,dmin,rms,net,id,updated,place,type
2015-09-02T23:55:36.000Z,61.8242,-146.5172,19.8,1.5,ml,,,,0.67,ak,ak11690690,2015-09-03T00:13:35.618Z,"60km WSW of Glennallen, Alaska",earthquake
2015-09-02T23:56:36.000Z,61.8242,-146.5172,,,,,,,0.67,ak,ak2,,,explosion
2015-09-02T23:56:36.000Z,61.8242,east,,,,,,,0.67,ak,ak3,,,earthquake
`,
    "all_month.csv",
  );
  expect(eventsIn(found)).toEqual([
    {
      source: "ak",
      id: "ak11690690",
      time_ms: Date.UTC(2015, 8, 2, 23, 55, 36),
      latitude_deg: 61.8242,
      longitude_deg: -146.5172,
      depth_km: 19.8,
      magnitude: 1.5,
      magnitude_type: "ml",
      place: "60km WSW of Glennallen, Alaska",
      updated_ms: Date.UTC(2015, 8, 3, 0, 13, 35, 618),
    },
  ]);
  expect(notTaken(found)).toEqual(["3 explosion", "4 longitude east"]);
});

test("the SSN's CSV is read in UTC from below its remarks; what is not calculable is unknown; preliminary ones wait", () => {
  const found = readText(
    `SERVICIO SISMOLÓGICO NACIONAL
Instituto de Geofísica, UNAM
Catálogo de sismos, del 2018-02-16 al 2018-02-17
Todas las profundidades
Fecha,Hora,Magnitud,Latitud,Longitud,Profundidad,"Referencia de localizacion","Fecha UTC","Hora UTC",Estatus
2018-02-16,17:39:39,7.2,16.218,-98.0135,16,"31 km al NORESTE de PINOTEPA NACIONAL, OAX",2018-02-16,23:39:39,revisado
2018-02-16,17:45:00,no calculable,16.2,-98.0,en revision,"x",2018-02-16,23:45:00,verificado
2018-02-16,17:50:00,4.1,16.2,-98.0,5,"x",2018-02-16,23:50:00,preliminar
2018-02-16,17:55:00,4.1,16.2,-98.0,5,"x",16/02/2018,23:55:00,revisado
"Los datos son del SSN."
`,
    "SSNMX_catalogo.csv",
  );
  expect(eventsIn(found)).toEqual([
    {
      ...BASE,
      source: "SSN",
      id: "2018-02-16T23:39:39/16.218/-98.0135",
      time_ms: Date.UTC(2018, 1, 16, 23, 39, 39),
      latitude_deg: 16.218,
      longitude_deg: -98.0135,
      depth_km: 16,
      magnitude: 7.2,
      place: "31 km al NORESTE de PINOTEPA NACIONAL, OAX",
    },
    expect.objectContaining({ depth_km: null, magnitude: null }),
  ]);
  expect(notTaken(found)).toEqual(["8 preliminary", "9 Fecha UTC, Hora UTC 16/02/2018T23:55:00"]);
});

test("GeoJSON features are earthquakes each for itself, braces and quotes in their names or not", () => {
  const feature = (id: string, properties: object, coordinates: unknown = [-118.6, 34.5, 26.49]) =>
    JSON.stringify({ type: "Feature", properties, geometry: { type: "Point", coordinates }, id });
  const quake = {
    mag: 2,
    place: 'a "}]{" place \\',
    time: 1517966773840,
    updated: 1517966996303,
    net: "ci",
    type: "earthquake",
    magType: "ml",
  };
  const text = `{"type":"FeatureCollection","metadata":{"count":5},
"features":[
${feature("ci1", quake)},
${feature("ci2", { ...quake, type: "quarry blast" })},
{"type":"Feature" "properties":{}},
${feature("ci4", { ...quake, mag: null, status: "automatic" }, [179, -89, null])},
${feature("ci5", { ...quake, time: "soon" })},
${feature("ci6", quake, [])}
],"bbox":[1,2,3]}`;
  const found = readText(text, "all_week.geojson");
  expect(eventsIn(found)).toEqual([
    {
      source: "ci",
      id: "ci1",
      time_ms: 1517966773840,
      latitude_deg: 34.5,
      longitude_deg: -118.6,
      depth_km: 26.49,
      magnitude: 2,
      magnitude_type: "ml",
      place: 'a "}]{" place \\',
      updated_ms: 1517966996303,
    },
    expect.objectContaining({ id: "ci4", magnitude: null, depth_km: null, latitude_deg: -89 }),
  ]);
  expect(notTaken(found)).toEqual([
    "4 quarry blast",
    '5 feature {"type":"Feature" "properties":{}}',
    "7 time soon",
    "8 coordinates[1] ",
  ]);
  for (let pieceLength = 1; pieceLength < 40; pieceLength += 1) {
    expect(readText(text, "x.json", { pieceLength })).toEqual(found);
  }
});

const QUAKEML = `<?xml version="1.0"?>
<!-- <event publicID="smi:no/event/1"> is not one -->
<q:quakeml xmlns:q="http://quakeml.org/xmlns/quakeml/1.2" xmlns="http://quakeml.org/xmlns/bed/1.2">
<eventParameters publicID="smi:a/b">
<event publicID="smi:org.gfz-potsdam.de/geofon/gfz2011ewla">
  <preferredOriginID>o2</preferredOriginID><preferredMagnitudeID>m2</preferredMagnitudeID>
  <description><text>C &amp; D</text><type>Flinn-Engdahl region</type></description>
  <description><text>Near A &lt; B</text><type>region name</type></description>
  <creationInfo><agencyID>GFZ</agencyID><creationTime>2011-03-12T00:00:00Z</creationTime></creationInfo>
  <pick publicID="p1"><time><value>bad</value></time></pick>
  <origin publicID="o1"><time><value>1999-01-01T00:00:00Z</value></time></origin>
  <origin publicID="o2">
    <time><value>2011-03-11T05:46:24.12Z</value><uncertainty>1</uncertainty></time>
    <latitude><value>38.297</value></latitude><longitude><value>142.373</value></longitude>
    <depth><value>29000</value></depth>
    <creationInfo><creationTime>2011-04-01T00:00:00.5Z</creationTime></creationInfo>
  </origin>
  <magnitude publicID="m1"><mag><value>8</value></mag><type>mb</type></magnitude>
  <magnitude publicID="m2"><mag><value>9.1</value></mag><type>Mw</type></magnitude>
</event>
<event publicID="smi:x/event/2"><type>quarry blast</type></event>
<event publicID="smi:x/event/3"><type>earthquake</type></event>
<event publicID="smi:x/event/4"><origin><time></origin></event>
<event publicID="smi:x/event/5"><origin><time><value>2011-03-11T05:46:24Z</value></time><latitude><value>1</value></latitude>
<longitude><value>2</value></longitude><depth><value>900000</value></depth></origin></event>
</eventParameters></q:quakeml>
`;

test("QuakeML says the preferred origin and magnitude, depths in metres, and when any of them was made", () => {
  const found = readText(QUAKEML, "events.xml");
  expect(eventsIn(found)).toEqual([
    {
      source: "GFZ",
      id: "geofon/gfz2011ewla",
      time_ms: Date.UTC(2011, 2, 11, 5, 46, 24, 120),
      latitude_deg: 38.297,
      longitude_deg: 142.373,
      depth_km: 29,
      magnitude: 9.1,
      magnitude_type: "Mw",
      place: "Near A < B",
      updated_ms: Date.UTC(2011, 3, 1, 0, 0, 0, 500),
    },
  ]);
  expect(notTaken(found)).toEqual([
    "21 quarry blast",
    "22 origin ",
    '23 event <event publicID="smi:x/event/4">',
    "24 depth 900000",
  ]);
  for (let pieceLength = 1; pieceLength < 40; pieceLength += 1) {
    expect(readText(QUAKEML, "x.xml", { pieceLength })).toEqual(found);
  }
});

test("a file that breaks off says so, and what came before is kept", () => {
  const cut = QUAKEML.slice(0, QUAKEML.indexOf("<longitude><value>2"));
  expect(notTaken(readText(cut, "x.xml")).at(-1)).toMatch(/^24 event <event publicID="smi:x\/event\/5">/);
  const feature = '{"type":"FeatureCollection","features":[{"type":"Feature","prop';
  expect(notTaken(readText(feature, "x.json"))).toEqual(['1 features {"type":"Feature","prop']);
});

test("a document type declaration is refused, wherever it stands", () => {
  const bomb = QUAKEML.replace("<q:quakeml", '<!DOCTYPE q [<!ENTITY a "aaaa">]>\n<q:quakeml');
  expect(() => readText(bomb, "x.xml")).toThrow("DOCTYPE");
});
