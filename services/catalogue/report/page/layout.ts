// The frame of every page of the reports.
import type { Mode } from "../../../../shared/contracts/mode.ts";
import { html, type Markup } from "./html.ts";

export interface Page {
  readonly title: string;
  readonly mode: Mode;
  readonly main: Markup;
}

const WORDS: Readonly<Record<Mode, string>> = {
  live: "",
  drill: "This was an exercise: nobody was in danger.",
  simulation: "This was a simulation: the ground did not shake.",
  replay: "This was a recording played again: it happened at another time.",
};

export function pageOf({ title, mode, main }: Page): string {
  const banner =
    mode === "live"
      ? undefined
      : html`<p class="banner" role="note"><strong>${mode.toUpperCase()}</strong> ${WORDS[mode]}</p>`;
  const { text } = html`<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>${title}</title>
<link rel="stylesheet" href="/reports/report.css" />
<link rel="stylesheet" href="/reports/chart.css" />
</head>
<body class="${mode}" data-world="${mode === "live" ? "" : mode.toUpperCase()}">
${banner}
<header class="top"><a href="/reports/">Earthquake reports</a><a href="/">Live map</a></header>
<main>
${main}
</main>
<footer>Made by Tocsin of what its sensors recorded, without anybody's review. It is no official notice.</footer>
</body>
</html>`;
  return `<!doctype html>\n${text}\n`;
}
