// Where alarms are told over MQTT. Every mode has topics of its own, so that nothing unreal is ever read on a live one.
import type { Mode } from "../../../shared/contracts/mode.ts";

const ROOT = "eew-alarm/v1";

/** `online` while any replica is connected, `offline` otherwise. */
export const STATUS_TOPIC = `${ROOT}/status`;

/** Retained: what holds now, an alarm or nothing. */
export function stateTopic(mode: Mode): string {
  return `${ROOT}/${mode}/state`;
}

/** Every bulletin as it comes, not retained. */
export function bulletinTopic(mode: Mode): string {
  return `${ROOT}/${mode}/bulletins`;
}

/** Retained: what is expected at one place the operator named. */
export function placeTopic(mode: Mode, name: string): string {
  return `${ROOT}/${mode}/places/${name}/state`;
}

/** All that is retained but the status. */
export const OWN_FILTERS = [`${ROOT}/+/state`, `${ROOT}/+/places/+/state`];

/** The command OpenEEW's firmware listens to: its red light for a real alarm, the orange one for a test. */
export const OPENEEW_TOPIC = "iot-2/cmd/earthquake/fmt/json";
