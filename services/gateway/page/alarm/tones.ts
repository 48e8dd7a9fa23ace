// The alarm's sounds, made here: soft mallets on a scale of their own, like no country's alarm (not EAS, WEA or NHK).
export const LEVELS = ["notice", "warning", "danger"] as const;
export type Level = (typeof LEVELS)[number];

interface Note {
  readonly atS: number;
  readonly hertz: number;
  readonly lengthS: number;
}

const [LOW, MIDDLE, HIGH] = [330, 440, 587];
const notes = (startS: number, stepS: number, pitches: readonly number[]): Note[] =>
  pitches.map((hertz, at) => ({ atS: startS + at * stepS, hertz, lengthS: stepS * 1.8 }));

/** Two notes rising; three, twice; a falling run of four that comes five times. Never more than three onsets a second. */
const MELODIES: Readonly<Record<Level, readonly Note[]>> = {
  notice: notes(0, 0.36, [MIDDLE, HIGH]),
  warning: [0, 1.5].flatMap((startS) => notes(startS, 0.36, [MIDDLE, HIGH, MIDDLE])),
  danger: [0, 1.8, 3.6, 5.4, 7.2].flatMap((startS) => notes(startS, 0.36, [HIGH, MIDDLE, HIGH, LOW])),
};
const LOUDNESS: Readonly<Record<Level, number>> = { notice: 0.18, warning: 0.3, danger: 0.5 };
/** An exercise sounds an octave lower, half as loud, after two knocks. */
const DRILL = { pitch: 0.5, loudness: 0.5, knockHertz: 110, delayS: 0.9 };

export class Tones {
  #audio: AudioContext | undefined;

  /** To be called when a person touches the page: browsers let nothing sound before. */
  async wake(): Promise<void> {
    this.#audio ??= new AudioContext();
    await this.#audio.resume();
  }

  get isBlocked(): boolean {
    return this.#audio?.state !== "running";
  }

  play(level: Level, isUnreal: boolean): void {
    const audio = this.#audio;
    if (audio === undefined || audio.state !== "running") return;
    const loudness = LOUDNESS[level] * (isUnreal ? DRILL.loudness : 1);
    const knocks = isUnreal ? notes(0, 0.36, [DRILL.knockHertz, DRILL.knockHertz]) : [];
    const [pitch, delayS] = isUnreal ? [DRILL.pitch, DRILL.delayS] : [1, 0];
    const melody = MELODIES[level].map((note) => ({ ...note, atS: note.atS + delayS, hertz: note.hertz * pitch }));
    for (const note of [...knocks, ...melody]) strike(audio, note, loudness);
  }
}

/** A mallet: quick onset, long fall, one overtone. */
function strike(audio: AudioContext, { atS, hertz, lengthS }: Note, loudness: number): void {
  const startS = audio.currentTime + 0.02 + atS;
  for (const [overtone, share] of [
    [1, 1],
    [4, 0.18],
  ] as const) {
    const oscillator = new OscillatorNode(audio, { type: "sine", frequency: hertz * overtone });
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.setValueAtTime(0, startS);
    gain.gain.linearRampToValueAtTime(loudness * share, startS + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.0005, startS + lengthS);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(startS);
    oscillator.stop(startS + lengthS);
  }
}
