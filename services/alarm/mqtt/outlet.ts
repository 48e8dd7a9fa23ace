// The MQTT outlet: takes bulletins, says what holds in each mode, and takes it back when it is over or has expired.
import type { Bulletin } from "../../../shared/contracts/bulletin.ts";
import { MODES, type Mode } from "../../../shared/contracts/mode.ts";
import type { Clock } from "../../../shared/runtime/clock.ts";
import type { MqttOutlet, OutletMessage } from "../../../shared/runtime/mqttOutlet.ts";
import { type Announcer, announce, idle, isOpen, lifeS } from "./announce.ts";

type Introduce = (remembered: ReadonlyMap<string, string>) => readonly OutletMessage[];

export interface OutletDeps {
  readonly clock: Clock;
  readonly announcer: Announcer;
  /** For Home Assistant. */
  readonly discovery: readonly OutletMessage[];
  readonly connect: (introduce: Introduce) => MqttOutlet;
}

const MOST_REMEMBERED = 1000;

export class AlarmOutlet {
  readonly #deps: OutletDeps;
  readonly #link: MqttOutlet;
  /** The newest version told of each event: a repeat says nothing. */
  readonly #told = new Map<string, number>();
  /** Alarms that hold, by event. */
  readonly #open = new Map<string, Bulletin>();
  readonly #closing = new AbortController();

  constructor(deps: OutletDeps) {
    this.#deps = deps;
    this.#link = deps.connect((remembered) => this.#introduction(remembered));
  }

  /** Never throws: MQTT is not the alarm's only way out. */
  async tell(bulletin: Bulletin): Promise<void> {
    const { eventId, version, mode } = bulletin;
    if ((this.#told.get(eventId) ?? 0) >= version) return;
    this.#told.delete(eventId);
    this.#told.set(eventId, version);
    if (this.#told.size > MOST_REMEMBERED) this.#told.delete(this.#told.keys().next().value ?? "");
    if (isOpen(bulletin)) this.#open.set(eventId, bulletin);
    else this.#open.delete(eventId);
    await this.#link.publish(announce(bulletin, this.#deps.announcer));
    // The end of one earthquake does not end the alarm of another.
    const other = isOpen(bulletin) ? undefined : this.#strongest(mode);
    if (other !== undefined) await this.#link.publish(announce(other, this.#deps.announcer));
    void this.#endLater(bulletin);
  }

  notReady(): string | undefined {
    return this.#link.notReady();
  }

  close(): Promise<void> {
    this.#closing.abort();
    return this.#link.close();
  }

  #strongest(mode: Mode): Bulletin | undefined {
    const open = [...this.#open.values()].filter((bulletin) => bulletin.mode === mode);
    return open.sort((a, b) => b.intensity - a.intensity)[0];
  }

  /** What a broker remembers may be another replica's word that still holds; only what is missing or past is said anew. */
  #introduction(remembered: ReadonlyMap<string, string>): readonly OutletMessage[] {
    const { discovery, announcer, clock } = this.#deps;
    const isPast = ({ topic }: OutletMessage) => !stillHolds(remembered.get(topic), clock.nowMs());
    const holds = MODES.flatMap((mode) => {
      const open = this.#strongest(mode);
      return open === undefined ? idle(mode, announcer).filter(isPast) : announce(open, announcer);
    });
    return [...discovery, ...holds.filter(({ retain }) => retain)];
  }

  async #endLater(bulletin: Bulletin): Promise<void> {
    const { eventId, mode, version } = bulletin;
    await this.#deps.clock.sleep(1000 * lifeS(bulletin), this.#closing.signal);
    if (this.#closing.signal.aborted || this.#told.get(eventId) !== version) return;
    this.#open.delete(eventId);
    const other = this.#strongest(mode);
    await this.#link.publish(other === undefined ? idle(mode, this.#deps.announcer) : []);
  }
}

/** A retained state without an end holds; one whose end has passed does not. */
function stillHolds(payload: string | undefined, nowMs: number): boolean {
  if (payload === undefined) return false;
  const expires = /"expires":"([^"]+)"/.exec(payload)?.[1];
  return expires === undefined || Date.parse(expires) > nowMs;
}
