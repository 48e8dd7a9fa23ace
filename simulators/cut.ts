// Continuous waveforms cut into what a sensor sends: one packet a second, aligned to whole seconds of data.

export interface Trace {
  readonly channel: string;
  /** Of the first sample. */
  readonly startMs: number;
  readonly sampleRateHz: number;
  readonly samples: Int32Array | Float32Array;
}

export interface Second {
  /** Time of the last sample of any channel. */
  readonly endMs: number;
  readonly pieces: readonly Trace[];
}

/** Record headers round start times; a sample that lies this close before a second belongs to it. */
const ROUNDING_MS = 0.001;
/** Records that begin this close to where the one before ends are one waveform. */
const CONTIGUOUS_MS = 1;

/** Every sample lands in exactly one second, pieces in the order of the traces, seconds in the order of time. */
export function cutIntoSeconds(traces: readonly Trace[]): Second[] {
  const bySecond = new Map<number, Trace[]>();
  for (const trace of traces) {
    for (let from = 0; from < trace.samples.length; ) {
      const second = secondOf(timeOf(trace, from));
      let to = from + 1;
      while (to < trace.samples.length && secondOf(timeOf(trace, to)) === second) to += 1;
      const piece = { ...trace, startMs: timeOf(trace, from), samples: trace.samples.subarray(from, to) };
      const pieces = bySecond.get(second);
      if (pieces === undefined) bySecond.set(second, [piece]);
      else pieces.push(piece);
      from = to;
    }
  }
  return [...bySecond]
    .sort(([a], [b]) => a - b)
    .map(([, pieces]) => ({ endMs: Math.max(...pieces.map(endOf)), pieces }));
}

/** Joins a channel's traces that follow each other without a gap, so that a second is one piece wherever it can be. */
export function joined(traces: readonly Trace[]): Trace[] {
  const runs: { readonly traces: Trace[]; count: number }[] = [];
  const sorted = traces.toSorted((a, b) =>
    a.channel === b.channel ? a.startMs - b.startMs : a.channel < b.channel ? -1 : 1,
  );
  for (const trace of sorted) {
    const run = runs.at(-1);
    if (run !== undefined && follows(run, trace)) {
      run.traces.push(trace);
      run.count += trace.samples.length;
    } else runs.push({ traces: [trace], count: trace.samples.length });
  }
  return runs.flatMap(({ traces: [first, ...more] }) =>
    first === undefined ? [] : [{ ...first, samples: concatenated([first, ...more].map((t) => t.samples)) }],
  );
}

function follows({ traces: [first], count }: { traces: readonly Trace[]; count: number }, next: Trace): boolean {
  if (first === undefined || first.channel !== next.channel || first.sampleRateHz !== next.sampleRateHz) return false;
  return Math.abs(timeOf(first, count) - next.startMs) <= CONTIGUOUS_MS;
}

function concatenated(parts: readonly (Int32Array | Float32Array)[]): Int32Array | Float32Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = parts.every((part) => part instanceof Int32Array) ? new Int32Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function timeOf({ startMs, sampleRateHz }: Trace, index: number): number {
  return startMs + (index * 1000) / sampleRateHz;
}

function endOf(trace: Trace): number {
  return timeOf(trace, trace.samples.length - 1);
}

function secondOf(timeMs: number): number {
  return Math.floor((timeMs + ROUNDING_MS) / 1000);
}
