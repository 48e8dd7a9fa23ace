// What a running fleet does, for people: one block of lines that is drawn over in a terminal, plain lines elsewhere.
import { styleText } from "node:util";

export interface FleetState {
  /** Seconds of data since the start. */
  readonly dataS: number;
  readonly durationS: number;
  readonly stations: number;
  /** Sensors that sent something within the last seconds of data. */
  readonly up: number;
  readonly sent: number;
  readonly sentPerS: number;
  /** Published and not acknowledged by the broker. */
  readonly inFlight: number;
  /** How far the fleet itself is behind its own rhythm. */
  readonly behindMs: number;
  /** What the system made of it; undefined where nobody was asked. */
  readonly heard?: Heard | undefined;
}

export interface Heard {
  readonly events: number;
  readonly confirmed: number;
  readonly cancelled: number;
  readonly alerts: number;
  /** The newest event in words. */
  readonly newest: string;
}

export interface View {
  show(state: FleetState): void;
  /** A line that stays. */
  note(text: string): void;
}

const PLAIN_EVERY_MS = 5000;
const WIDTH = 24;
const BEHIND_MS = 1000;

/** @param nowMs a clock that never runs backwards. */
export function viewOn(
  stream: NodeJS.WriteStream | NodeJS.WritableStream,
  nowMs: () => number = () => performance.now(),
): View {
  return "isTTY" in stream && stream.isTTY === true ? terminal(stream) : plain(stream, nowMs);
}

function terminal(stream: NodeJS.WriteStream): View {
  let drawn = 0;
  const erase = () => {
    for (; drawn > 0; drawn -= 1) stream.write("\u001b[1A\u001b[2K");
  };
  return {
    show(state) {
      erase();
      const lines = linesOf(state);
      stream.write(`${lines.join("\n")}\n`);
      drawn = lines.length;
    },
    note(text) {
      erase();
      stream.write(`${text}\n`);
    },
  };
}

function plain(stream: NodeJS.WritableStream, nowMs: () => number): View {
  let shownMs = Number.NEGATIVE_INFINITY;
  return {
    show(state) {
      if (nowMs() < shownMs + PLAIN_EVERY_MS) return;
      shownMs = nowMs();
      stream.write(`${lineOf(state)}\n`);
    },
    note: (text) => stream.write(`${text}\n`),
  };
}

function lineOf(state: FleetState): string {
  const { dataS, stations, up, sent, sentPerS, inFlight, behindMs, heard } = state;
  const told =
    heard === undefined
      ? ""
      : `, ${heard.events} events (${heard.confirmed} confirmed, ${heard.cancelled} cancelled), ${heard.alerts} alerts`;
  const backlog = `${inFlight} unacknowledged, ${(behindMs / 1000).toFixed(1)} s behind`;
  return `${dataS.toFixed(0)} s: ${up} of ${stations} stations up, ${sent} packets, ${sentPerS.toFixed(0)}/s, ${backlog}${told}`;
}

function linesOf(state: FleetState): string[] {
  const { dataS, durationS, stations, up, sent, sentPerS, inFlight, behindMs, heard } = state;
  const share = Number.isFinite(durationS) ? Math.min(1, dataS / durationS) : 0;
  const bar = `${"█".repeat(Math.round(share * WIDTH))}${"░".repeat(WIDTH - Math.round(share * WIDTH))}`;
  const end = Number.isFinite(durationS) ? ` of ${durationS.toFixed(0)} s` : " s";
  const late = `${(behindMs / 1000).toFixed(1)} s behind`;
  const lines = [
    `${bar} ${dataS.toFixed(0)}${end}`,
    `stations ${up} of ${stations} up   packets ${sent}, ${sentPerS.toFixed(0)}/s`,
    `backlog  ${inFlight} unacknowledged, ${behindMs > BEHIND_MS ? styleText("yellow", late) : late}`,
  ];
  if (heard === undefined) return lines;
  const { events, confirmed, cancelled, alerts, newest } = heard;
  lines.push(`events   ${events} (${confirmed} confirmed, ${cancelled} cancelled)   alerts ${alerts}`);
  if (newest !== "") lines.push(`         ${styleText("bold", newest)}`);
  return lines;
}
