// Numbers as people read them: intensities, times, distances.
const ROMAN = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
/** ShakeMap's colours (Worden et al., 2020), I to X; dark text reads on all but the last two, which are lightened. */
const COLOURS = [
  "",
  "#e9edf1",
  "#bfccff",
  "#bfccff",
  "#9ff3ff",
  "#7aff93",
  "#ffff00",
  "#ffc800",
  "#ff9100",
  "#ff5b52",
  "#f0706a",
];

const whole = (intensity: number, most: number) => Math.min(most, Math.max(1, Math.round(intensity)));
export const roman = (intensity: number) => ROMAN[whole(intensity, 12)] ?? "";
export const intensityColour = (intensity: number) => COLOURS[whole(intensity, 10)] ?? "";

const two = (value: number) => String(value).padStart(2, "0");

/** UTC, as everything an operator compares. */
export function clockTime(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

export function localTime(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function clockTenths(ms: number): string {
  return `${clockTime(ms)}.${Math.floor((((ms % 1000) + 1000) % 1000) / 100)}`;
}

export const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** "3 s", "4 min", "2 h", "5 d" */
export function span(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** A number as it is, with the sign that is as wide as a digit. */
export const plain = (value: number | string) => String(value).replace(/^-/, "−");
/** As `toFixed`, with the sign that is as wide as a digit, and none before zero. */
export const fixed = (value: number, digits: number) => plain(value.toFixed(digits).replace(/^-(?=[0.]*$)/, ""));

export const millis = (ms: number) => (Math.abs(ms) < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
let numbers = new Intl.NumberFormat("en");
/** Thousands are set apart as the page's language does it. */
export const count = (value: number) => numbers.format(value);
export function countIn(language: string): void {
  numbers = new Intl.NumberFormat(language);
}

export const km = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} km`;

/** Acceleration in m/s² with two digits that count. */
export const acceleration = (mps2: number) => (mps2 < 0.001 ? "–" : mps2 >= 1 ? mps2.toFixed(1) : mps2.toPrecision(2));
