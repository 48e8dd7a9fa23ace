// miniSEED 2 records compressed by Steim2 [SEED 2.4 appendix B], as data loggers send them; for benches only.
import { encodeMiniSeed2 } from "../../shared/seismo/miniseed2Encode.ts";
import { encodeSteim2 } from "../../shared/seismo/steim2.ts";

const DATA_OFFSET = 128;
const STEIM2 = 11;
const ENCODING_AT = 52;
const SAMPLES_AT = 30;

export interface Counts {
  readonly channel: string;
  readonly startMs: number;
  readonly sampleRateHz: number;
  readonly samples: Int32Array;
}

/** One record of 512 bytes. @throws RangeError when the samples need more */
export function steim2Record({ channel, startMs, sampleRateHz, samples }: Counts): Uint8Array {
  const names = { network: "XX", station: "AAA", location: "", channel };
  const record = encodeMiniSeed2({ ...names, startMs, sampleRateHz, samples: samples.subarray(0, 1) });
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const frames = encodeSteim2(samples);
  if (DATA_OFFSET + frames.length > record.length) {
    throw new RangeError(`samples: got ${frames.length} bytes of frames, want at most ${record.length - DATA_OFFSET}`);
  }
  view.setUint16(SAMPLES_AT, samples.length);
  view.setUint8(ENCODING_AT, STEIM2);
  record.fill(0, DATA_OFFSET);
  record.set(frames, DATA_OFFSET);
  return record;
}
