// English: what the doctor says that only a terminal can find.
import type { Complaint } from "../../../shared/contracts/finding.ts";

export const en = {
  why: "why",
  todo: "do",
  summary: (wrong: number) => (wrong === 0 ? "nothing is wrong" : `${wrong} to look at`),
  gateway: {
    name: "gateway",
    why: "nothing else can be asked",
    wantsToken: (answer: string) => ({
      what: `it wants a token: ${answer}`,
      todo: "give it with --token or in API_TOKEN",
    }),
    refused: (url: string, answer: string) => ({ what: `${url}: ${answer}`, todo: "see its log" }),
    other: (url: string) => ({
      what: `${url}: not a gateway's answer`,
      todo: "is there another service at --api?",
    }),
    gone: (url: string) => ({
      what: `${url} does not answer`,
      todo: "does it run? `docker compose ps`, `npm start`; is --api right?",
    }),
  },
  clocks: {
    name: "clocks",
    apart: (seconds: string): Complaint => ({
      what: `this terminal's clock is ${seconds} s ahead of the gateway's`,
      why: "one of the two is wrong, and alerts expire by the clock",
      todo: "set both by NTP: `timedatectl set-ntp true`",
    }),
  },
  ntp: {
    name: "NTP",
    synchronised: "this host's clock is synchronised",
    loose: {
      what: "this host's clock is not synchronised",
      why: "alerts expire by it, and every delay is measured by it",
      todo: "`timedatectl set-ntp true`, or install chrony; in a virtual machine look at the host's too",
    },
  },
  edge: {
    name: "MQTT edge",
    guarded: (host: string) => `${host} takes nobody without a password`,
    gone: (host: string, reason: string): Complaint => ({
      what: `${host} does not answer: ${reason}`,
      why: "sensors cannot send anything",
      todo: "look whether the broker runs, and whether a firewall stands before its port",
    }),
    noProtocol: "no version of the protocol in common",
    open: (host: string, isLoopback: boolean): Complaint => ({
      what: `anybody may connect to ${host} without a password`,
      why: isLoopback
        ? "only who is on this machine can; before sensors come from elsewhere that must change"
        : "whoever can reach it may send shaking that never was",
      todo: "set `allow_anonymous false` and give each device a password (docs/operations.md)",
    }),
  },
  device: {
    name: "device",
    shutOut: (device: string, reason: string): Complaint => ({
      what: `${device} cannot connect: ${reason}`,
      why: "what a device with this password sends is lost",
      todo: "set its password again (deploy/compose/devices.ts), and in the device",
    }),
    untold: (device: string) => `${device} connects; this broker does not tell what it refuses`,
    itself: (device: string) => `${device} connects, and may not speak for another station`,
    forged: (device: string): Complaint => ({
      what: `${device} may send as another station`,
      why: "one stolen password is then enough for a false alarm",
      todo: "give the broker an ACL such as deploy/compose/mosquitto.acl: `pattern write eew/v1/+/+/%u/#`",
    }),
  },
};
