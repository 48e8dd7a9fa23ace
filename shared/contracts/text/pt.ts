// Portuguese; what to do in the words of Portugal's drill "A Terra Treme", spelt as both sides of the sea read it.
import { capital, type Template } from "./template.ts";

export const pt: Template = {
  language: "pt",
  modeWords: { drill: "EXERCÍCIO", simulation: "SIMULAÇÃO", replay: "GRAVAÇÃO", test: "TESTE" },
  decimalMark: ",",
  joint: " ",

  strength: {
    none: "não sentido",
    weak: "fraco",
    light: "leve",
    moderate: "moderado",
    strong: "forte",
    veryStrong: "muito forte",
    severe: "severo",
    violent: "violento",
    extreme: "extremo",
  },
  shaking: (word) => `tremor ${word}`,
  likely: { expected: "esperado", possible: "possível" },
  now: "agora",
  inSeconds: (seconds) => `em ${seconds} s`,
  ago: (seconds) => `há cerca de ${seconds} s`,
  placeName: (place) => place,

  coming: ({ shaking, likely, when }) => `${capital(shaking)} ${likely} ${when}.`,
  comingBriefly: ({ shaking, when }) => `${capital(shaking)} ${when}.`,
  weaker: ({ shaking, when }) => `Mais fraco do que anunciado: ${shaking} ${when}.`,
  came: ({ shaking, when }) => `${capital(shaking)} ${when}.`,
  withdrawn: () => "Alarme sísmico cancelado: não se espera tremor.",
  over: () => "O tremor já deve ter passado.",
  test: () => "Isto é um teste do alarme sísmico. Não há nenhum sismo.",

  near: ({ shaking, likely, place, km }) => `${capital(shaking)} ${likely} perto de ${place}, leve a ${km} km.`,
  within: ({ shaking, likely, place, km }) => `${capital(shaking)} ${likely} a menos de ${km} km de ${place}.`,
  close: ({ shaking, likely, place }) => `${capital(shaking)} ${likely} perto de ${place}.`,
  withdrawnNear: ({ place }) => `Alarme sísmico perto de ${place} cancelado: não se espera tremor.`,
  endedNear: ({ shaking, place }) => `Fim do alarme, ${place}: ${shaking} (estimativa).`,

  act: "Baixar, proteger, aguardar.",
  aftershocks: "Pode haver réplicas.",
  checks: "Verifique ferimentos e gás; pode haver réplicas.",

  detected: "Sismo detectado.",
  magnitude: (value) => `Magnitude de cerca de ${value}.`,
  distance: (km) => `Epicentro a ${km} km.`,
  unconfirmed: "Primeira estimativa, não confirmada.",
  replaces: "Substitui as mensagens anteriores.",
  updates: "Seguem-se atualizações.",
  source: "Fonte: Tocsin, automático.",

  protect:
    "Baixar, proteger, aguardar: fique debaixo de uma mesa resistente, proteja a cabeça e o pescoço, espere até o tremor " +
    "parar. Em cadeira de rodas: trave as rodas, proteja a cabeça e o pescoço, segure-se.",
  nothingToDo: "Não é preciso abrigar-se.",
  afterwards:
    "Verifique se há feridos. Se cheirar a gás, saia e não toque em interruptores. " +
    "Se houver réplicas: de novo baixar, proteger, aguardar.",
};
