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

export const roman = (intensity) => ROMAN[Math.min(12, Math.max(1, Math.round(intensity)))];
export const intensityColour = (intensity) => COLOURS[Math.min(10, Math.max(1, Math.round(intensity)))];

const two = (value) => String(value).padStart(2, "0");

export function clockTime(ms) {
  const date = new Date(ms);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

export function clockTenths(ms) {
  return `${clockTime(ms)}.${Math.floor((((ms % 1000) + 1000) % 1000) / 100)}`;
}

export const day = (ms) => new Date(ms).toISOString().slice(0, 10);

/** "3 s", "4 min", "2 h", "5 d" */
export function span(ms) {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

export const millis = (ms) => (Math.abs(ms) < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
export const count = (value) => value.toLocaleString("en-US");
export const km = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} km`;

/** Acceleration in m/s² with two digits that count. */
export const acceleration = (mps2) => (mps2 < 0.001 ? "–" : mps2 >= 1 ? mps2.toFixed(1) : mps2.toPrecision(2));

export const MODE_WORDS = {
  none: ["NO DATA", "Waiting for stations"],
  live: ["LIVE", "Real stations, real ground"],
  drill: ["DRILL", "An exercise. This is not a real earthquake"],
  simulation: ["SIMULATION", "Made-up earthquakes and stations. Not real"],
  replay: ["REPLAY", "Recordings of the past. Not happening now"],
};

export const modeOf = (worldKey) => worldKey.split(":")[0] || "none";
export const firstWord = (mode) => (mode === "live" || mode === "none" ? "" : `${MODE_WORDS[mode][0]}: `);
