// OpenEEW packets as they are met in the wild, variants A to F (INTERFACES §1.2): JSON with three axes of numbers in
// gal.

import { AXES, type Axis, type DeviceBlock, type Parsed } from "./deviceBlock.ts";

const MAX_BYTES = 262_144;
const MAX_SAMPLES = 8192;
/** Gal or counts of a 24-bit converter; more is no measurement. */
const MAX_VALUE = 1e8;
const MAX_TRACES = 64;

/** What is wrong with a packet; never leaves this file. */
class Fault extends Error {}

type Fields = Readonly<Record<string, unknown>>;

export function parseOpeneew(bytes: Uint8Array): Parsed {
  try {
    return { kind: "blocks", blocks: blocksOf(fieldsOf(bytes)) };
  } catch (error) {
    if (error instanceof Fault) return { kind: "malformed", reason: error.message };
    throw error;
  }
}

function fieldsOf(bytes: Uint8Array): Fields {
  if (bytes.length > MAX_BYTES) throw new Fault(`packet: got ${bytes.length} bytes, want at most ${MAX_BYTES}`);
  let value: unknown = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  // Twice: some gateways put the JSON text into a JSON string (variant F).
  for (let depth = 0; depth < 2 && typeof value === "string"; depth += 1) value = parseJson(value);
  const fields = asFields(value, "packet");
  return Object.hasOwn(fields, "d") ? asFields(fields.d, "d") : fields;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault(`packet: not JSON (${text.length} characters, begins ${JSON.stringify(text.slice(0, 20))})`);
  }
}

function asFields(value: unknown, name: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Fault(`${name}: got ${Array.isArray(value) ? "an array" : typeof value}, want an object`);
  }
  return value as Fields;
}

const own = (fields: Fields, name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);

function blocksOf(fields: Fields): DeviceBlock[] {
  const traces = own(fields, "traces");
  if (traces === undefined) return [blockOf(fields, fields)];
  const list = Array.isArray(traces) ? traces : [traces];
  if (list.length === 0 || list.length > MAX_TRACES)
    throw new Fault(`traces: got ${list.length}, want 1 to ${MAX_TRACES}`);
  const blocks = list.map((trace, i) => blockOf(asFields(trace, `traces[${i}]`), fields));
  return list.some((trace) => Object.hasOwn(trace, "t")) ? blocks : [joined(blocks)];
}

function blockOf(trace: Fields, packet: Fields): DeviceBlock {
  const axes: Partial<Record<Axis, Float64Array>> = {};
  let count = -1;
  for (const axis of AXES) {
    const values = own(trace, axis);
    if (values === undefined) continue;
    const samples = samplesOf(values, axis);
    if (count >= 0 && samples.length !== count)
      throw new Fault(`${axis}: got ${samples.length} samples, want ${count}`);
    count = samples.length;
    axes[axis] = samples;
  }
  if (count < 0) throw new Fault("x, y, z: none is there");
  const rate = own(trace, "sr") ?? own(packet, "sr");
  return { deviceMs: timeOf(own(trace, "t") ?? own(packet, "device_t")), rateHz: rateOf(rate), axes, count };
}

function samplesOf(values: unknown, axis: string): Float64Array {
  if (!Array.isArray(values)) throw new Fault(`${axis}: got ${typeof values}, want an array of numbers`);
  if (values.length === 0 || values.length > MAX_SAMPLES) {
    throw new Fault(`${axis}: got ${values.length} samples, want 1 to ${MAX_SAMPLES}`);
  }
  const samples = new Float64Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const value: unknown = values[i];
    if (typeof value !== "number" || !(Math.abs(value) <= MAX_VALUE)) {
      throw new Fault(`${axis}[${i}]: got ${JSON.stringify(value)?.slice(0, 40)}, want a number up to ${MAX_VALUE}`);
    }
    samples[i] = value;
  }
  return samples;
}

/** Seconds as a number or as text; milliseconds where the number can be nothing else. */
function timeOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const seconds = typeof value === "string" ? Number(value) : value;
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) {
    throw new Fault(`device_t: got ${JSON.stringify(value)?.slice(0, 40)}, want epoch seconds`);
  }
  return Math.abs(seconds) > 1e11 ? seconds : seconds * 1000;
}

function rateOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const rate = typeof value === "string" ? Number(value) : value;
  if (typeof rate !== "number" || !(rate >= 1 && rate <= 1000)) {
    throw new Fault(`sr: got ${JSON.stringify(value)?.slice(0, 40)}, want 1 to 1000 Hz`);
  }
  return rate;
}

/** Traces without times of their own follow one another; the packet's time is that of the last sample of the last. */
function joined(blocks: readonly DeviceBlock[]): DeviceBlock {
  const [first] = blocks;
  if (first === undefined || blocks.length === 1)
    return first ?? { deviceMs: undefined, rateHz: undefined, axes: {}, count: 0 };
  const count = blocks.reduce((sum, block) => sum + block.count, 0);
  if (count > MAX_SAMPLES) throw new Fault(`traces: got ${count} samples, want at most ${MAX_SAMPLES}`);
  const axes: Partial<Record<Axis, Float64Array>> = {};
  for (const axis of AXES) {
    const parts = blocks.map((block) => block.axes[axis]).filter((part) => part !== undefined);
    if (parts.length === 0) continue;
    if (parts.length < blocks.length)
      throw new Fault(`${axis}: in ${parts.length} of ${blocks.length} traces, want all`);
    const all = new Float64Array(count);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    axes[axis] = all;
  }
  return { ...first, axes, count };
}
