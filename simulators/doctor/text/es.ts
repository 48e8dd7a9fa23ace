// Spanish: what the doctor says that only a terminal can find.
import type { TerminalTexts } from "./texts.ts";

export const es: TerminalTexts = {
  why: "importa",
  todo: "haga",
  summary: (wrong) => (wrong === 0 ? "todo está bien" : `${wrong} por mirar`),
  gateway: {
    name: "servidor",
    why: "no se puede preguntar nada más",
    wantsToken: (answer) => ({ what: `pide una clave: ${answer}`, todo: "désela con --token o en API_TOKEN" }),
    refused: (url, answer) => ({ what: `${url} responde ${answer}`, todo: "lea su registro" }),
    other: (url) => ({
      what: `${url}: la respuesta no es de un servidor de Tocsin`,
      todo: "¿hay otro servicio en --api?",
    }),
    gone: (url) => ({
      what: `${url} no responde`,
      todo: "¿está en marcha? `docker compose ps`, `npm start`; ¿es correcto --api?",
    }),
  },
  clocks: {
    name: "relojes",
    apart: (seconds) => ({
      what: `el reloj de esta terminal va ${seconds} s por delante del reloj del servidor`,
      why: "uno de los dos está mal, y las alertas caducan según el reloj",
      todo: "ponga los dos en hora por NTP: `timedatectl set-ntp true`",
    }),
  },
  ntp: {
    name: "NTP",
    synchronised: "el reloj de esta máquina está sincronizado",
    loose: {
      what: "el reloj de esta máquina no está sincronizado",
      why: "según él caducan las alertas, y con él se mide cada demora",
      todo: "`timedatectl set-ntp true`, o instale chrony; en una máquina virtual mire también el de la anfitriona",
    },
  },
  edge: {
    name: "entrada MQTT",
    guarded: (host) => `${host} no admite a nadie sin contraseña`,
    gone: (host, reason) => ({
      what: `${host} no responde: ${reason}`,
      why: "los sensores no pueden enviar nada",
      todo: "vea si el broker está en marcha, y si hay un cortafuegos ante su puerto",
    }),
    noProtocol: "ninguna versión del protocolo en común",
    open: (host, isLoopback) => ({
      what: `cualquiera puede conectarse a ${host} sin contraseña`,
      why: isLoopback
        ? "solo puede quien está en esta máquina; antes de que haya sensores en otra parte, eso tiene que cambiar"
        : "quien lo alcance puede enviar temblores que nunca hubo",
      todo: "ponga `allow_anonymous false` y dé a cada equipo una contraseña (docs/operations.md)",
    }),
  },
  device: {
    name: "equipo",
    shutOut: (device, reason) => ({
      what: `${device} no se puede conectar: ${reason}`,
      why: "lo que envía un equipo con esta contraseña se pierde",
      todo: "ponga de nuevo su contraseña (deploy/compose/devices.ts), también en el equipo",
    }),
    untold: (device) => `${device} se conecta; este broker no dice lo que rechaza`,
    itself: (device) => `${device} se conecta, y no puede hablar por otra estación`,
    forged: (device) => ({
      what: `${device} puede enviar como otra estación`,
      why: "entonces basta una contraseña robada para una falsa alarma",
      todo: "dé al broker una ACL como deploy/compose/mosquitto.acl: `pattern write eew/v1/+/+/%u/#`",
    }),
  },
};
