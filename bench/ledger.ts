// Where every packet went: what the load sent, what the edge accepted or refused, what the decoders used or dropped, and
// what was lost between them. `node bench/ledger.ts [--stations N] [--seconds S] [--brokers]`
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { numberFrom, runCommand } from "../simulators/cli.ts";
import { startBrokers } from "./brokers.ts";
import type { LoadReport } from "./load/protocol.ts";
import { openLoad } from "./load.ts";
import { tell } from "./print.ts";
import type { Readings } from "./readings.ts";
import { type Rig, startRig, until } from "./rig.ts";

/** Counts of packets. */
export interface Ledger {
  readonly sent: number;
  /** Sent and never acknowledged by the MQTT broker. */
  readonly unacknowledged: number;
  /** Sent, perhaps acknowledged, and never seen by the edge. */
  readonly lostBeforeEdge: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly accepted: number;
  /** Counted by the edge, by rule: the bus did not take them, or they would have been too late (overload). */
  readonly lostAtEdge: Readonly<Record<string, number>>;
  /** Accepted and never seen by a decoder: dropped by a full socket, the broker's time limit or its drop-head. */
  readonly lostInBus: number;
  /** Messages (batches) that the publisher itself dropped, part of `lostInBus`. */
  readonly droppedMessages: number;
  readonly deadLetters: number;
  readonly used: number;
  readonly dropped: Readonly<Record<string, number>>;
  /** Packets that are lost and that no service counted. */
  readonly unexplained: number;
}

/** Outcomes at the edge that are about a station's description or a device's connection, and no packet. */
const NO_PACKETS = [
  ...["registered", "known", "bad_meta", "meta_refused", "unavailable"],
  ...["status", "bad_status", "status_unregistered"],
];

export function ledgerOf(load: Pick<LoadReport, "sent" | "acknowledged">, before: Readings, after: Readings): Ledger {
  const edge = changes("eew_ingest_messages_total", "outcome", { before, after });
  const refused = Object.entries(edge).filter(([outcome]) => outcome !== "accepted" && !NO_PACKETS.includes(outcome));
  const { used = 0, ...dropped } = changes("eew_packets_total", "outcome", { before, after });
  const since = (name: string, labels = {}) => after.sum(name, labels) - before.sum(name, labels);
  const accepted = edge.accepted ?? 0;
  const lostAtEdge = changes("eew_ingest_lost_total", "rule", { before, after });
  const lostBeforeEdge = load.sent - accepted - total(Object.fromEntries(refused));
  const lostInBus = accepted - total(lostAtEdge) - used - total(dropped);
  const droppedMessages = since("eew_bus_dropped_total", { topic: "packet.v1" });
  const unacknowledged = load.sent - load.acknowledged;
  const isCounted = droppedMessages > 0;
  return {
    sent: load.sent,
    unacknowledged,
    lostBeforeEdge,
    refused: Object.fromEntries(refused),
    accepted,
    lostAtEdge,
    lostInBus,
    droppedMessages,
    deadLetters: since("eew_dead_letters_total", { topic: "packet.v1" }),
    used,
    dropped,
    unexplained: Math.abs(lostBeforeEdge - unacknowledged) + (isCounted ? 0 : Math.abs(lostInBus)),
  };
}

/** A row a place at which a packet's way may end. */
export function rowsOf(ledger: Ledger): Record<string, string | number>[] {
  const { sent, refused, dropped } = ledger;
  const row = (what: string, packets: number, by: string) => ({ what, packets, "counted by": by });
  return [
    row("sent", sent, "load"),
    row("lost on the way to the edge", ledger.lostBeforeEdge, `nobody; ${ledger.unacknowledged} unacknowledged`),
    ...Object.entries(refused).map(([why, packets]) => row(`refused: ${why}`, packets, "eew_ingest_messages_total")),
    row("accepted", ledger.accepted, "eew_ingest_messages_total"),
    ...Object.entries(ledger.lostAtEdge).map(([rule, packets]) =>
      row(`lost at the edge: ${rule}`, packets, "eew_ingest_lost_total"),
    ),
    row("lost in the bus", ledger.lostInBus, `nobody; ${ledger.droppedMessages} batches in eew_bus_dropped_total`),
    ...Object.entries(dropped).map(([why, packets]) => row(`dropped: ${why}`, packets, "eew_packets_total")),
    row("used", ledger.used, "eew_packets_total"),
  ];
}

export interface LedgerRun {
  readonly stations: number;
  readonly seconds: number;
  readonly rateHz: number;
  readonly badEvery: number;
}

/** A load with bad packets among the good ones, followed until the last packet has arrived somewhere. */
export async function runLedger(rig: Rig, { seconds, ...wanted }: LedgerRun) {
  const before = await rig.read();
  const load = await openLoad({ mqttUrl: rig.mqttUrl, run: `ledger-${Date.now().toString(36)}`, ...wanted });
  try {
    await rig.untilKnown(wanted.stations, before);
    load.start();
    await sleep(seconds * 1000);
    const report = await load.end();
    return { report, ledger: ledgerOf(report, before, await settled(rig)) };
  } finally {
    load.kill();
  }
}

const SETTLE_WITHIN_MS = 12_000;
const SETTLE_MS = 300;

/** Metrics once nothing moves any more. */
export async function settled(rig: Rig): Promise<Readings> {
  let readings = await rig.read();
  const arrived = (of: Readings) => of.sum("eew_ingest_messages_total") + of.sum("eew_packets_total");
  await until(
    "packets stop moving",
    async () => {
      const before = readings;
      await sleep(SETTLE_MS);
      readings = await rig.read();
      return arrived(readings) === arrived(before);
    },
    SETTLE_WITHIN_MS,
  );
  return readings;
}

function changes(
  name: string,
  label: string,
  { before, after }: { readonly before: Readings; readonly after: Readings },
): Record<string, number> {
  const was = before.by(name, label);
  const since = Object.entries(after.by(name, label)).map(([key, value]) => [key, value - (was[key] ?? 0)] as const);
  return Object.fromEntries(since.filter(([, value]) => value !== 0));
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, one) => sum + one, 0);
}

const USAGE = `npm run bench -- ledger, or node bench/ledger.ts [options]
Every packet of a load with bad ones among it: accepted, refused, used, dropped, lost, and who counted it.

  --stations N   (200)
  --seconds S    (10)
  --rate HZ      (100)
  --bad-every N  one bad packet after every N good ones, eight kinds in turn (20)
  --brokers      over private RabbitMQ, Mosquitto, Redis, PostgreSQL; else embedded
  --quick        100 stations, 4 s
  --json         one JSON object`;

async function main(): Promise<void> {
  const text = (standard: string) => ({ type: "string", default: standard }) as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    options: {
      stations: { type: "string" },
      seconds: { type: "string" },
      rate: text("100"),
      "bad-every": text("20"),
      brokers: flag,
      quick: flag,
      json: flag,
    },
  });
  const number = (name: string, given: string, max: number) => Math.round(numberFrom(name, given, { min: 1, max }));
  const brokers = values.brokers ? await startBrokers() : undefined;
  try {
    const rig = await startRig({ brokers });
    try {
      const { ledger } = await runLedger(rig, {
        stations: number("stations", values.stations ?? (values.quick ? "100" : "200"), 20_000),
        seconds: number("seconds", values.seconds ?? (values.quick ? "4" : "10"), 3600),
        rateHz: number("rate", values.rate, 1000),
        badEvery: number("bad-every", values["bad-every"], 1e6),
      });
      tell("ledger", { results: { kind: rig.kind, ledger }, tables: [{ title: rig.kind, rows: rowsOf(ledger) }] });
    } finally {
      await rig.stop();
    }
  } finally {
    await brokers?.stop();
  }
}

if (import.meta.main) runCommand(USAGE, main);
