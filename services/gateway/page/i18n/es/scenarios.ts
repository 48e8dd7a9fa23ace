// Spanish: the scenarios of drills.
import type { scenarios as english } from "../en/scenarios.ts";

export const scenarios: typeof english = {
  "as-they-are": {
    title: "Los sensores como son de verdad",
    about:
      "Muestreos de 0 a 4 % por debajo de lo dicho, relojes desviados, uno de cada veinte que cuenta desde 1970, " +
      "huecos, copias, ejes muertos, algún paquete roto, tres formatos: y se avisa de un M6.",
  },
  doublet: {
    title: "Dos sismos a la vez",
    about: "M5.4 y M4.8 en un segundo, a 150 km uno del otro: dos sismos, cada uno de su tamaño.",
  },
  "foreshock-mainshock": {
    title: "Un sismo precursor y el principal",
    about: "M4.8 y, en el mismo lugar un cuarto de minuto después, M6.8: el pequeño no debe ocultar al grande.",
  },
  "globalquake-91-later-waves": {
    title: "GlobalQuake, caso 91: ondas de un gran sismo tomadas por sismos nuevos",
    about: "M7.5 en una red de 600 km: la S, las ondas superficiales y la coda nunca llegan a ser un segundo sismo.",
  },
  "google-2023-saturation": {
    title: "Turquía, 6 de febrero de 2023: los primeros segundos dicen M4.5",
    about:
      "M7.8 en una falla de 300 km: los segundos de P se saturan, y la alarma debe crecer mientras el suelo aún se rompe.",
  },
  "ingv-30-again": {
    title: "Home Assistant e INGV, caso 30: el mismo sismo avisado una y otra vez",
    about:
      "La mitad de los paquetes llega dos veces, una quinta parte se adelanta, dos regiones se reconectan a ráfagas: " +
      "un temblor, un sismo.",
  },
  "jma-2008-gain": {
    title: "JMA, 14 de julio de 2008: un sensor mal ajustado",
    about: "Un sensor lo dice todo cien veces más fuerte mientras se rompe un M4.6.",
  },
  "jma-2013-noise": {
    title: "JMA, 8 de agosto de 2013: ruido tomado por la parte principal de un sismo",
    about:
      "Un M2.5, y en el mismo momento un ruido fuerte en sensores lejanos del fondo del mar lo convirtió en un M7.8 " +
      "para todo el oeste de Japón.",
  },
  "jma-2018-two-quakes": {
    title: "JMA, 5 de enero de 2018: dos sismos pequeños convertidos en uno grande",
    about: "M4.4 y, tres segundos después y a 350 km, M3.9 se tomaron por un solo sismo grande.",
  },
  "jma-2020-offshore": {
    title: "JMA, 30 de julio de 2020: un sismo mar adentro situado junto a la costa",
    about: "M5.8 a unos 400 km de la red se situó junto a ella y se avisó como M7.3 en quince prefecturas.",
  },
  offshore: {
    title: "Mar adentro, al borde de la red",
    about: "M6.8 a sesenta kilómetros de una red a lo largo de la costa: todas las estaciones están a un lado.",
  },
  "one-quake": {
    title: "Un sismo bajo la red",
    about: "M6.2 a doce kilómetros bajo una malla de 25 sensores de bajo costo: el caso de todos los días.",
  },
  "quarry-blast": {
    title: "Una voladura en una cantera",
    about: "Una voladura de M2.4 en la superficie de una red densa: puede decirse como es, pequeña, o no decirse.",
  },
  "rupture-m78": {
    title: "Una ruptura de 180 kilómetros",
    about: "M7.8 a lo largo de la costa, un minuto de ruptura: un solo sismo que crece con ella y sigue siendo uno.",
  },
  "sensor-attack": {
    title: "Tres sensores que mienten",
    about:
      "Tres de 25 sensores cuentan un M7 con tiempos y amplitudes perfectos; todos los demás callan. No se alarma a nadie.",
  },
  storm: {
    title: "Una tormenta de falsos disparos",
    about: "Casi la mitad de los sensores está donde se camina y se dan portazos todo el día: nada se confirma.",
  },
  swarm: {
    title: "Un enjambre",
    about:
      "Nueve sismos de M2.9 a M4.3 en seis minutos bajo una red densa: de cada uno se avisa como mucho una vez, " +
      "de los mayores siempre.",
  },
  teleseism: {
    title: "Un gran sismo al otro lado de un océano",
    about: "M8.3 a siete mil kilómetros: sus ondas cruzan la red en segundos y aquí no son alarma.",
  },
};
