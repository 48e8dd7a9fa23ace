// The ledger on a running system: every packet that was sent is found again, used or dropped by the rule that it broke.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ledger, ledgerOf, runLedger } from "../../bench/ledger.ts";
import type { LoadReport } from "../../bench/load/protocol.ts";
import { Readings } from "../../bench/readings.ts";
import { type Rig, startRig } from "../../bench/rig.ts";

let rig: Rig;
let ledger: Ledger;
let report: LoadReport;

beforeAll(async () => {
  rig = await startRig();
  ({ ledger, report } = await runLedger(rig, { stations: 24, seconds: 4, rateHz: 50, badEvery: 3 }));
}, 90_000);

afterAll(async () => {
  await rig?.stop();
});

test("every packet of a fleet is accounted for, good and bad", () => {
  const { refused, dropped, used, sent, accepted } = ledger;
  const bad = Object.values(report.sentBad).reduce((sum, one) => sum + one, 0);
  expect(bad).toBeGreaterThan(8);
  expect(used).toBe(sent - bad);
  expect({ ...refused, ...dropped }).toEqual(report.sentBad);
  expect(accepted).toBe(sent - Object.values(refused).reduce((sum, one) => sum + one, 0));
  expect(ledger).toMatchObject({ unacknowledged: 0, lostBeforeEdge: 0, lostAtEdge: {}, lostInBus: 0, unexplained: 0 });
});

test("what nobody counted is told as lost, and where", () => {
  const before = new Readings([]);
  const after = new Readings([
    'eew_ingest_messages_total{outcome="accepted"} 90\neew_ingest_messages_total{outcome="registered"} 5\n',
    'eew_ingest_lost_total{rule="bus"} 1\neew_ingest_lost_total{rule="overload"} 2\n' +
      'eew_packets_total{outcome="used"} 80\neew_packets_total{outcome="late"} 2\n',
  ]);
  expect(ledgerOf({ sent: 100, acknowledged: 96 }, before, after)).toMatchObject({
    lostBeforeEdge: 10,
    unacknowledged: 4,
    lostAtEdge: { bus: 1, overload: 2 },
    lostInBus: 5,
    unexplained: 11,
  });
});
