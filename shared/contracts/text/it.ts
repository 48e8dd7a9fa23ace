// Italian; aftershocks are "repliche" there, so that a replay must not be called that.
import { capital, type Template } from "./template.ts";

/** "a Lima", "ad Amatrice". */
function at(place: string): string {
  return /^[aàá]/i.test(place) ? `ad ${place}` : `a ${place}`;
}

export const it: Template = {
  language: "it",
  modeWords: { drill: "ESERCITAZIONE", simulation: "SIMULAZIONE", replay: "REGISTRAZIONE", test: "PROVA" },
  decimalMark: ",",
  joint: " ",

  strength: {
    none: "impercettibile",
    weak: "debole",
    light: "lieve",
    moderate: "moderata",
    strong: "forte",
    veryStrong: "molto forte",
    severe: "severa",
    violent: "violenta",
    extreme: "estrema",
  },
  shaking: (word) => `scossa ${word}`,
  likely: { expected: "attesa", possible: "possibile" },
  now: "ora",
  inSeconds: (seconds) => `tra ${seconds} s`,
  ago: (seconds) => `circa ${seconds} s fa`,
  placeName: (place) => place,

  coming: ({ shaking, likely, when }) => `${capital(shaking)} ${likely} ${when}.`,
  comingBriefly: ({ shaking, when }) => `${capital(shaking)} ${when}.`,
  weaker: ({ shaking, when }) => `Più debole di quanto annunciato: ${shaking} ${when}.`,
  came: ({ shaking, when }) => `${capital(shaking)} ${when}.`,
  withdrawn: () => "Allarme sismico revocato: nessuna scossa attesa.",
  over: () => "La scossa dovrebbe essere finita.",
  test: () => "Questa è una prova dell'allarme sismico. Nessun terremoto.",

  near: ({ shaking, likely, place, km }) => `${capital(shaking)} ${likely} vicino ${at(place)}, lieve a ${km} km.`,
  within: ({ shaking, likely, place, km }) => `${capital(shaking)} ${likely} entro ${km} km da ${place}.`,
  close: ({ shaking, likely, place }) => `${capital(shaking)} ${likely} vicino ${at(place)}.`,
  withdrawnNear: ({ place }) => `Allarme sismico vicino ${at(place)} revocato: nessuna scossa attesa.`,
  endedNear: ({ shaking, place }) => `Allarme concluso, ${place}: ${shaking} (stima).`,

  act: "A terra, al riparo, tieniti.",
  aftershocks: "Possibili repliche.",
  checks: "Controlla ferite e gas; possibili repliche.",

  detected: "Terremoto rilevato.",
  magnitude: (value) => `Magnitudo circa ${value}.`,
  distance: (km) => `Epicentro a ${km} km.`,
  unconfirmed: "Prima stima, non ancora confermata.",
  replaces: "Sostituisce i messaggi precedenti.",
  updates: "Seguiranno aggiornamenti.",
  source: "Fonte: Tocsin, automatico.",

  protect:
    "A terra, al riparo, tieniti: mettiti sotto un tavolo robusto, proteggi la testa e il collo, aspetta che la scossa " +
    "finisca. In sedia a rotelle: blocca le ruote, proteggi la testa e il collo, tieniti.",
  nothingToDo: "Non serve ripararsi.",
  afterwards:
    "Controlla se tu o altri siete feriti. Se senti odore di gas, esci e non toccare interruttori. " +
    "In caso di repliche: di nuovo a terra, al riparo, tieniti.",
};
