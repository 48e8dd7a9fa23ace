// The settings every process has, whichever services it runs: where bus, store and database are, HTTP, logs.
import type { VelocityModel } from "../seismo/velocityModel.ts";
import {
  BadConfig,
  type ConfigTable,
  configTable,
  type Environment,
  flag,
  number,
  readConfig,
  type Table,
  text,
  type Values,
} from "./config.ts";
import { reasonOf } from "./errors.ts";
import { velocityModelOf } from "./velocityModel.ts";

export const busTable = configTable(
  "BUS",
  {
    url: text({
      default: "memory:",
      secret: true,
      doc: "Message bus: `memory:` (one process) or `amqp://user:password@host:5672`.",
    }),
    partitions: number({
      default: 0,
      min: 0,
      max: 256,
      doc: "Partitions of packet.v1; 0: one in memory, eight over AMQP. The same for all services.",
    }),
  },
  false,
);
export const storeTable = configTable(
  "STORE",
  {
    url: text({
      default: "memory:",
      secret: true,
      doc: "Hot state: `memory:` (one process) or `redis://:password@host:6379`.",
    }),
  },
  false,
);
export const databaseTable = configTable(
  "DATABASE",
  {
    url: text({
      default: "sqlite:.tocsin/tocsin.db",
      secret: true,
      doc: "Database: `sqlite:FILE` or `postgres://user:password@host/name`.",
    }),
  },
  false,
);
export const httpTable = configTable(
  "HTTP",
  {
    host: text({ default: "127.0.0.1", doc: "Address to listen on. Anything but loopback needs API_TOKEN." }),
    port: number({
      default: 8080,
      min: 0,
      max: 65535,
      doc: "Port of health, metrics and the service's own routes; 0: any free one.",
    }),
    publicRead: flag({ default: false, doc: "Answer GET requests without a token (the page and its live stream)." }),
  },
  false,
);
export const apiTable = configTable(
  "API",
  {
    token: text({
      default: "",
      secret: true,
      doc: "The operator's bearer token of the REST API. Empty is allowed on loopback only.",
    }),
    ratePerS: number({ default: 20, min: 0.1, max: 100_000, doc: "Requests a second that one API key may make." }),
    burst: number({
      default: 100,
      min: 1,
      max: 100_000,
      doc: "Requests at once that one API key may make after a pause.",
    }),
  },
  false,
);
export const logTable = configTable(
  "LOG",
  {
    level: text({
      default: "info",
      pattern: /^(debug|info|warn|error|fatal)$/,
      doc: "Least severe level that is written.",
    }),
    file: text({ default: "", doc: "Write logs to this file; empty: standard output." }),
  },
  false,
);

export const velocityTable = configTable("VELOCITY", {
  model: text({
    default: "iasp91",
    doc: "Where travel times come from: `iasp91`, `ak135`, or a JSON file (docs/operations.md). The same for all services.",
  }),
});

export const pulseTable = configTable(
  "PULSE",
  {
    periodMs: number({
      default: 10_000,
      min: 0,
      max: 60_000,
      unit: "ms",
      doc: "How often ingest sends a heartbeat through every hop of the alarm path; 0: never. The same for all services.",
    }),
  },
  false,
);

export const runtimeTables = [
  busTable,
  storeTable,
  databaseTable,
  httpTable,
  apiTable,
  logTable,
  velocityTable,
  pulseTable,
] as const;

export interface Settings {
  readonly bus: Values<typeof busTable.settings>;
  readonly store: Values<typeof storeTable.settings>;
  readonly database: Values<typeof databaseTable.settings>;
  readonly http: Values<typeof httpTable.settings>;
  readonly api: Values<typeof apiTable.settings>;
  readonly log: Values<typeof logTable.settings>;
  readonly velocityModel: VelocityModel;
}

/** Reads every runtime table and, only to have all faults in one message, the given services' tables too. */
export function readSettings(env: Environment, serviceTables: readonly ConfigTable<Table>[] = []): Settings {
  const faults: string[] = [];
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof BadConfig)) throw error;
      faults.push(reasonOf(error).replace("BadConfig: ", ""));
      return undefined;
    }
  };
  const read = <T extends Table>(table: ConfigTable<T>) => attempt(() => readConfig(table, env));
  const [bus, store, database] = [read(busTable), read(storeTable), read(databaseTable)];
  const [http, api, log] = [read(httpTable), read(apiTable), read(logTable)];
  const velocity = read(velocityTable);
  read(pulseTable);
  const velocityModel = velocity && attempt(() => velocityModelOf(velocity.model));
  for (const table of serviceTables) read(table);
  if (http !== undefined && api !== undefined && api.token === "" && !isLoopback(http.host)) {
    faults.push(`API_TOKEN: got "", want a token because HTTP_HOST "${http.host}" is not loopback`);
  }
  if (!bus || !store || !database || !http || !api || !log || !velocityModel || faults.length > 0) {
    throw new BadConfig(faults.join("\n"));
  }
  return { bus, store, database, http, api, log, velocityModel };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
