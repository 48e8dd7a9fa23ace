// Home Assistant finds our places by itself: MQTT discovery, one device a place (https://www.home-assistant.io/integrations/mqtt).
import type { OutletMessage } from "../../../shared/runtime/mqttOutlet.ts";
import type { NamedPlace } from "./place.ts";
import { placeTopic, STATUS_TOPIC } from "./topics.ts";

interface Entity {
  readonly component: "binary_sensor" | "sensor";
  readonly object: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly mode: "live" | "drill";
}

const ENTITIES: readonly Entity[] = [
  {
    component: "binary_sensor",
    object: "shaking",
    name: "Earthquake shaking expected",
    config: { device_class: "safety", value_template: "{{ value_json.shaking }}" },
    mode: "live",
  },
  {
    component: "sensor",
    object: "intensity",
    name: "Expected intensity (MMI)",
    config: { icon: "mdi:waveform", value_template: "{{ value_json.intensity | default(none) }}" },
    mode: "live",
  },
  {
    component: "sensor",
    object: "arrival",
    name: "Strong waves arrive",
    config: { device_class: "timestamp", value_template: "{{ value_json.arrival | default(none) }}" },
    mode: "live",
  },
  {
    component: "sensor",
    object: "seconds_left",
    name: "Seconds left when told",
    config: {
      device_class: "duration",
      unit_of_measurement: "s",
      value_template: "{{ value_json.secondsLeft | default(none) }}",
    },
    mode: "live",
  },
  {
    component: "binary_sensor",
    object: "drill",
    name: "DRILL of an earthquake alarm",
    config: { value_template: "{{ value_json.shaking }}", icon: "mdi:school" },
    mode: "drill",
  },
];

/** @param prefix Home Assistant's `discovery_prefix`. Retained: it may start after us. */
export function discoveryOf(places: readonly NamedPlace[], prefix: string): OutletMessage[] {
  return places.flatMap((place) => ENTITIES.map((entity) => discovery(place, entity, prefix)));
}

function discovery({ name }: NamedPlace, entity: Entity, prefix: string): OutletMessage {
  const node = `tocsin_${name.replaceAll("-", "_")}`;
  const topic = placeTopic(entity.mode, name);
  const config = {
    name: entity.name,
    unique_id: `${node}_${entity.object}`,
    object_id: `${node}_${entity.object}`,
    state_topic: topic,
    json_attributes_topic: topic,
    availability_topic: STATUS_TOPIC,
    payload_available: "online",
    payload_not_available: "offline",
    ...(entity.component === "binary_sensor" ? { payload_on: "ON", payload_off: "OFF" } : {}),
    ...entity.config,
    device: { identifiers: [node], name: `Tocsin ${name}`, manufacturer: "Tocsin", model: "earthquake early warning" },
    origin: { name: "Tocsin" },
  };
  const path = `${prefix}/${entity.component}/${node}/${entity.object}/config`;
  return { topic: path, payload: JSON.stringify(config), retain: true };
}
