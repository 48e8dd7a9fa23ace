// Field schemas used by several messages, with the units in their names' suffixes (STYLE: units stand in the name).
import { z } from "zod";

/** UTC, milliseconds since 1970, fractions allowed: sub-sample onset times matter. */
export const epochMs = z.number().min(-1e14).max(1e14);
export const latitudeDeg = z.number().min(-90).max(90);
export const longitudeDeg = z.number().min(-180).max(180);
export const nonNegative = z.number().min(0);
export const probability = z.number().min(0).max(1);
/** NET_STA (FDSN source identifier without location and channel): uppercase letters, digits and dashes. */
export const stationId = z.string().regex(/^[A-Z0-9-]{1,8}_[A-Z0-9-]{1,16}$/);
