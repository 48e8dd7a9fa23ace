// What became of all packets of a fleet: made = sent + lost + dead + waiting, and of those published what the broker took.
import type { Ledger } from "../sensor/sensor.ts";

export const EMPTY_LEDGER: Ledger = { made: 0, sent: 0, lost: 0, dead: 0, waiting: 0, copies: 0, damaged: 0 };

export function sumOfLedgers(ledgers: Iterable<Ledger>): Ledger {
  let sum = EMPTY_LEDGER;
  for (const one of ledgers) {
    sum = {
      made: sum.made + one.made,
      sent: sum.sent + one.sent,
      lost: sum.lost + one.lost,
      dead: sum.dead + one.dead,
      waiting: sum.waiting + one.waiting,
      copies: sum.copies + one.copies,
      damaged: sum.damaged + one.damaged,
    };
  }
  return sum;
}

/** "1000 packets made: 990 sent (and 3 copies), 10 lost on the way, 0 of dead sensors; 2 damaged". */
export function ledgerInWords({ made, sent, lost, dead, waiting, copies, damaged }: Ledger): string {
  const still = waiting === 0 ? "" : `, ${waiting} still on their way`;
  return `${made} packets made: ${sent} sent (and ${copies} copies), ${lost} lost on the way, ${dead} of dead sensors${still}; ${damaged} damaged`;
}
