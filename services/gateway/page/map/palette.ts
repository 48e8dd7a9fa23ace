// The page's colours for a canvas: what the style sheets name, resolved for light or dark.
const NAMES = [
  "ink",
  "quiet",
  "panel",
  "accent",
  "bad",
  "warn",
  "idle",
  "land",
  "border",
  "line",
  "front-p",
  "front-s",
  "blind",
] as const;
export type Colour = (typeof NAMES)[number];
export type Palette = Readonly<Record<Colour, string>>;

/** A custom property is not resolved by itself; a colour that uses it is. */
export function readPalette(within: HTMLElement): Palette {
  const probe = document.createElement("i");
  probe.hidden = true;
  within.append(probe);
  const read = (name: Colour) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    ...{ ink: read("ink"), quiet: read("quiet"), panel: read("panel"), accent: read("accent"), bad: read("bad") },
    ...{
      warn: read("warn"),
      idle: read("idle"),
      land: read("land"),
      border: read("border"),
      line: read("line"),
      blind: read("blind"),
    },
    ...{ "front-p": read("front-p"), "front-s": read("front-s") },
  };
  probe.remove();
  return palette;
}
