// Chance that can be repeated: the same words give the same numbers (hash FNV-1a, generator sfc32 by C. Doty-Humphrey).

/** Uniform in [0, 1). */
export type Random = () => number;

export function randomOf(...words: readonly (string | number)[]): Random {
  let [a, b, c, d] = [hashOf(words.join("/")), 0x9e3779b9, 0x243f6a88, 1];
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i += 1) next();
  return next;
}

/** Normal with standard deviation 1 (Box and Muller, 1958). */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** A name as the key of sequences that can be entered anywhere. */
export function keyOf(...words: readonly (string | number)[]): number {
  return mixed(hashOf(words.join("/"))) >>> 0;
}

/** Uniform in [0, 1): number `index` of sequence `lane` of that key, in no state and no order (finalizer of MurmurHash3). */
export function drawAt(key: number, lane: number, index: number): number {
  const high = Math.floor(index / 2 ** 32);
  const lower = mixed(Math.imul(index >>> 0, 0x9e3779b1) ^ key);
  return (mixed(lower ^ Math.imul(high + 1, 0x7feb352d) ^ Math.imul(lane + 1, 0x846ca68b)) >>> 0) / 2 ** 32;
}

/** Normal with standard deviation 1; takes the lane and the one after it. */
export function gaussianAt(key: number, lane: number, index: number): number {
  return Math.sqrt(-2 * Math.log(1 - drawAt(key, lane, index))) * Math.cos(2 * Math.PI * drawAt(key, lane + 1, index));
}

function mixed(bits: number): number {
  let hash = bits;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
