// The page's script as text: the functions of client/ as they stand, put together in one scope. They may use each
// other by name, their parameters, and nothing else of their modules. A bundler that renames things would break this;
// Node, with types stripped or built by tsc, does not.
import * as arrows from '../components/arrows.ts';
import * as draw from '../components/draw.ts';
import * as player from './client/player.ts';

/** Ends by starting the page with the data that stands in the element `data`. */
export function scriptText(): string {
  const modules: readonly Readonly<Record<string, AnyFunction>>[] = [arrows, draw, player];
  const functions = modules.flatMap((module) => Object.values(module)).map(sourceOf);
  return [
    "'use strict';",
    ...functions,
    "start(document, window, JSON.parse(document.getElementById('data').textContent));",
  ].join('\n');
}

/** Without comments that stand alone, indentation, and the room that stripped types leave. */
type AnyFunction = (...given: never[]) => unknown;

function sourceOf(one: AnyFunction): string {
  return String(one)
    .split('\n')
    .map((line) => line.trim().replaceAll(/ {2,}/g, ' '))
    .filter((line) => line !== '' && !line.startsWith('//'))
    .join('\n');
}
