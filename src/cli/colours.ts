const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** Colour is a colour of the terminal's own palette, which suits any background. */
export type Colour = keyof typeof codes;

/** Paint colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

/** painter colours text for a stream, if that is a terminal and NO_COLOR is not set (https://no-color.org). */
export function painter(stream: NodeJS.WriteStream): Paint {
  const { NO_COLOR, TERM } = process.env;
  const colourful = stream.isTTY === true && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
  if (!colourful) return (_, text) => text;
  return (colour, text) => `\x1b[${codes[colour][0]}m${text}\x1b[${codes[colour][1]}m`;
}
