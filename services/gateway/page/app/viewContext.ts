// What every view is given, and what the page asks of a view.
import type { PageLanguage, Texts } from "../i18n/language.ts";
import type { Choices } from "./choices.ts";
import type { Connection } from "./connection.ts";
import type { Route } from "./router.ts";
import type { State } from "./state.ts";

export interface ViewContext {
  readonly state: State;
  readonly choices: Choices;
  /** In the language chosen; a view is mounted anew when that changes. */
  readonly texts: Texts;
  readonly language: PageLanguage;
  readonly connection: () => Connection;
  readonly route: () => Route;
  readonly go: (to: Partial<Route> & Pick<Route, "view">) => void;
  /** Something that a view shows was chosen: everything is drawn again soon. */
  readonly drawSoon: () => void;
}

export interface View {
  mount(root: HTMLElement, context: ViewContext): void;
  /** After news and choices, a few times a second at most; also when the address names another `id`. */
  update(): void;
  /** Four times a second: what moves by itself, countdowns and ages. */
  tick?(): void;
  unmount(): void;
}
