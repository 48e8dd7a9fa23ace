// Waveforms on demand over the memory bus.
import { memoryBus } from "../../shared/runtime/busMemory.ts";
import { waveformConformance } from "./waveforms.ts";

waveformConformance("the memory bus", async () => memoryBus());
