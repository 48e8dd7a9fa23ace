// Greek; a time ends its sentence, whose full stop is also that of the abbreviated second.
import { capital, type Template } from "./template.ts";

export const el: Template = {
  language: "el",
  modeWords: { drill: "ΑΣΚΗΣΗ", simulation: "ΠΡΟΣΟΜΟΙΩΣΗ", replay: "ΑΝΑΠΑΡΑΓΩΓΗ", test: "ΔΟΚΙΜΗ" },
  decimalMark: ",",
  joint: " ",

  strength: {
    none: "ανεπαίσθητη",
    weak: "ασθενής",
    light: "ελαφριά",
    moderate: "μέτρια",
    strong: "ισχυρή",
    veryStrong: "πολύ ισχυρή",
    severe: "σφοδρή",
    violent: "πολύ σφοδρή",
    extreme: "ακραία",
  },
  shaking: (word) => `${word} δόνηση`,
  likely: { expected: "αναμένεται", possible: "πιθανή" },
  now: "τώρα",
  inSeconds: (seconds) => `σε ${seconds} δευτ`,
  ago: (seconds) => `πριν από περίπου ${seconds} δευτ`,
  placeName: (place) => place,

  coming: ({ shaking, likely, when }) => `${capital(likely)} ${shaking} ${when}.`,
  comingBriefly: ({ shaking, when }) => `${capital(shaking)} ${when}.`,
  weaker: ({ shaking, when }) => `Ασθενέστερη της αναμενόμενης: ${shaking} ${when}.`,
  came: ({ shaking, when }) => `${capital(shaking)} ${when}.`,
  withdrawn: () => "Ο σεισμικός συναγερμός ανακλήθηκε: δεν αναμένεται δόνηση.",
  over: () => "Η δόνηση πρέπει να έχει τελειώσει.",
  test: () => "Δοκιμή του σεισμικού συναγερμού. Δεν υπάρχει σεισμός.",

  near: ({ shaking, likely, place, km }) =>
    `${capital(likely)} ${shaking} στην περιοχή ${place}, ελαφριά στα ${km} χλμ.`,
  within: ({ shaking, likely, place, km }) => `${capital(likely)} ${shaking} σε ακτίνα ${km} χλμ. από ${place}.`,
  close: ({ shaking, likely, place }) => `${capital(likely)} ${shaking} στην περιοχή ${place}.`,
  withdrawnNear: ({ place }) => `Ανάκληση συναγερμού στην περιοχή ${place}: δεν αναμένεται δόνηση.`,
  endedNear: ({ shaking, place }) => `Λήξη συναγερμού, ${place}: ${shaking} (εκτίμηση).`,

  act: "Σκύψτε, καλυφθείτε, κρατηθείτε.",
  aftershocks: "Προσοχή σε μετασεισμούς.",
  checks: "Ελέγξτε για τραύματα και αέριο. Προσοχή σε μετασεισμούς.",

  detected: "Ανιχνεύθηκε σεισμός.",
  magnitude: (value) => `Μέγεθος περίπου ${value}.`,
  distance: (km) => `Επίκεντρο σε απόσταση ${km} χλμ.`,
  unconfirmed: "Πρώτη εκτίμηση, δεν έχει επιβεβαιωθεί.",
  replaces: "Αντικαθιστά τα προηγούμενα μηνύματα.",
  updates: "Θα ακολουθήσουν ενημερώσεις.",
  source: "Πηγή: Tocsin, αυτόματα.",

  protect:
    "Σκύψτε, καλυφθείτε, κρατηθείτε: μπείτε κάτω από γερό τραπέζι, προστατέψτε το κεφάλι και τον αυχένα, μείνετε μέχρι " +
    "να σταματήσει η δόνηση. Σε αμαξίδιο: κλειδώστε τους τροχούς, προστατέψτε το κεφάλι και τον αυχένα, κρατηθείτε.",
  nothingToDo: "Δεν χρειάζεται να καλυφθείτε.",
  afterwards:
    "Ελέγξτε αν εσείς ή άλλοι έχετε τραυματιστεί. Αν μυρίσετε αέριο, βγείτε έξω και μην αγγίξετε διακόπτες. " +
    "Αν γίνει μετασεισμός: πάλι σκύψτε, καλυφθείτε, κρατηθείτε.",
};
