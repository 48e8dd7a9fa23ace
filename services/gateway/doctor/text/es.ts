// Spanish: what the doctor's checks say.
import type { DoctorTexts } from "./texts.ts";

const slow = (tookMs: number) => `tardó ${tookMs} ms en responder`;
const gone = (fault: string) => `no responde: ${fault}`;
const answered = (tookMs: number) => `respondió en ${tookMs} ms`;
const counted = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

export const es: DoctorTexts = {
  alarmPath: {
    name: "vía de alarma",
    open: (newestMs) => {
      const newest = newestMs === null ? "aún no ha llegado ninguno" : `el más nuevo tardó ${newestMs} ms`;
      return `los latidos pasan por todas las particiones; ${newest}`;
    },
    down: (ageS, partitions) => ({
      what: `ningún latido pasa desde hace ${ageS} s (particiones ${partitions})`,
      why: "una alarma iría por el mismo camino",
      todo: "vea en Ahora qué tramo falta y lea el registro del servicio que debía pasarlo",
    }),
  },
  services: {
    name: "servicios",
    ready: (count) => `${counted(count, "servicio vigilado está listo", "servicios vigilados están listos")}`,
    notReady: (service, missing) => ({
      what: `${service} no está listo: ${missing}`,
      why: "lo que hace para la vía de alarma no se hace",
      todo: `lea el registro de ${service}: \`docker compose logs ${service}\` o el diario de su máquina`,
    }),
  },
  members: {
    name: "réplicas",
    all: (count) => `${counted(count, "réplica", "réplicas")}, cada servicio tiene alguna`,
    absent: (service) => ({
      what: `no hay ninguna réplica de ${service} en marcha`,
      why: "cada servicio da un paso del camino que va del suelo a la alarma",
      todo: `arranque una: \`docker compose up -d ${service}\` o \`npm run service -- ${service}\``,
    }),
    leaderless: {
      what: "hay integradores en marcha y ninguno atiende las llegadas",
      why: "hasta que uno lo haga, las llegadas no se convierten en sismos",
      todo: "espere dos segundos y mire de nuevo; luego vea si el estado compartido (Redis) concede turnos",
    },
  },
  versions: {
    name: "versiones",
    same: (version) => `todas las réplicas son de la versión ${version}`,
    different: (list) => ({
      what: `hay réplicas de versiones distintas: ${list}`,
      why: "así debe ser durante una actualización, y no más tiempo",
      todo: "termine la actualización: arranque de nuevo las más viejas con la imagen nueva",
    }),
  },
  bus: {
    name: "bus de mensajes",
    connected: "conectado, y todos los consumidores están activos",
    broken: (fault) => ({
      what: `está averiado: ${fault}`,
      why: "todos los mensajes de la vía de alarma van por el bus; un broker sin memoria o sin disco no acepta ninguno",
      todo: "mire RabbitMQ: `rabbitmqctl status` dice las alarmas de memoria y disco; libere lo que falte y seguirá solo",
    }),
  },
  queues: {
    name: "colas",
    flowing: "ninguna crece, y las que guardan algo tienen quien las atienda",
    growing: (queue, waiting, group) => ({
      what: `${queue} crece: ${counted(waiting, "mensaje espera", "mensajes esperan")}`,
      why: "lo que entra espera detrás de todos ellos",
      todo: `${group} no da abasto: dele otra réplica, o vea qué está esperando`,
    }),
    alone: (queue, waiting, group) => ({
      what: `${queue} guarda ${counted(waiting, "mensaje", "mensajes")} y nadie la atiende`,
      why: "nadie hace lo que esos mensajes piden",
      todo: `arranque ${group}, o lea en su registro por qué no la atiende`,
    }),
  },
  deadLetters: {
    name: "mensajes muertos",
    none: "no hay ninguno",
    some: (count) => ({
      what: counted(count, "mensaje se dio por perdido", "mensajes se dieron por perdidos"),
      why: "algo en ellos no se pudo atender, o lo que necesitaban faltó demasiado tiempo",
      todo: "lea los motivos en Mensajes muertos; reintente lo que ahora funcionaría y descarte el resto",
    }),
  },
  hotState: {
    name: "estado compartido",
    ...{ answered, slow, gone },
    advice: {
      why: "sin él ninguna réplica puede relevar a otra, y no se consultan las estaciones",
      todo: "vea si Redis está en marcha y se alcanza en STORE_URL, y cuánta carga tiene su máquina",
    },
  },
  database: {
    name: "base de datos",
    ...{ answered, slow, gone },
    advice: {
      why: "las alarmas salen sin ella, pero nada se recuerda y ninguna suscripción se puede cambiar",
      todo: "vea si está en marcha y se alcanza en DATABASE_URL, y si su disco está lleno",
    },
  },
  disk: {
    name: "disco",
    roomy: (freeGB, totalGB) => `quedan libres ${freeGB} GB de ${totalGB} GB donde está la base de datos`,
    low: (freeGB, totalGB, folder) => ({
      what: `quedan libres ${freeGB} GB de ${totalGB} GB en ${folder}`,
      why: "una base de datos que no puede escribir olvida sismos, entregas y suscripciones",
      todo: "libere espacio, o lleve la base de datos a un disco más grande (DATABASE_URL)",
    }),
  },
  subscriptions: {
    name: "suscripciones",
    working: (on, all) => `${on} de ${all} activas, ninguna falla`,
    none: (all) => ({
      what: all === 0 ? "no hay ninguna suscripción" : `todas las suscripciones (${all}) están apagadas`,
      why: "no se envía ningún webhook a nadie; la página, MQTT y los canales dicen las alarmas igualmente",
      todo: "haga una en Suscripciones, o con `npm run listen -- --subscribe`",
    }),
    failing: (failing, on) => ({
      what: `${failing === 1 ? "falla" : "fallan"} ${failing} de ${on} suscripciones`,
      why: "sus receptores no aceptan lo que se les envía",
      todo: "vea sus entregas en Suscripciones y avise a quienes llevan los receptores",
    }),
  },

  stations: {
    name: "estaciones",
    heard: (count) => `se ${count === 1 ? "oye" : "oyen"} ${counted(count, "estación", "estaciones")}`,
    none: {
      what: "no hay ninguna estación registrada en el mundo real",
      why: "sin sensores no se detecta nada",
      todo: "registre estaciones (services/ingest/README.md), o pruebe un simulacro con simuladas: `npm run drill`",
    },
    silent: (count, all, names) => `${count} de ${all} estaciones ${count === 1 ? "calla" : "callan"}: ${names}`,
    whySilent: "un sismo cerca de ellas se nota más tarde o no se nota",
    justBegun: "este servidor acaba de empezar a escuchar",
    allSilentTodo:
      "vea si los sensores alcanzan el broker MQTT y si el servicio ingest lo lee: su registro, y `npm run doctor -- --mqtt`",
    silentTodo: "revise su corriente y su red; la lista de estaciones dice cuándo se oyó cada una por última vez",
  },
  quarantine: {
    name: "cuarentena",
    many: (out, all, reason) => ({
      what: `${out} de ${all} estaciones están en cuarentena, las más por: ${reason}`,
      why: "sus llegadas no se usan",
      todo: "busque qué tienen en común: firmware, red, lugar; si el reloj está mal en todas, es el de la máquina",
    }),
  },
  hostClock: {
    name: "reloj de la máquina",
    agrees: (medianS) => `los relojes de las estaciones coinciden con él a ${medianS} s`,
    why: "las alertas caducan según el reloj de la máquina, y con él se miden las demoras",
    ours: (count, medianS) => ({
      what: `los relojes de ${count} estaciones se desvían todos unos ${medianS} s: el que está mal es el de esta máquina`,
      todo: "póngalo en hora por NTP: `timedatectl set-ntp true`; después `timedatectl` debe decir synchronized",
    }),
    theirs: (medianS) => ({
      what: `la mitad de los relojes de las estaciones se desvían más de ${medianS} s`,
      todo: "ponga en hora los equipos por NTP; hasta entonces el decoder los corrige o los pone en cuarentena",
    }),
  },
  hostClocks: {
    name: "relojes de las máquinas",
    agree: (count) => `los de ${counted(count, "réplica", "réplicas")} coinciden`,
    by: (instance, seconds) => `${instance} en ${seconds} s`,
    differ: (list) => ({
      what: `hay relojes que difieren del de esta máquina: ${list}`,
      why: "lo que para una es ahora, para otra ya caducó: una alerta puede descartarse por vieja",
      todo: "ponga en hora todas las máquinas por NTP: `timedatectl set-ntp true`",
    }),
  },
  unknownStations: {
    name: "estaciones desconocidas",
    sending: (perS) => ({
      what: `equipos no registrados envían ${perS} mensajes por segundo`,
      why: "lo que envían se rechaza: nadie sabe dónde están",
      todo: "el registro de ingest los nombra una vez por minuto; regístrelos, o deje que se registren solos (INGEST_ACCEPT_META)",
    }),
  },
  overload: {
    name: "sobrecarga",
    shed: (percent) => ({
      what: `se omite el ${percent} % de las estaciones reales: llega más de lo que se puede decodificar`,
      why: "un sismo cerca de ellas se nota más tarde",
      todo: "dele otra réplica al decoder, o una máquina más rápida",
    }),
  },
};
