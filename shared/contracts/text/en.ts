// English.
import { capital, type Template } from "./template.ts";

export const en: Template = {
  language: "en",
  modeWords: { drill: "DRILL", simulation: "SIMULATION", replay: "REPLAY", test: "TEST" },
  decimalMark: ".",
  joint: " ",

  strength: {
    none: "no",
    weak: "weak",
    light: "light",
    moderate: "moderate",
    strong: "strong",
    veryStrong: "very strong",
    severe: "severe",
    violent: "violent",
    extreme: "extreme",
  },
  shaking: (word) => `${word} shaking`,
  likely: { expected: "expected", possible: "possible" },
  now: "now",
  inSeconds: (seconds) => `in ${seconds} s`,
  ago: (seconds) => `about ${seconds} s ago`,
  placeName: (place) => place,

  coming: ({ shaking, likely, when }) => `${capital(shaking)} ${likely} ${when}.`,
  comingBriefly: ({ shaking, when }) => `${capital(shaking)} ${when}.`,
  weaker: ({ shaking, when }) => `Weaker than announced: ${shaking} expected ${when}.`,
  came: ({ shaking, when }) => `${capital(shaking)} came ${when}.`,
  withdrawn: () => "Earthquake alarm withdrawn: no shaking expected.",
  over: () => "Shaking should be over.",
  test: () => "This is a test of the earthquake alarm. There is no earthquake.",

  near: ({ shaking, likely, place, km }) => `${capital(shaking)} ${likely} near ${place}, light at ${km} km.`,
  within: ({ shaking, likely, place, km }) => `${capital(shaking)} ${likely} within ${km} km of ${place}.`,
  close: ({ shaking, likely, place }) => `${capital(shaking)} ${likely} near ${place}.`,
  withdrawnNear: ({ place }) => `Earthquake alarm near ${place} withdrawn: no shaking expected.`,
  endedNear: ({ word, place }) => `Alarm ended: estimated shaking near ${place} was ${word}.`,

  act: "Drop, cover, hold on.",
  aftershocks: "Expect aftershocks.",
  checks: "Check for injuries and gas; expect aftershocks.",

  detected: "Earthquake detected.",
  magnitude: (value) => `Magnitude about ${value}.`,
  distance: (km) => `Epicentre ${km} km away.`,
  unconfirmed: "First estimate, not yet confirmed.",
  replaces: "This replaces earlier messages.",
  updates: "Updates follow.",
  source: "Source: Tocsin, automatic.",

  protect:
    "Drop, cover, hold on: get under a sturdy table, protect your head and neck, stay until the shaking stops. " +
    "In a wheelchair: lock the wheels, cover your head and neck, hold on.",
  nothingToDo: "There is no need to take cover.",
  afterwards:
    "Check yourself and others for injuries. If you smell gas, go outside and touch no switches. " +
    "Expect aftershocks: drop, cover and hold on again.",
};
