// What sensors of one kind share: packet lengths, writer, quiet packets, channels. Made once in a process.

import type { StationMeta } from "../recordedStation.ts";
import type { NoiseSpec } from "./groundNoise.ts";
import { INSTRUMENTS, type InstrumentName } from "./instrument.ts";
import type { Shape } from "./openeewShape.ts";
import { PacketGrid, ROUND } from "./packetGrid.ts";
import { MINISEED_CHANNELS, type PacketWriter, type SensorFormat, writerOf } from "./packetWriter.ts";
import { QuietPackets } from "./quietPackets.ts";

export interface SensorKind {
  readonly instrument: InstrumentName;
  readonly grid: PacketGrid;
  readonly writer: PacketWriter;
  readonly quiet: QuietPackets;
  readonly channels: StationMeta["channels"];
  /** In how many places of its noise a sensor can begin. */
  readonly places: number;
}

export interface KindOptions {
  readonly rateHz: number;
  readonly packetS: number;
  readonly format: SensorFormat;
  readonly shape?: Shape;
  readonly noise?: NoiseSpec;
}

const GAL_PER_MPS2 = 100;
const COMPONENTS = ["Z", "N", "E"] as const;
const kinds = new Map<string, SensorKind>();

/** @throws RangeError for a rate or length that no sensor has */
export function kindOf({ rateHz, packetS, format, shape = "archive", noise }: KindOptions): SensorKind {
  if (!(rateHz >= 10 && rateHz <= 200)) throw new RangeError(`rateHz: got ${rateHz}, want 10 to 200`);
  if (!(packetS >= 0.25 && packetS <= 2)) throw new RangeError(`packetS: got ${packetS}, want 0.25 to 2`);
  const instrument = noise?.instrument ?? "mems";
  const name = [instrument, rateHz, packetS, format, shape].join();
  const known = kinds.get(name);
  if (known !== undefined) return known;
  const grid = new PacketGrid(rateHz, packetS);
  const writer = writerOf({ format, shape, rateHz, countMps2: INSTRUMENTS[instrument].countMps2 });
  const quiet = new QuietPackets({ instrument, rateHz, grid, writer });
  const kind = { instrument, grid, writer, quiet, channels: channelsOf(format, instrument), places: ROUND };
  kinds.set(name, kind);
  return kind;
}

/** x is up, as in OpenEEW's data. */
function channelsOf(format: SensorFormat, instrument: InstrumentName): StationMeta["channels"] {
  const isSeed = format === "miniseed2";
  const sensitivity = isSeed ? Math.round(1 / INSTRUMENTS[instrument].countMps2) : GAL_PER_MPS2;
  const codes = isSeed ? MINISEED_CHANNELS : (["x", "y", "z"] as const);
  return COMPONENTS.map((component, c) => ({ code: codes[c] ?? "", component, unit: "m/s2", sensitivity }));
}
