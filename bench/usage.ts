// What processes and the machine use, from Linux's /proc: processor seconds, resident memory.
import { readdirSync, readFileSync } from "node:fs";

export interface Usage {
  /** Since the process began, its children included. */
  readonly cpuS: number;
  readonly rssMb: number;
}

const TICKS_A_SECOND = 100;
const PAGE_BYTES = 4096;

/** Of a process and everything it started that still runs; zero of what has ended. */
export function usageOf(pid: number): Usage {
  const own = [pid, ...childrenOf(pid)].map(usageOfOne);
  return { cpuS: sum(own.map(({ cpuS }) => cpuS)), rssMb: sum(own.map(({ rssMb }) => rssMb)) };
}

/** Processor seconds of the whole machine since it began, all cores together, whoever used them. */
export function machineCpuS(): number {
  const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n");
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softIrq) / TICKS_A_SECOND;
}

function usageOfOne(pid: number): Usage {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const cpuS = (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
    return { cpuS, rssMb: (Number(fields[21]) * PAGE_BYTES) / 1e6 };
  } catch {
    return { cpuS: 0, rssMb: 0 };
  }
}

function childrenOf(pid: number): number[] {
  try {
    const own = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return own.flatMap((child) => [child, ...childrenOf(child)]);
  } catch {
    return [];
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
