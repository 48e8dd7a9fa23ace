// Spanish, as formal and as plain as Mexico's and Chile's alarms speak.
import { capital, type Template } from "./template.ts";

export const es: Template = {
  language: "es",
  modeWords: { drill: "SIMULACRO", simulation: "SIMULACIÓN", replay: "GRABACIÓN", test: "PRUEBA" },
  decimalMark: ".",
  joint: " ",

  strength: {
    none: "imperceptible",
    weak: "débil",
    light: "leve",
    moderate: "moderado",
    strong: "fuerte",
    veryStrong: "muy fuerte",
    severe: "severo",
    violent: "violento",
    extreme: "extremo",
  },
  shaking: (word) => `temblor ${word}`,
  likely: { expected: "se espera", possible: "posible" },
  now: "ahora",
  inSeconds: (seconds) => `en ${seconds} s`,
  ago: (seconds) => `hace unos ${seconds} s`,
  placeName: (place) => place,

  coming: ({ shaking, likely, when }) => `${capital(likely)} ${shaking} ${when}.`,
  comingBriefly: ({ shaking, when }) => `${capital(shaking)} ${when}.`,
  weaker: ({ shaking, when }) => `Menos de lo anunciado: se espera ${shaking} ${when}.`,
  came: ({ shaking, when }) => `Hubo ${shaking} ${when}.`,
  withdrawn: () => "Alarma sísmica cancelada: no se espera temblor.",
  over: () => "El temblor debería haber pasado.",
  test: () => "Esta es una prueba de la alarma sísmica. No hay ningún sismo.",

  near: ({ shaking, likely, place, km }) => `${capital(likely)} ${shaking} cerca de ${place}, leve a ${km} km.`,
  within: ({ shaking, likely, place, km }) => `${capital(likely)} ${shaking} a menos de ${km} km de ${place}.`,
  close: ({ shaking, likely, place }) => `${capital(likely)} ${shaking} cerca de ${place}.`,
  withdrawnNear: ({ place }) => `Alarma sísmica cancelada en ${place}: no se espera temblor.`,
  endedNear: ({ shaking, place }) => `Fin de la alarma, ${place}: ${shaking} (estimado).`,

  act: "Agáchese, cúbrase y sujétese.",
  aftershocks: "Puede haber réplicas.",
  checks: "Revise heridas y gas. Espere réplicas.",

  detected: "Sismo detectado.",
  magnitude: (value) => `Magnitud aproximada ${value}.`,
  distance: (km) => `Epicentro a ${km} km.`,
  unconfirmed: "Primera estimación, sin confirmar.",
  replaces: "Sustituye los mensajes anteriores.",
  updates: "Habrá actualizaciones.",
  source: "Fuente: Tocsin, automático.",

  protect:
    "Agáchese, cúbrase y sujétese: póngase bajo una mesa resistente, proteja la cabeza y el cuello, espere a que pase " +
    "el temblor. En silla de ruedas: ponga el freno, cúbrase la cabeza y el cuello, sujétese.",
  nothingToDo: "No hace falta protegerse.",
  afterwards:
    "Revise si usted u otras personas están heridas. Si huele a gas, salga y no toque interruptores. " +
    "Puede haber réplicas: agáchese, cúbrase y sujétese otra vez.",
};
