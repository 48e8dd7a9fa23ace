// How busy this process is: the share of time in which its event loop did something, whatever it was.
import { performance } from "node:perf_hooks";

/** @returns a function that tells the share, 0 to 1, since it was called last. */
export function busyMeter(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
