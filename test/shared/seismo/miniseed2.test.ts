// Against ObsPy: oracles/miniseed2.json and the 90-odd miniSEED 2 files of data/formats; broken bytes; our own encoder.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeMiniSeed2, type MiniSeedRecord } from "../../../shared/seismo/miniseed2.ts";
import { encodeMiniSeed2 } from "../../../shared/seismo/miniseed2Encode.ts";
import { noSharedData, sharedJson, sharedPath } from "../../sharedData.ts";

interface Oracle {
  readonly arrays: Readonly<Record<string, readonly number[]>>;
  readonly cases: readonly {
    readonly encoding: string;
    readonly byteorder: string;
    readonly reclen: number;
    readonly records: number;
    readonly samples: string;
    readonly base64: string;
    readonly sr?: number;
  }[];
}

/** ObsPy's view of one continuous piece of one channel. */
interface Trace {
  readonly id: string;
  readonly start: string;
  readonly sample_rate: number;
  readonly npts: number;
  readonly first: readonly number[];
  readonly sum: number | null;
}

interface Summary {
  startMs: number;
  readonly rateHz: number;
  count: number;
  sum: number;
  first: readonly number[];
}

const oracle = noSharedData ? undefined : (sharedJson("oracles/miniseed2.json") as Oracle);

test.skipIf(noSharedData).each(oracle?.cases ?? [])(
  "$encoding, $byteorder-endian, records of $reclen bytes are ObsPy's samples",
  ({ base64, records: count, samples, sr = 100 }) => {
    const { records, faults } = decodeMiniSeed2(Buffer.from(base64, "base64"));
    expect(faults).toEqual([]);
    expect(records).toHaveLength(count);
    expect(records.flatMap((record) => [...record.samples])).toEqual(oracle?.arrays[samples]);
    records.reduce((atMs, record) => {
      expect(Math.abs(record.startMs - atMs)).toBeLessThan(0.11);
      expect(record.sampleRateHz).toBe(sr);
      return record.startMs + (record.samples.length / sr) * 1000;
    }, records[0]?.startMs ?? 0);
  },
);

const expected = noSharedData
  ? {}
  : (sharedJson("data/formats/EXPECTED.json") as { files: Record<string, readonly Trace[]> }).files;
const files = Object.keys(expected).filter((name) => /^mseed_|\.ms2$|raspberryshake\/.*mseed$/.test(name));

/** What is refused with a reason, and the reason: encodings of the 1970s, and text. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  "mseed_libmseed/reference-testdata-text.mseed2": /encoding 0 \(text\)/,
  "mseed_libmseed/testdata-encoding-CDSN.mseed2": /encoding 16 \(CDSN\)/,
  "mseed_libmseed/testdata-encoding-DWWSSN.mseed2": /encoding 32 \(DWWSSN\)/,
  "mseed_libmseed/testdata-encoding-GEOSCOPE-16bit-3exp-encoded.mseed2": /encoding 14 \(GEOSCOPE/,
  "mseed_libmseed/testdata-encoding-SRO.mseed2": /encoding 30 \(SRO\)/,
  "mseed_obspy/CDSN_encoding.mseed": /encoding 16 \(CDSN\)/,
  "mseed_obspy/DWWSSN_encoding.mseed": /encoding 32 \(DWWSSN\)/,
  "mseed_obspy/GEOSCOPE16_4_encoding.mseed": /encoding 14 \(GEOSCOPE/,
  "mseed_obspy/SRO_encoding.mseed": /encoding 30 \(SRO\)/,
  "mseed_obspy/encoding/fullASCII_bigEndian.mseed": /encoding 0 \(text\)/,
  "mseed_obspy/encoding/fullASCII_littleEndian.mseed": /encoding 0 \(text\)/,
  "mseed_obspy/encoding/smallASCII_bigEndian.mseed": /encoding 0 \(text\)/,
  "mseed_obspy/encoding/smallASCII_littleEndian.mseed": /encoding 0 \(text\)/,
  "mseed_obspy/rt130_sr0_cropped.mseed": /encoding 0 \(text\)/,
};

function read(name: string) {
  return decodeMiniSeed2(readFileSync(sharedPath("data/formats", name)));
}

function startOf({ start }: Trace): number {
  return Date.parse(`${start.slice(0, 23)}Z`) + Number(start.slice(23, 26)) / 1000;
}

function summarise<T>(items: readonly T[], of: (item: T) => Summary & { readonly id: string }): Map<string, Summary> {
  const byId = new Map<string, Summary>();
  for (const item of items) {
    const { id, ...piece } = of(item);
    const all = byId.get(id);
    if (all === undefined) byId.set(id, piece);
    else {
      all.count += piece.count;
      all.sum += piece.sum;
      if (piece.startMs < all.startMs) Object.assign(all, { startMs: piece.startMs, first: piece.first });
    }
  }
  return byId;
}

const ofRecord = ({ network, station, location, channel, startMs, sampleRateHz, samples }: MiniSeedRecord) => ({
  id: `${network}.${station}.${location}.${channel}`,
  startMs,
  rateHz: sampleRateHz,
  count: samples.length,
  sum: samples.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0),
  first: [...samples.subarray(0, 5)],
});
const ofTrace = (trace: Trace) => ({
  id: trace.id,
  startMs: startOf(trace),
  rateHz: trace.sample_rate,
  count: trace.npts,
  sum: trace.sum ?? 0,
  first: trace.first.map(Number),
});

test.skipIf(noSharedData).each(files.filter((name) => !(name in REFUSED)))("%s reads as ObsPy reads it", (name) => {
  const got = summarise(read(name).records, ofRecord);
  const wanted = summarise(
    (expected[name] ?? []).filter(({ npts }) => npts > 0),
    ofTrace,
  );
  expect([...got.keys()].sort()).toEqual([...wanted.keys()].sort());
  for (const [id, { startMs, rateHz, count, sum, first }] of wanted) {
    const mine = got.get(id);
    expect(mine?.count, id).toBe(count);
    expect(Math.abs((mine?.startMs ?? 0) - startMs), `${id} start`).toBeLessThan(0.0015);
    expect(Math.abs((mine?.rateHz ?? 0) / rateHz - 1), `${id} rate`).toBeLessThan(1e-4);
    expect(Math.abs((mine?.sum ?? Number.NaN) - sum), `${id} sum`).toBeLessThan(1e-6 + 1e-6 * Math.abs(sum));
    expect(mine?.first.slice(0, first.length)).toEqual(count < 5 ? first.slice(0, count) : first);
  }
});

test.skipIf(noSharedData).each(Object.entries(REFUSED))("%s is refused with its reason", (name, reason) => {
  const { records, faults } = read(name);
  expect(records).toEqual([]);
  expect(faults.join("\n")).toMatch(reason);
});

test.skipIf(noSharedData).each(["infinite-loop.mseed", "not.mseed", "not2.mseed", "not3.mseed", "not4.mseed"])(
  "what ObsPy cannot read is a fault here and no more: %s",
  (name) => {
    const { records, faults } = read(`mseed_obspy/${name}`);
    expect(records).toEqual([]);
    expect(faults.length).toBeGreaterThan(0);
  },
);

const EXAMPLE = {
  network: "XX",
  station: "AAA",
  location: "00",
  channel: "HNZ",
  startMs: Date.UTC(2026, 10, 23, 23, 59, 59, 999) + 0.951,
  sampleRateHz: 100,
};

test("a good record beside garbage and a corrupt one is not lost", () => {
  const good = encodeMiniSeed2({ ...EXAMPLE, samples: Int32Array.of(1, 2, 3) });
  const corrupt = encodeMiniSeed2({ ...EXAMPLE, samples: Int32Array.of(4, 5, 6) });
  corrupt[52] = 10; // says Steim1, is not
  const { records, faults } = decodeMiniSeed2(
    Buffer.concat([Buffer.from("garbage"), corrupt, good, good.subarray(0, 100)]),
  );
  expect(records.map(({ samples }) => [...samples])).toEqual([[1, 2, 3]]);
  expect(faults).toHaveLength(3);
});

test("one second at 200 Hz fits one record", () => {
  const bytes = encodeMiniSeed2({ ...EXAMPLE, sampleRateHz: 200, samples: new Int32Array(200) });
  expect(bytes.length).toBe(1024);
  expect(decodeMiniSeed2(bytes).records).toHaveLength(1);
});

test("what is encoded is decoded: samples, names, rate, and the start to the microsecond", () => {
  const values = fc.oneof(
    fc
      .array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 5000 })
      .map((a) => Int32Array.from(a)),
    fc.array(fc.float({ noNaN: true }), { minLength: 1, maxLength: 3000 }).map((a) => Float32Array.from(a)),
  );
  const rates = fc.constantFrom(0.1, 1, 30.06, 31.25, 50, 100, 125, 200, 250, 1000);
  const starts = fc.integer({ min: Date.UTC(1970, 0) * 1000, max: Date.UTC(2099, 0) * 1000 });
  fc.assert(
    fc.property(values, rates, starts, (samples, sampleRateHz, startUs) => {
      const { records, faults } = decodeMiniSeed2(
        encodeMiniSeed2({ ...EXAMPLE, samples, sampleRateHz, startMs: startUs / 1000 }),
      );
      expect(faults).toEqual([]);
      expect(records.flatMap((record) => [...record.samples])).toEqual([...samples]);
      const [first] = records;
      expect(first).toMatchObject({ network: "XX", station: "AAA", location: "00", channel: "HNZ" });
      expect(Math.abs((first?.startMs ?? 0) - startUs / 1000)).toBeLessThan(0.00051);
      expect(Math.abs((first?.sampleRateHz ?? 0) / sampleRateHz - 1)).toBeLessThan(1e-6);
    }),
    { numRuns: 100 },
  );
});

test("no bytes whatever make it throw, loop or read outside", () => {
  const real = oracle?.cases.map(({ base64 }) => Buffer.from(base64, "base64").subarray(0, 1024)) ?? [];
  const valid = [...real, Buffer.from(encodeMiniSeed2({ ...EXAMPLE, samples: new Int32Array(90) }))];
  const broken = fc
    .tuple(fc.constantFrom(...valid), fc.array(fc.tuple(fc.nat(1023), fc.nat(255)), { maxLength: 12 }), fc.nat(1024))
    .map(([bytes, changes, length]) => {
      const copy = Uint8Array.from(bytes);
      for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
      return copy.subarray(0, length);
    });
  fc.assert(
    fc.property(fc.oneof(broken, fc.uint8Array({ maxLength: 600 })), (bytes) => {
      const { records, faults } = decodeMiniSeed2(bytes);
      expect(records.length + faults.length).toBeLessThanOrEqual(bytes.length);
      for (const { samples, sampleRateHz } of records) {
        expect(samples.length).toBeGreaterThan(0);
        expect(sampleRateHz).toBeGreaterThan(0);
      }
    }),
    { numRuns: 1500 },
  );
});
