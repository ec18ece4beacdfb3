import { styleText } from 'node:util';

type Colour = (text: string) => string;

/** On a terminal only, and not where NO_COLOR is set: what is read by programs has the same bytes everywhere. */
const inStyle =
  (style: Parameters<typeof styleText>[0]): Colour =>
  (text) =>
    styleText(style, text, { stream: process.stdout });

export const heading: Colour = inStyle('bold');
export const good: Colour = inStyle('green');
export const bad: Colour = inStyle(['bold', 'red']);
export const waiting: Colour = inStyle('yellow');
