// Cyclic redundancy checks of 32 bits, byte by byte from a table (Sarwate, 1988).

export type Crc = (bytes: Uint8Array, start?: number, end?: number) => number;

/** Of the bytes from `start` up to, without, `end`. @param polynomial reflected */
export function crcOf(polynomial: number): Crc {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? polynomial : 0);
    return rest >>> 0;
  });
  return (bytes, start = 0, end = bytes.length) => {
    let crc = 0xffffffff;
    for (let i = start; i < end; i += 1) {
      crc = (crc >>> 8) ^ (table[(crc ^ (bytes[i] as number)) & 0xff] as number);
    }
    return (crc ^ 0xffffffff) >>> 0;
  };
}

/** Castagnoli's, as in iSCSI and miniSEED 3 [RFC 3720 §12.1]. */
export const crc32c = crcOf(0x82f63b78);
