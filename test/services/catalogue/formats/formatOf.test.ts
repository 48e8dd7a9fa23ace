// Which format a file is, by its beginning; and what is none of them.
import { expect, test } from "vitest";
import { formatOf } from "../../../../services/catalogue/formats/formatOf.ts";

test.each([
  ["#EventID|Time|Latitude", "query", "FDSN text"],
  ["# EventID | Time | Latitude", "a.csv", "FDSN text"],
  ["a|2020-01-01T00:00:00|1|2|3|4|5|6|7|8|9|10|11", "x.txt", "FDSN text"],
  ['<?xml version="1.0"?>\n<q:quakeml xmlns:q="x">', "x", "QuakeML 1.2"],
  ["\uFEFF<eventParameters >", "x.qml", "QuakeML 1.2"],
  [' {"type":"FeatureCollection"', "x", "USGS GeoJSON"],
  ["time,latitude,longitude,depth,mag,magType,nst,gap,dmin,rms,net,id,updated\n", "x", "ComCat CSV"],
  [
    'SSN\n\n\nx\nFecha,Hora,Magnitud,Latitud,Longitud,Profundidad,"Referencia","Fecha UTC","Hora UTC"\n',
    "x",
    "SSN CSV",
  ],
  ["id,origin_time,lat", "x.csv.gz", "Tocsin CSV"],
])("%j in %s", (head, name, format) => {
  expect(formatOf(head, name)).toBe(format);
});

test.each([
  ["<FDSNStationXML>", "x.xml"],
  ["<!doctype html><html>down for maintenance</html>", "query"],
  ["", "x.txt"],
  ["PK\u0003\u0004", "x.zip"],
])("%j in %s is none of them, which is said with its beginning", (head, name) => {
  expect(() => formatOf(head, name)).toThrow(`line 1: got "${head}", want one of Tocsin CSV, ComCat CSV`);
});
