// Progress on stderr: a bar in a terminal, plain lines elsewhere, so that stdout holds results alone.
import { SingleBar } from "cli-progress";

export interface Progress {
  begin(phase: string, total: number): void;
  done(count: number, what: string): void;
  end(): void;
}

/** So many lines a phase where there is no terminal, at most. */
const LINES = 10;

export function progressOn(stream: NodeJS.WritableStream & { readonly isTTY?: boolean }): Progress {
  return stream.isTTY === true ? barOn(stream) : linesOn(stream);
}

function linesOn(stream: NodeJS.WritableStream): Progress {
  let [phase, total] = ["", 0];
  return {
    begin(title, count) {
      [phase, total] = [title, count];
      stream.write(`${phase}: ${total}\n`);
    },
    done(count, what) {
      if (count === total || count % Math.ceil(total / LINES) === 0)
        stream.write(`${phase}: ${count}/${total} ${what}\n`);
    },
    end: () => undefined,
  };
}

function barOn(stream: NodeJS.WritableStream): Progress {
  let bar: SingleBar | undefined;
  return {
    begin(phase, total) {
      const format = `${phase.padEnd(30)} {bar} {value}/{total} {what}`;
      bar = new SingleBar({ format, stream, clearOnComplete: true });
      bar.start(total, 0, { what: "" });
    },
    done: (count, what) => bar?.update(count, { what }),
    end: () => bar?.stop(),
  };
}
