// Finds the device in an OpenEEW payload whose topic does not name it, without parsing the payload.

/** `"device_id": "A8032A4DD5F0"`, its quotes escaped where the JSON lies in a JSON string. */
const DEVICE_ID = /"device_id\\{0,3}"\s{0,4}:\s{0,4}\\{0,3}"([\w:-]{1,32})\\{0,3}"/;
/** It stands at the beginning or at the end of every known shape; the samples between are not looked at. */
const WINDOW_BYTES = 512;

/** Undefined when neither end of the payload names a device. */
export function deviceIdIn(payload: Uint8Array): string | undefined {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const found = DEVICE_ID.exec(bytes.toString("latin1", 0, WINDOW_BYTES));
  if (found !== null || bytes.length <= WINDOW_BYTES) return found?.[1];
  return DEVICE_ID.exec(bytes.toString("latin1", Math.max(0, bytes.length - WINDOW_BYTES)))?.[1];
}
