// The decoder's wiring: packets in, picks, motion and health out; one state per station, partitions shared with
// replicas.
import { type PacketBatch, packets } from "../../shared/contracts/packet.ts";
import { inventory } from "../../shared/contracts/station.ts";
import type { Outgoing } from "../../shared/contracts/topic.ts";
import { readConfig } from "../../shared/runtime/config.ts";
import { on, type Service } from "../../shared/runtime/service.ts";
import { decoderTable } from "./config.ts";
import { Outputs } from "./outputs.ts";
import { joinPartitions } from "./partitions.ts";
import { StationTable } from "./stationTable.ts";

const TIDY_EVERY_MS = 30_000;

export const service: Service = {
  name: "decoder",
  async start(context) {
    const table = new StationTable(context, readConfig(decoderTable, context.env));
    const outputs = new Outputs();
    const share = await joinPartitions(context);
    const endTidying = context.clock.every(TIDY_EVERY_MS, () => table.tidy());
    /** While the directory is read again, later batches of the same replica wait their turn. */
    let waiting: Promise<unknown> | undefined;

    function decode(batch: PacketBatch): readonly Outgoing[] {
      for (const packet of batch.packets) {
        const decoded = table.push(packet);
        if (decoded !== undefined) outputs.add(packet, decoded);
      }
      table.measure(batch.packets);
      return outputs.take();
    }

    function inTurn(batch: PacketBatch): readonly Outgoing[] | Promise<readonly Outgoing[]> {
      if (waiting === undefined && !table.needsRefresh(batch.packets)) return decode(batch);
      const turn = (waiting ?? Promise.resolve())
        .catch(() => undefined)
        .then(() => (table.needsRefresh(batch.packets) ? table.refresh() : undefined))
        .then(() => decode(batch));
      waiting = turn;
      return turn.finally(() => {
        if (waiting === turn) waiting = undefined;
      });
    }

    return {
      stages: [
        on(packets, { group: "decoder", prefetch: 20, keys: share.keys }, inTurn),
        on(inventory, { group: "decoder" }, (station) => {
          context.stations.accept(station);
          return [];
        }),
      ],
      async close() {
        endTidying();
        await share.leave();
      },
    };
  },
};
