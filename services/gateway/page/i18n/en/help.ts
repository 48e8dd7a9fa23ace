// English: the help view.
export const help = {
  title: "Help",
  first: "First steps",
  steps: [
    "The coloured banner says what you look at: LIVE is the Earth, everything else is an exercise.",
    "Set your place on the map: in an earthquake it counts the seconds until the shaking there and says what to do.",
    "Turn the alarm sound on under Choices, and try it. It is off until you do.",
    "Stations tell their state by shape and colour. Point at one to read more.",
  ],
  what: "What to do when it shakes",
  afterwards: "Afterwards",
  keys: "Keys",
  keyList: [
    ["g m", "map"],
    ["g s", "stations"],
    ["g e", "events"],
    ["g o", "operations"],
    ["?", "this help"],
    ["arrows, + and −", "move and zoom the map"],
    ["Esc", "ends what is open"],
  ] as readonly (readonly [string, string])[],
  wall: "For a wall",
  wallText: "The map alone, with large text:",
  machines: "For machines",
  machinesText: "Everything here as JSON, live stream and webhooks:",
  disclaimer: "Tocsin is not a national alert service. Where one exists, follow it.",
  sources: "Base map: Natural Earth. Names of towns: GeoNames (CC BY 4.0). Intensity colours: ShakeMap.",
};
