// The script of a page as text: functions as they stand, put together in one scope. They may use each other by name,
// their parameters, and nothing else of their modules. A bundler that renames things would break this; Node, with types
// stripped or built by tsc, does not.

/** A module whose exports are all functions that run in a page. */
export type ClientModule = Readonly<Record<string, AnyFunction>>;

type AnyFunction = (...given: never[]) => unknown;

/** The functions of the modules, then the statement that sets the page going. */
export function scriptOf(modules: readonly ClientModule[], start: string): string {
  const functions = modules.flatMap((module) => Object.values(module)).map(sourceOf);
  return ["'use strict';", ...functions, start].join('\n');
}

/** Without comments that stand alone, indentation, and the room that stripped types leave. */
function sourceOf(one: AnyFunction): string {
  return String(one)
    .split('\n')
    .map((line) => line.trim().replaceAll(/ {2,}/g, ' '))
    .filter((line) => line !== '' && !line.startsWith('//'))
    .join('\n');
}
