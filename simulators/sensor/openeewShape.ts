// The shapes of OpenEEW packets met in the wild (INTERFACES §1.2, A to F): what stands before and behind the samples.

/** The archive's (A), Watson firmware 1.4 (B), firmware 1.5 (C), FIRMWARE.md (D), esp32 (E), JSON in JSON (F). */
export const SHAPES = ["archive", "watson", "firmware", "nested", "esp32", "quoted"] as const;
export type Shape = (typeof SHAPES)[number];

interface Told {
  readonly device: string;
  readonly deviceMs: number;
  readonly rateHz: number;
}

/** JSON text before and behind `"x":[…],"y":[…],"z":[…]`. */
export function around(shape: Shape, { device, deviceMs, rateHz }: Told): readonly [string, string] {
  const timeS = (deviceMs / 1000).toFixed(6);
  switch (shape) {
    case "archive":
      return [`{"device_id":"${device}",`, `,"device_t":${timeS},"sr":${rateHz}}`];
    case "watson":
      return [`{"device_id":"${device}","device_t":${Math.floor(deviceMs / 1000)},"traces":[{`, "}]}"];
    case "firmware":
      return [`{"device_id":"${device}","sr":${rateHz},"device_t":"${timeS}","traces":{`, "}}"];
    case "nested":
      return [`{"d":{"device_id":"${device}","traces":[{`, "}]}}"];
    case "esp32":
      return [`{"device_id":"${device}","traces":[{`, `,"t":${timeS},"sr":${rateHz}}]}`];
    case "quoted":
      return [`"{\\"device_id\\":\\"${device}\\",`, `,\\"device_t\\":${timeS},\\"sr\\":${rateHz}}"`];
  }
}
