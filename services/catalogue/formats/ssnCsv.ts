// The CSV of the Servicio Sismológico Nacional's catalogue (Mexico): four lines of text, the columns in Spanish, no ids.
import type { EventTexts, Text } from "./field.ts";
import type { ReadOptions } from "./format.ts";
import type { Columns, TableFormat } from "./table.ts";

export const SSN_COLUMNS = ["magnitud", "latitud", "longitud", "profundidad", "fecha utc", "hora utc"] as const;
const PREAMBLE_LINES = 20;

export function ssnCsv({ source }: ReadOptions): TableFormat {
  return {
    separator: ",",
    wanted: SSN_COLUMNS,
    preamble: PREAMBLE_LINES,
    // Remarks stand at the end too.
    isRemark: (fields) => fields.length < SSN_COLUMNS.length && !/^\d/.test(fields[0] ?? ""),
    read(of) {
      const status = of("Estatus").value;
      // A revised earthquake has no id that would tell it from its preliminary self: that one is left out.
      return /^prelim/i.test(status) ? "preliminary" : textsOf(of, source || "SSN");
    },
  };
}

function textsOf(of: Columns, source: string): EventTexts {
  const [latitude, longitude] = [of("Latitud"), of("Longitud")];
  const time: Text = { field: "Fecha UTC, Hora UTC", value: `${of("Fecha UTC").value}T${of("Hora UTC").value}` };
  return {
    source: { field: "source", value: source },
    id: { field: "id", value: `${time.value}/${latitude.value}/${longitude.value}` },
    time,
    latitude,
    longitude,
    depth: numbered(of("Profundidad")),
    magnitude: numbered(of("Magnitud")),
    magnitudeType: "",
    place: of("Referencia de localizacion", "Referencia de localización").value,
    updated: { field: "updated", value: "" },
  };
}

/** "no calculable" and "en revision" are no faults. */
function numbered(text: Text): Text {
  return /^(no calculable|en revisi.n)$/i.test(text.value) ? { ...text, value: "" } : text;
}
