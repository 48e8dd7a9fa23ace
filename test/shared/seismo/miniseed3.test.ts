// miniSEED 3 against the FDSN's reference records, against itself, and against any bytes.
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32c } from "../../../shared/seismo/crc.ts";
import { decodeMiniSeed3, type MiniSeed3Record } from "../../../shared/seismo/miniseed3.ts";
import { encodeMiniSeed3 } from "../../../shared/seismo/miniseed3Encode.ts";
import { encodeSteim2 } from "../../../shared/seismo/steim2.ts";
import { noSharedData, sharedPath } from "../../sharedData.ts";

const FOLDER = "schemas/miniseed3-reference";
const references = noSharedData
  ? []
  : readdirSync(sharedPath(FOLDER))
      .filter((name) => name.endsWith(".mseed3"))
      .map((name) => name.replace(".mseed3", ""));

test("CRC-32C of 123456789 is the one of RFC 3720", () => {
  expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
});

test.skipIf(noSharedData)("there are eleven reference records", () => {
  expect(references).toHaveLength(11);
});

test.skipIf(noSharedData).each(references)("%s reads as its JSON says", (name) => {
  const bytes = readFileSync(sharedPath(`${FOLDER}/${name}.mseed3`));
  const [want] = JSON.parse(readFileSync(sharedPath(`${FOLDER}/${name}.json`), "utf8"));
  const { records, faults } = decodeMiniSeed3(bytes);
  expect(faults).toEqual([]);
  expect(records).toHaveLength(1);
  const [record] = records;
  expect(record).toMatchObject({
    sourceId: want.SID,
    encoding: want.EncodingFormat,
    sampleCount: want.SampleCount,
    flags: want.Flags.RawUInt8,
    publicationVersion: want.PublicationVersion,
    text: typeof want.Data === "string" ? want.Data : "",
  });
  expect(record?.sampleRateHz).toBeCloseTo(want.SampleRate, 12);
  expect(record?.startMs).toBeCloseTo(Date.parse(`${want.StartTime.slice(0, 23)}Z`), 0);
  expect(record?.extraHeaders === "" ? undefined : JSON.parse(record?.extraHeaders ?? "")).toEqual(want.ExtraHeaders);
  const data: readonly number[] = typeof want.Data === "string" ? [] : (want.Data ?? []);
  expect(record?.samples).toHaveLength(data.length);
  for (const [i, value] of data.entries()) expect(record?.samples[i]).toBeCloseTo(value, 9);
});

test.skipIf(noSharedData)("one flipped bit anywhere in a reference record is found by its CRC or header", () => {
  const bytes = readFileSync(sharedPath(`${FOLDER}/reference-sinusoid-int16.mseed3`));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8 * bytes.length - 1 }), (bit) => {
      const broken = Uint8Array.from(bytes);
      broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { records, faults } = decodeMiniSeed3(broken);
      expect([records.length, faults.length > 0]).toEqual([0, true]);
    }),
  );
});

test.skipIf(noSharedData).each(["FDSN-Other", "TQ-TC-ED", "float32", "steim2", "int16"])(
  "reference-sinusoid-%s, encoded again, is the same record byte for byte",
  (name) => {
    const bytes = Uint8Array.from(readFileSync(sharedPath(`${FOLDER}/reference-sinusoid-${name}.mseed3`)));
    const [record] = decodeMiniSeed3(bytes).records;
    if (record === undefined) throw new Error("no record");
    const view = new DataView(bytes.buffer);
    const data = bytes.subarray(40 + view.getUint8(33) + view.getUint16(34, true));
    const again = encodeMiniSeed3({ ...record, data: dataOf(record, data) });
    // Ours have no flags and microseconds.
    view.setUint8(3, 0);
    view.setUint32(4, Math.round(view.getUint32(4, true) / 1000) * 1000, true);
    view.setUint32(28, 0, true);
    view.setUint32(28, crc32c(bytes), true);
    expect(Buffer.from(again).toString("hex")).toBe(Buffer.from(bytes).toString("hex"));
  },
);

/** Steim2 packed again; other samples as they are. */
function dataOf({ encoding, samples }: MiniSeed3Record, data: Uint8Array): Uint8Array {
  return encoding === 11 ? encodeSteim2(Int32Array.from(samples)) : data;
}

test("header fields stand where the specification puts them", () => {
  const data = Uint8Array.of(1, 2, 3, 4);
  const record = encodeMiniSeed3({
    ...{ sourceId: "FDSN:XX_A__B_N_Z", startMs: Date.UTC(2024, 11, 31, 23, 59, 58, 765), sampleRateHz: 31.25 },
    ...{ sampleCount: 2, encoding: 1, data, extraHeaders: "{}" },
  });
  const hex = Buffer.from(record).toString("hex");
  // "MS", 3, no flags; 765,000,000 ns; 2024; day 366; 23:59:58; int16; 31.25 as a double; 2 samples.
  expect(hex.slice(0, 56)).toBe(
    "4d530300" + "40f9982d" + "e807" + "6e01" + "173b3a" + "01" + "0000000000403f40" + "02000000",
  );
  // Publication version 1, 16 bytes of name, 2 of extra headers, 4 of data.
  expect(hex.slice(64)).toBe(`01100200${"04000000"}${Buffer.from("FDSN:XX_A__B_N_Z{}").toString("hex")}01020304`);
});

test("whatever the bytes are, reading them ends without an error, and finds the record behind them", () => {
  const good = encodeMiniSeed3({
    ...{ sourceId: "FDSN:XX_A__B_N_Z", startMs: 1.7e12, sampleRateHz: 100, sampleCount: 1, encoding: 3 },
    ...{ data: Uint8Array.of(5, 0, 0, 0), extraHeaders: "" },
  });
  const nearly = fc.uint8Array({ maxLength: 80 }).map((tail) => Uint8Array.of(0x4d, 0x53, 3, ...tail));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), nearly), (junk) => {
      const { records } = decodeMiniSeed3(Buffer.concat([junk, good]));
      expect(records.length).toBeLessThanOrEqual(1);
      if (!Buffer.from(junk).includes("MS")) expect(records[0]?.samples).toEqual(Float64Array.of(5));
    }),
  );
});
