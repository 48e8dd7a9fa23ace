// Opens the MQTT outlet that the settings name; none when they name none.
import type { Values } from "../../../shared/runtime/config.ts";
import { BadConfig } from "../../../shared/runtime/config.ts";
import { connectMqttOutlet } from "../../../shared/runtime/mqttOutlet.ts";
import type { Context } from "../../../shared/runtime/service.ts";
import type { ShakingModel } from "../../../shared/seismo/shakingModel.ts";
import type { alarmTable } from "../config.ts";
import { discoveryOf } from "./homeAssistant.ts";
import { AlarmOutlet } from "./outlet.ts";
import { parsePlaces } from "./place.ts";
import { OWN_FILTERS, STATUS_TOPIC } from "./topics.ts";

/** @throws BadConfig for an address or places that cannot be meant. */
export function openAlarmOutlet(
  config: Values<typeof alarmTable.settings>,
  context: Context,
  model: ShakingModel,
): AlarmOutlet | undefined {
  const places = parsePlaces(config.mqttPlaces);
  if (config.mqttUrl === "") return undefined;
  const url = URL.parse(config.mqttUrl);
  if (url === null || !/^mqtts?:$/.test(url.protocol)) throw new BadConfig("ALARM_MQTT_URL: want mqtt:// or mqtts://");
  const { clock, log, metrics, instance } = context;
  const { mqttProtocol, mqttUsername: username, mqttPassword: password, mqttHomeAssistant: prefix } = config;
  return new AlarmOutlet({
    clock,
    announcer: { model, places, minimumIntensity: config.mqttPlaceIntensity },
    discovery: prefix === "" ? [] : discoveryOf(places, prefix),
    connect: (introduction) =>
      connectMqttOutlet(url, {
        ...{ clock, log, metrics, instance, username, password, introduction },
        statusTopic: STATUS_TOPIC,
        ownFilters: OWN_FILTERS,
        protocol: mqttProtocol === "5" ? "5" : "3.1.1",
      }),
  });
}
