// Lines of channel codes, of which a station matches some; those that name a station are looked up.
import type { ChannelCodes } from "./channelParameters.ts";
import { Codes, isPattern } from "./wildcard.ts";

export interface Wanted<L> {
  readonly line: L;
  readonly network: Codes;
  readonly station: Codes;
  readonly location: Codes;
  readonly channel: Codes;
}

export class AnyOf<L extends ChannelCodes> {
  readonly #named = new Map<string, Wanted<L>[]>();
  readonly #others: Wanted<L>[] = [];

  constructor(lines: readonly L[]) {
    for (const line of lines) {
      const { network, station, location, channel } = line;
      const wanted = {
        line,
        network: new Codes(network),
        station: new Codes(station),
        location: new Codes(location),
        channel: new Codes(channel),
      };
      const name = nameOf(network, station);
      const same = this.#named.get(name);
      if (name === "") this.#others.push(wanted);
      else if (same === undefined) this.#named.set(name, [wanted]);
      else same.push(wanted);
    }
  }

  of(stationId: string): readonly Wanted<L>[] {
    const [net = "", code = ""] = stationId.split("_");
    const others = this.#others.filter(({ network, station }) => network.has(net) && station.has(code));
    return [...(this.#named.get(stationId) ?? []), ...others];
  }
}

/** "XX_AAA", or "" where more than one station may be meant. */
function nameOf(
  [network, ...networks]: readonly string[] = [],
  [station, ...stations]: readonly string[] = [],
): string {
  if (network === undefined || station === undefined || networks.length + stations.length > 0) return "";
  return isPattern(network) || isPattern(station) ? "" : `${network}_${station}`;
}
