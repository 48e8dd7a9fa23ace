// The document of what is answered about stations; `stationRoutes.ts` answers it.
import { z } from "zod";
import { MODES } from "../../shared/contracts/mode.ts";
import { stationSchema } from "../../shared/contracts/station.ts";
import type { Operation } from "../../shared/runtime/openapi.ts";
import { COLUMNS, CONDITIONS } from "./page/stations/columns.ts";

const columns = Object.keys(COLUMNS);

/** Numbers come as text: they stand in an address. */
const whole = z.string().regex(/^\d{1,6}$/);
const listQuery = z.object({
  mode: z.enum(MODES).optional(),
  run: z.string().max(64).optional().describe("Of a drill, simulation or replay."),
  filter: z
    .string()
    .max(120)
    .optional()
    .meta({ examples: ["lrl"] })
    .describe("Words that all stand in the id, the name, the condition or the reason."),
  condition: z
    .string()
    .optional()
    .meta({ examples: ["quarantined,offline"] })
    .describe(`One or several of ${CONDITIONS.join(", ")}, with commas between.`),
  sort: z
    .string()
    .optional()
    .meta({ examples: ["-latencyS"] })
    .describe(
      `A column, with - before it for the largest first: ${columns.join(", ")}. What has no value stands last.`,
    ),
  offset: whole.optional().meta({ examples: ["0"] }),
  limit: whole.optional().meta({ examples: ["50"] }),
  columns: z
    .string()
    .optional()
    .meta({ examples: ["stationId,latencyS,weight"] })
    .describe("With it `rows` of these columns come instead of `stations`: a tenth of the bytes."),
});

const health = z
  .looseObject({
    lastSampleMs: z.number(),
    latencyS: z.number().describe("Receipt minus last sample."),
    clockOffsetS: z.number().describe("Device clock minus ours."),
    fittedRateHz: z.number(),
    noiseMps2: z.number().describe("RMS of the vertical while nothing happens."),
    state: z.enum(["warming", "ok", "quarantined"]),
    reason: z.string(),
  })
  .nullable()
  .describe("As the decoder told it last, every ten seconds.");
const trust = z
  .object({ weight: z.number(), falsePicksPerHour: z.number() })
  .nullable()
  .describe("What a pick of it is worth in the association: 1 as of any, 0 not used. Told once a minute.");
const station = z.looseObject({
  key: z.string().describe("World and id."),
  stationId: z.string(),
  world: z.string().describe("The mode, and after a colon the run of what is not live."),
  name: z.string(),
  latitudeDeg: z.number(),
  longitudeDeg: z.number(),
  state: z.enum(["silent", "idle", "shaking", "triggered"]),
  intensity: z.number().describe("Modified Mercalli intensity of the last second known."),
  pgaMps2: z.number(),
  lastSeenMs: z.number().nullable(),
  connection: z.enum(["online", "offline"]).nullable(),
  health,
  trust,
});
const list = z.object({
  total: z.int().describe("How many are found; `offset` and `limit` choose among them."),
  offset: z.int(),
  stations: z.array(station).optional(),
  columns: z.array(z.string()).optional(),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))).optional(),
});
const one = z.object({
  station,
  inventory: stationSchema.loose().nullable().describe("As it is registered: channels, sensitivities, ground."),
  picks: z
    .array(z.looseObject({ pickId: z.string(), timeMs: z.number() }))
    .describe("Its newest ones still in memory."),
});

const WAVEFORM = [
  "Server-sent events. `snapshot`: channels, rate, thresholds of the trigger; then the last 120 s that were heard, then what",
  "comes: `wave` (`blocks` of one component each, samples as base64 of Float32 little-endian, m/s² or m/s; `curves`: STA/LTA",
  "and where it goes on and off), `unused` (a packet that was not used, and why), `pick`, `health`. Packets are heard only",
  "while somebody watches; the clock is fitted from then on, so the first seconds may lie some tens of milliseconds off.",
].join(" ");

export const stationOperations: readonly Operation[] = [
  {
    ...{ method: "get", path: "/api/stations", operationId: "stations", summary: "Stations as they are now" },
    scopes: ["read"],
    query: listQuery,
    answer: { status: 200, description: "All of them, or what was asked for.", schema: list },
    refusals: [400],
  },
  {
    ...{ method: "get", path: "/api/stations/{world}/{stationId}", operationId: "station", summary: "One station" },
    scopes: ["read"],
    answer: { status: 200, description: "All that is known of it.", schema: one },
    refusals: [404],
  },
  {
    ...{ method: "get", path: "/api/stations/{world}/{stationId}/waveform", operationId: "waveform" },
    summary: "Its waveform, live",
    scopes: ["read"],
    description: WAVEFORM,
    answer: { status: 200, description: "Never ends.", type: "text/event-stream" },
    refusals: [404, 503],
  },
];

export const stationSchemas = { Stations: list, Station: one };
