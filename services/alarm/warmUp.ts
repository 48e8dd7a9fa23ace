// An earthquake that never happened, told to subscribers who do not exist, at the start: code that has run is compiled, so
// that the first alarm of a process is as fast as the tenth. Nothing of it leaves this file.
import { alertsOf } from "../../shared/contracts/alert.ts";
import { events } from "../../shared/contracts/event.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import type { ShakingModel } from "../../shared/seismo/shakingModel.ts";
import { decideBulletin } from "./bulletin.ts";
import { alarmMessage } from "./message.ts";
import { rehearse, rehearsedVersions } from "./rehearsal.ts";
import { headersOf } from "./signature.ts";

const SUBSCRIBERS = 400;

let isWarm = false;

/** Takes less than a second, the first time in a process. @returns how many alerts were made, to see that it worked. */
export function warmUp(model: ShakingModel, clock: Clock): number {
  if (isWarm) return 0;
  isWarm = true;
  const { places, batchesOf } = rehearse({ model, clock }, { count: SUBSCRIBERS, url: "" });
  let made = 0;
  for (const version of rehearsedVersions()) {
    const event = events.decode(events.encode(version));
    decideBulletin(event, [], { model, publicIntensity: 4 });
    for (const alert of batchesOf(event).flatMap(alertsOf)) {
      const subscription = places.of(alert.subscriptionId)?.subscription;
      if (subscription === undefined) continue;
      const body = alarmMessage({ alert, place: subscription, stamps: {}, late: false });
      headersOf({ id: alert.alertId, timestampS: 0, body }, [subscription.secret]);
      made += 1;
    }
  }
  return made;
}
