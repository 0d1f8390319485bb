#!/usr/bin/env node
// Starts the command line: from src/ in a checkout, from dist/ in the published package.
// Plain JavaScript of the oldest kind that works, so that an old Node gets a sentence and not a syntax error.
import { existsSync } from 'node:fs';
import module from 'node:module';

const EXIT_MISUSE = 2;
const EXIT_BROKEN = 70;
const LENGTH_MAX = 2000;

const [major, minor] = process.versions.node.split('.').map(Number);
const source = new URL('../src/app/cli/main.ts', import.meta.url);
const built = new URL('../dist/app/cli/main.js', import.meta.url);

if (major < 22 || (major === 22 && minor < 12)) {
  quit(
    EXIT_MISUSE,
    `Node ${process.versions.node} is too old: use Node 22.12 or newer (in a checkout, npm ci brings one for npx procession-check).`,
  );
}

// Without a handler Node would print a stack and exit with 1, which here means that a check failed.
process.on('uncaughtException', (error) =>
  quit(EXIT_BROKEN, `this is a bug in procession: ${whatAndWhere(error)}`),
);

// Our TypeScript runs unbuilt since Node 24: older ones that strip types do not know `using`.
if (existsSync(source) && major >= 24) await start(source);
else if (existsSync(built)) await start(built);
else {
  quit(
    EXIT_MISUSE,
    existsSync(source)
      ? `Node ${process.versions.node} cannot run this checkout unbuilt: run npm ci, then npx procession-check, which uses its own Node.`
      : 'its program is missing: install procession-check anew.',
  );
}

/** Imports the command line, which runs on import. Node keeps what it has compiled for the next start. */
async function start(main) {
  module.enableCompileCache?.();
  try {
    await import(main);
  } catch (error) {
    const missing = /^Cannot find package '([^']+)'/.exec(error?.message)?.[1];
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || missing === undefined) throw error;
    quit(EXIT_MISUSE, `the package ${missing} is not installed: run npm ci.`);
  }
}

/** An error's message and the innermost line of its stack. */
function whatAndWhere(error) {
  const where = /^\s+at .*$/m.exec(error?.stack ?? '')?.[0].trim();
  return where === undefined ? String(error) : `${error.message} (${where})`;
}

/** `\u001b`. */
function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function quit(code, sentence) {
  // The message of a bug can hold text from elsewhere: none of it may steer a terminal.
  const shown = sentence.slice(0, LENGTH_MAX).replace(/[^ -~]/g, escaped);
  console.error(`procession: ${shown}`);
  process.exit(code);
}
