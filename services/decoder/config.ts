// Settings of the decoder: DECODER_*.
import { configTable, number } from "../../shared/runtime/config.ts";
import { TRIGGER } from "../../shared/seismo/trigger.ts";

export const decoderTable = configTable("DECODER", {
  staS: number({
    unit: "s",
    default: TRIGGER.staS,
    min: 0.05,
    max: 5,
    doc: "Short window of the trigger: about as long as the first swing of P.",
  }),
  ltaS: number({
    unit: "s",
    default: TRIGGER.ltaS,
    min: 2,
    max: 120,
    doc: "Long window of the trigger: what the ground does when nothing happens.",
  }),
  threshold: number({
    default: TRIGGER.onRatio,
    min: 2,
    max: 50,
    doc: "Ratio of the short to the long window's energy at which the trigger goes on.",
  }),
  warmupThreshold: number({
    default: TRIGGER.warmupRatio,
    min: 2,
    max: 100,
    doc: "The same while the long window is not yet full, as when a recorder begins just before P.",
  }),
});
