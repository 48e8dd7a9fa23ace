// Spanish: the help view.
import type { help as english } from "../en/help.ts";

export const help: typeof english = {
  title: "Ayuda",
  first: "Primeros pasos",
  steps: [
    "La franja de color dice qué está viendo: EN VIVO es la Tierra, todo lo demás es un ejercicio.",
    "Ponga su lugar en el mapa: en un sismo cuenta los segundos hasta el temblor allí y dice qué hacer.",
    "Encienda el sonido de alarma en Opciones y pruébelo. Está apagado hasta que lo haga.",
    "Las estaciones dicen su estado con forma y color. Señale una para leer más.",
  ],
  what: "Qué hacer cuando tiembla",
  afterwards: "Después",
  keys: "Teclas",
  keyList: [
    ["g m", "mapa"],
    ["g s", "estaciones"],
    ["g e", "sismos"],
    ["g o", "operación"],
    ["?", "esta ayuda"],
    ["flechas, + y −", "mueven y acercan el mapa"],
    ["Esc", "termina lo que esté abierto"],
  ],
  wall: "Para una pared",
  wallText: "Solo el mapa, con texto grande:",
  machines: "Para máquinas",
  machinesText: "Todo esto como JSON, transmisión en vivo y webhooks:",
  disclaimer: "Tocsin no es un servicio nacional de alerta. Donde lo haya, sígalo.",
  sources: "Mapa base: Natural Earth. Nombres de ciudades: GeoNames (CC BY 4.0). Colores de intensidad: ShakeMap.",
};
