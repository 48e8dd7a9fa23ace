// Progress on stderr: a bar in a terminal, a plain line a phase elsewhere, so that stdout holds results alone.
import { SingleBar } from "cli-progress";

export interface Progress {
  begin(phase: string, total: number): void;
  done(count: number, what: string): void;
  end(): void;
}

export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) {
    return {
      begin: (phase, total) => void stream.write(`${phase}: ${total}\n`),
      done: () => undefined,
      end: () => undefined,
    };
  }
  let bar: SingleBar | undefined;
  return {
    begin(phase, total) {
      bar = new SingleBar({
        format: `${phase.padEnd(30)} {bar} {value}/{total} {what}`,
        stream,
        clearOnComplete: true,
      });
      bar.start(total, 0, { what: "" });
    },
    done: (count, what) => bar?.update(count, { what }),
    end: () => bar?.stop(),
  };
}
