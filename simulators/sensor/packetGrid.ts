// Which samples make which packet: packet lengths come round every 64 packets, whatever rate and packet length are.

/** Packets in a round: a round has a whole number of samples. */
export const ROUND = 64;

export class PacketGrid {
  /** Samples in a round. */
  readonly samples: number;

  constructor(rateHz: number, packetS: number) {
    this.samples = Math.max(ROUND, Math.round(ROUND * packetS * rateHz));
  }

  /** Number of the first sample of a packet. */
  firstOf(packet: number): number {
    const rounds = Math.floor(packet / ROUND);
    return rounds * this.samples + Math.ceil(((packet - rounds * ROUND) * this.samples) / ROUND);
  }

  /** Samples a packet on average: the time between packets in periods. */
  get perPacket(): number {
    return this.samples / ROUND;
  }
}
