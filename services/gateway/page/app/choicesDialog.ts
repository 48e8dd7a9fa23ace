// Language, colours and sound: what a person may choose, in one dialog.

import { LEVELS } from "../alarm/tones.ts";
import type { AlarmVoice } from "../alarm/voice.ts";
import { LANGUAGES, textsIn } from "../i18n/language.ts";
import { byId, h, icon, replace } from "../parts/dom.ts";
import { THEMES } from "./choices.ts";
import type { ViewContext } from "./viewContext.ts";

const SLIDERS = "M4 7h10M18 7h2M4 17h2M10 17h10M16 4.8v4.4M8 14.8v4.4";
const MUTED = "M4 9.5v5h3.5L12 18V6L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5";

export class ChoicesDialog {
  readonly #context: ViewContext;
  readonly #voice: AlarmVoice;
  readonly #dialog: HTMLDialogElement;

  constructor(context: ViewContext, voice: AlarmVoice) {
    const dialog = byId("choices");
    if (!(dialog instanceof HTMLDialogElement)) throw new Error("#choices is no dialog");
    this.#context = context;
    this.#voice = voice;
    this.#dialog = dialog;
    byId("openChoices").addEventListener("click", () => {
      this.#draw();
      dialog.showModal();
    });
  }

  /** Shows, too, that an alarm would be silent. */
  drawButton(): void {
    const { texts, choices } = this.#context;
    const button = byId("openChoices");
    const { isSoundOn } = choices.now;
    const { label, soundOff, soundOn, soundBlocked } = texts.choices;
    const isHeard = isSoundOn && !this.#voice.tones.isBlocked;
    const sound = isHeard ? soundOn : isSoundOn ? soundBlocked : soundOff;
    button.setAttribute("aria-label", `${label}. ${sound}`);
    button.title = sound;
    replace(button, String(isHeard), () => icon(isHeard ? SLIDERS : MUTED, "stroke", 24));
  }

  update(): void {
    this.drawButton();
    if (this.#dialog.open) this.#draw();
  }

  #draw(): void {
    const { choices } = this.#context.texts;
    const focused = document.activeElement?.id ?? "";
    const shut = () => this.#dialog.close();
    this.#dialog.setAttribute("aria-label", choices.label);
    this.#dialog.replaceChildren(
      h("h2", {}, choices.label),
      this.#language(),
      this.#theme(),
      this.#sound(),
      h("button", { type: "button", id: "closeChoices", onclick: shut }, choices.close),
    );
    if (focused !== "") document.getElementById(focused)?.focus();
  }

  #language(): HTMLElement {
    const { choices, texts } = this.#context;
    const options = [
      ["auto", texts.choices.languageAuto] as const,
      ...LANGUAGES.map((language) => [language, textsIn(language).language] as const),
    ];
    return select(texts.choices.language, options, choices.now.language, (language) => choices.choose({ language }));
  }

  #theme(): HTMLElement {
    const { choices, texts } = this.#context;
    const options = THEMES.map((theme) => [theme, texts.choices.themes[theme]] as const);
    return select(texts.choices.theme, options, choices.now.theme, (theme) => choices.choose({ theme }));
  }

  #sound(): HTMLElement {
    const { texts, choices } = this.#context;
    const { isSoundOn } = choices.now;
    const words = texts.choices;
    const turn = () => {
      void this.#voice.tones.wake().then(() => this.drawButton());
      choices.choose({ isSoundOn: !isSoundOn });
    };
    const play = (level: (typeof LEVELS)[number], isUnreal: boolean) => async () => {
      await this.#voice.tones.wake();
      this.#voice.tones.play(level, isUnreal);
    };
    const tests = LEVELS.map((level) =>
      h("button", { type: "button", onclick: play(level, false) }, words.test[level]),
    );
    return h(
      "fieldset",
      {},
      h("legend", {}, words.sound),
      h("p", {}, isSoundOn ? words.soundOn : words.soundOff),
      h(
        "button",
        { type: "button", id: "turnSound", class: "main", onclick: turn },
        isSoundOn ? words.turnOff : words.turnOn,
      ),
      h("p", { class: "quiet" }, words.testLabel),
      h(
        "div",
        { class: "buttons" },
        ...tests,
        h("button", { type: "button", onclick: play("warning", true) }, words.test.drill),
      ),
    );
  }
}

function select<Value extends string>(
  label: string,
  options: readonly (readonly [Value, string])[],
  chosen: Value,
  choose: (value: Value) => void,
): HTMLElement {
  const id = `choice-${label}`;
  const field = h(
    "select",
    { id },
    ...options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)),
  );
  field.addEventListener("change", () => {
    const found = options.find(([value]) => value === field.value);
    if (found !== undefined) choose(found[0]);
  });
  return h("label", { class: "field" }, label, field);
}
