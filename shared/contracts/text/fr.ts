// French.
import { capital, type Template } from "./template.ts";

/** "de Lima", "d'Acapulco". */
function of(place: string): string {
  return /^[aeiouàâäéèêëîïôöûü]/i.test(place) ? `d'${place}` : `de ${place}`;
}

export const fr: Template = {
  language: "fr",
  modeWords: { drill: "EXERCICE", simulation: "SIMULATION", replay: "REDIFFUSION", test: "ESSAI" },
  decimalMark: ",",
  joint: " ",

  strength: {
    none: "imperceptible",
    weak: "faible",
    light: "légère",
    moderate: "modérée",
    strong: "forte",
    veryStrong: "très forte",
    severe: "sévère",
    violent: "violente",
    extreme: "extrême",
  },
  shaking: (word) => `secousse ${word}`,
  likely: { expected: "attendue", possible: "possible" },
  now: "maintenant",
  inSeconds: (seconds) => `dans ${seconds} s`,
  ago: (seconds) => `il y a environ ${seconds} s`,
  placeName: (place) => place,

  coming: ({ shaking, likely, when }) => `${capital(shaking)} ${likely} ${when}.`,
  comingBriefly: ({ shaking, when }) => `${capital(shaking)} ${when}.`,
  weaker: ({ shaking, when }) => `Plus faible qu'annoncé\u00a0: ${shaking} attendue ${when}.`,
  came: ({ shaking, when }) => `${capital(shaking)} ${when}.`,
  withdrawn: () => "Alarme sismique annulée\u00a0: aucune secousse attendue.",
  over: () => "La secousse devrait être terminée.",
  test: () => "Ceci est un essai de l'alarme sismique. Il n'y a pas de séisme.",

  near: ({ shaking, likely, place, km }) => `${capital(shaking)} ${likely} près ${of(place)}, légère à ${km} km.`,
  within: ({ shaking, likely, place, km }) => `${capital(shaking)} ${likely} à moins de ${km} km ${of(place)}.`,
  close: ({ shaking, likely, place }) => `${capital(shaking)} ${likely} près ${of(place)}.`,
  withdrawnNear: ({ place }) => `Alarme sismique annulée près ${of(place)}\u00a0: aucune secousse attendue.`,
  endedNear: ({ shaking, place }) => `Fin de l'alarme, ${place}\u00a0: ${shaking} (estimée).`,

  act: "Baissez-vous, abritez-vous, agrippez-vous.",
  aftershocks: "Attention aux répliques.",
  checks: "Vérifiez blessures et gaz. Attention aux répliques.",

  detected: "Séisme détecté.",
  magnitude: (value) => `Magnitude d'environ ${value}.`,
  distance: (km) => `Épicentre à ${km} km.`,
  unconfirmed: "Première estimation, non confirmée.",
  replaces: "Remplace les messages précédents.",
  updates: "Des mises à jour suivront.",
  source: "Source\u00a0: Tocsin, automatique.",

  protect:
    "Baissez-vous, abritez-vous, agrippez-vous\u00a0: mettez-vous sous une table solide, protégez la tête et la nuque, " +
    "attendez la fin des secousses. En fauteuil roulant\u00a0: bloquez les roues, protégez la tête et la nuque, " +
    "agrippez-vous.",
  nothingToDo: "Il n'est pas nécessaire de s'abriter.",
  afterwards:
    "Vérifiez si vous ou d'autres êtes blessés. En cas d'odeur de gaz, sortez et ne touchez à aucun interrupteur. " +
    "En cas de réplique\u00a0: de nouveau, baissez-vous, abritez-vous, agrippez-vous.",
};
