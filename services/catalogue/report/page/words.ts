// Numbers and times as the report's pages write them.

/** "2018-02-16 23:39:39.0 UTC" */
export function utc(epochMs: number): string {
  const rounded = new Date(Math.round(epochMs / 100) * 100).toISOString();
  return `${rounded.slice(0, 10)} ${rounded.slice(11, 21)} UTC`;
}

/** "+6.4 s", "−0.3 s" */
export function after(seconds: number): string {
  return `${signed(seconds, 1)} s`;
}

export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return `${value < 0 && Number(text) !== 0 ? "−" : "+"}${text}`;
}

export function fixed(value: number | null, digits: number, unit = ""): string {
  if (value === null) return "–";
  const text = Math.abs(value).toFixed(digits);
  return `${value < 0 && Number(text) !== 0 ? "−" : ""}${text}${unit === "" ? "" : ` ${unit}`}`;
}

/** "17.45° N, 101.72° W" */
export function coordinates({ latitudeDeg, longitudeDeg }: { latitudeDeg: number; longitudeDeg: number }): string {
  const [north, east] = [latitudeDeg < 0 ? "S" : "N", longitudeDeg < 0 ? "W" : "E"];
  return `${Math.abs(latitudeDeg).toFixed(2)}° ${north}, ${Math.abs(longitudeDeg).toFixed(2)}° ${east}`;
}

export function count(value: number, one: string, many = `${one}s`): string {
  return `${value.toLocaleString("en-US")} ${value === 1 ? one : many}`;
}

/** For attributes of SVG: short and without exponents. */
export function at(value: number): string {
  return (Number.isFinite(value) ? value : 0).toFixed(1).replace(/\.0$/, "");
}

/** Rounded down: what is not certain does not look so. */
export function likely(probability: number): string {
  return (Math.floor(probability * 1000 + 1e-9) / 1000).toFixed(3);
}
