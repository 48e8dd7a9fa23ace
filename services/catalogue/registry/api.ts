// The document of the station registry's interface; `routes.ts` answers it.
import { z } from "zod";
import type { ApiPart, Operation } from "../../../shared/runtime/openapi.ts";
import {
  changedAnswer,
  historyAnswer,
  importAnswer,
  importQuery,
  listAnswer,
  listQuery,
  patchSchema,
  removeQuery,
  stationAnswer,
  wholeSchema,
} from "./schemas.ts";

const stationFile = z.string().describe("docs/station-files.md");

const WHOLE = {
  ...{ latitudeDeg: 16.8634, longitudeDeg: -99.8901, elevationM: 12, vs30Mps: 360, name: "Acapulco, port" },
  ...{ owner: "UNAM", sampleRateHz: 100 },
  channels: [{ code: "HNZ", component: "Z", unit: "m/s2", sensitivity: 213_979, azimuthDeg: 0, dipDeg: -90 }],
} as const;
const TABLE = `network,station,latitude,longitude,elevation_m,vs30,sample_rate_hz,channels,unit,sensitivity
MX,ACAP,16.8634,-99.8901,12,360,100,HNZ HNN HNE,gal,2140
`;
/** As `GET` told it. */
const updatedMs = 1_767_225_600_000;
const ONE = "/v1/stations/{stationId}";

const operations: readonly Operation[] = [
  {
    ...{ method: "get", path: "/v1/stations", operationId: "listRegisteredStations", scopes: ["read"] },
    summary: "The registered live stations, by id",
    query: listQuery,
    answer: { status: 200, description: "A page.", schema: listAnswer },
    refusals: [400, 503],
  },
  {
    ...{ method: "post", path: "/v1/stations/import", operationId: "importStations", scopes: ["operate"] },
    summary: "Register stations from a file in any known format",
    description:
      "StationXML, CSV, FDSN text, GeoJSON or JSON, told apart by the content, of at most 24 MB. What the file tells is fixed.",
    query: importQuery,
    body: {
      schema: stationFile,
      type: "text/plain",
      examples: { csv: { summary: "A table", value: TABLE } },
    },
    answer: { status: 200, description: "What it changed, and what is wrong with it.", schema: importAnswer },
    refusals: [400, 413, 503],
  },
  {
    ...{ method: "get", path: ONE, operationId: "showStation", summary: "A station and its history", scopes: ["read"] },
    answer: { status: 200, description: "Also one that was removed.", schema: historyAnswer },
    refusals: [404, 503],
  },
  {
    ...{ method: "put", path: ONE, operationId: "replaceStation", summary: "Register or replace a station" },
    scopes: ["operate"],
    description:
      "What is given is fixed: its device does not change it. One that is registered needs `updatedMs` as it was read.",
    body: { schema: wholeSchema, examples: { whole: { summary: "A strong-motion station", value: WHOLE } } },
    answer: { status: 200, description: "As it is now.", schema: changedAnswer },
    refusals: [400, 404, 409, 413, 415, 503],
  },
  {
    ...{ method: "patch", path: ONE, operationId: "changeStation", summary: "Change some fields of a station" },
    scopes: ["operate"],
    description:
      "What is given is fixed; null leaves it to the device again. Latitude and longitude go together. Needs `updatedMs`.",
    body: {
      schema: patchSchema,
      examples: {
        ground: { summary: "The ground it stands on", value: { vs30Mps: 310, name: "Roof", updatedMs } },
        lifted: {
          summary: "The device knows its place best",
          value: { latitudeDeg: null, longitudeDeg: null, updatedMs },
        },
      },
    },
    answer: { status: 200, description: "As it is now.", schema: changedAnswer },
    refusals: [400, 404, 409, 413, 415, 503],
  },
  {
    ...{ method: "delete", path: ONE, operationId: "removeStation", summary: "Remove a station", scopes: ["operate"] },
    description:
      "Its packets are refused from then on, whatever its device says; its history stays. PUT brings it back. Needs `updatedMs`.",
    query: removeQuery,
    answer: { status: 204, description: "Removed." },
    refusals: [400, 404, 409, 503],
  },
  {
    ...{ method: "post", path: `${ONE}/acknowledge`, operationId: "acknowledgeMove", scopes: ["operate"] },
    summary: "Acknowledge that a station moved",
    answer: { status: 200, description: "Without `moved`.", schema: stationAnswer },
    refusals: [404, 503],
  },
];

export const registryApi: ApiPart = {
  tag: { name: "stations", description: "The registry of live stations." },
  operations,
  parameters: { stationId: "`NETWORK_STATION`, as in `MX_ACAP`." },
  schemas: {
    StationFile: stationFile,
    NewStation: wholeSchema,
    StationPatch: patchSchema,
    RegisteredStation: stationAnswer,
    RegisteredStations: listAnswer,
    StationHistory: historyAnswer,
    StationChanged: changedAnswer,
    StationImport: importAnswer,
  },
};
