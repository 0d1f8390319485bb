// Measures how far things travel in this code: counts calls from one folder of `src` to another, while the command line runs.
// Every function of the checkout is made to report its calls (instrument.ts, tracing.ts), so what is counted has happened.
//
// Usage: node properties/measure/ways.ts [--json] [root of a checkout, this one unless said]…
//
// A *folder* is the first level below `src`, and below `app`, `engines` and `systems` the second. A *crossing* is a call whose
// caller and callee are in different folders: the caller is the innermost function of `src` under way, whatever library stands
// between; constructors and accessors are calls; calls from outside of `src` are none. Each row says what it counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Counted, Task } from './tracing.ts';
import { folderOf } from './tracing.ts';

/** One number, and what it is the number of. */
interface Way {
  readonly name: string;
  readonly counts: string;
  readonly value: number;
}

const HOOK = fileURLToPath(new URL('hook.ts', import.meta.url));
const TRACE = 'properties/traces/litmus/f24-nearest-living-subreaper.trace';
const PROGRAM = 'cmd:python3 examples/python/processes.py';
/** A failure that every checkout finds within a few runs. */
const FAILING = ['check', '--sut', 'mutant:forget-to-orphan', '--seed', '1', '--runs', '50', '--no-corpus'];

/** Folders of this tree, and in their place of the one before the house was rebuilt. */
const CHECKER = ['checker'];
const GENERATOR = ['engines/generate', 'generate'];
const READERS = ['systems', 'systems/wire', 'systems/process', 'adapters', 'lockstep', 'refinement'];
/** Folders that are asked about a command and keep nothing of it. */
const ASKED = ['contract', 'model'];

class Checkout {
  readonly root: string;
  readonly #main: string;
  readonly #scratch: string;

  constructor(root: string, scratch: string) {
    this.root = resolve(root);
    this.#scratch = scratch;
    const main = ['src/app/cli/main.ts', 'src/cli/main.ts'].find((path) => existsSync(join(this.root, path)));
    if (main === undefined) throw new Error(`${this.root} has no command line`);
    this.#main = main;
  }

  /** Runs the command line with reports; what was counted, and the JSON it printed. */
  run(
    words: readonly string[],
    what: Partial<Task>,
    exitCode = 0,
  ): { readonly counted: Counted; readonly printed: Readonly<Record<string, unknown>> } {
    const output = join(this.#scratch, 'counted.json');
    const task: Task = { root: this.root, output, values: false, ...what };
    const ran = spawnSync(process.execPath, ['--import', HOOK, this.#main, ...words, '--json'], {
      cwd: this.root,
      env: { ...process.env, MEASURE_WAYS: JSON.stringify(task) },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (ran.status !== exitCode)
      throw new Error(
        `${words.join(' ')} ended with ${ran.status} in ${this.root}:\n${ran.stdout}${ran.stderr}`,
      );
    return {
      counted: JSON.parse(readFileSync(output, 'utf8')) as Counted,
      printed: JSON.parse(ran.stdout) as Record<string, unknown>,
    };
  }

  /** A run of the campaign that fails, and stores what it found. */
  fail(what: Partial<Task>): Counted {
    const folder = join(this.#scratch, 'failures');
    rmSync(folder, { recursive: true, force: true });
    return this.run([...FAILING, '--save', folder], { values: true, ...what }, 1).counted;
  }
}

/** Each number for one checkout. */
export function waysOf(root: string): readonly Way[] {
  const scratch = mkdtempSync(join(tmpdir(), 'ways-'));
  try {
    const checkout = new Checkout(root, scratch);
    return [...handOvers(checkout), ...expansions(checkout), ...replies(checkout), ...generated(checkout)];
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function handOvers(checkout: Checkout): readonly Way[] {
  const { command } = checkout.fail({});
  if (command.length !== 2) throw new Error(`no failing command was met in ${checkout.root}`);
  const handed = checkout
    .fail({ command })
    .handOvers.filter(({ from, to }) => ![from, to].some((name) => ASKED.includes(placeOf(name))));
  const far = handed.filter(({ from, to }) => topOf(from) !== topOf(to));
  return [
    {
      name: 'hand-overs of a failing command',
      counts:
        'pairs of functions in different folders of which one gives the command that fails to the other, as an argument or a result, also within others; from its draw until its counterexample is on disk, shrinking and certificate included; contract and model, which are asked about it and keep nothing, left out',
      value: handed.length,
    },
    {
      name: 'of these, between top folders',
      counts:
        'the same where the first level differs: no part of app, engines or systems gives it to another',
      value: far.length,
    },
    {
      name: 'of these, into the engines',
      counts: 'the same, from another top folder to engines (before: gate)',
      value: far.filter(({ to }) => ['engines', 'gate'].includes(topOf(to))).length,
    },
  ];
}

/** The first level of a function's folder. */
function topOf(name: string): string {
  return name.split('/')[1] ?? '';
}

function expansions(checkout: Checkout): readonly Way[] {
  return [
    ['table', 'hierarchy'],
    ['POSIX', 'posix'],
  ].map(([name = '', set = '']) => {
    const { counted, printed } = checkout.run(['explore', '--set', set, '--ids', '3'], { within: CHECKER });
    return {
      name: `crossings a ${name} state`,
      counts: `crossings while the checker is under way, for each state that \`explore --set ${set} --ids 3\` expands`,
      value: sum(counted) / Number(printed['expanded']),
    };
  });
}

function replies(checkout: Checkout): readonly Way[] {
  const { counted, printed } = checkout.run(['replay', TRACE, '--sut', PROGRAM], { within: READERS });
  const read = counted.crossings.filter(
    ({ from, to }) => ![from, to].some((name) => placeOf(name) === 'model'),
  );
  return [
    {
      name: 'crossings a reply',
      counts: `crossings while a system or lockstep is under way, those from or to the model left out, for each command of ${TRACE} that a program answers`,
      value: sum({ crossings: read }) / Number(printed['commands']),
    },
  ];
}

/** Names of the functions that are counted, without the signs of a private one. */
const DECODES = 'decode';
const ASKS_ABOUT_A_CANDIDATE = 'isIssuable';
const LISTS_REFUSALS = 'refusalsOf';

function generated(checkout: Checkout): readonly Way[] {
  const words = ['check', '--seed', '1', '--runs', '200', '--no-corpus', '--no-save'];
  const { calls, crossings } = checkout.run(words, {}).counted;
  const times = (wanted: string): number => {
    const found = Object.entries(calls).filter(([name]) => name.endsWith(` ${wanted}`));
    if (found.length === 0)
      throw new Error(`no function of ${checkout.root} that was called has the name ${wanted}`);
    return found.reduce((total, [, count]) => total + count, 0);
  };
  const drawn = crossings.filter(
    ({ from, to }) => GENERATOR.includes(placeOf(from)) && to.endsWith(` ${ASKS_ABOUT_A_CANDIDATE}`),
  );
  const commands = times(DECODES);
  return [
    {
      name: 'candidates a generated command',
      counts: 'commands about which the generator asks the model, for each that it decides on',
      value: sum({ crossings: drawn }) / commands,
    },
    {
      name: 'lists of refusals a generated command',
      counts:
        'lists of refusals that the model makes for generator, judge and drain, for each generated command',
      value: times(LISTS_REFUSALS) / commands,
    },
  ];
}

/** The folder of a function, by its name in a report. */
function placeOf(name: string): string {
  return folderOf(name.slice(0, name.indexOf(':')));
}

function sum({ crossings }: Pick<Counted, 'crossings'>): number {
  return crossings.reduce((total, { times }) => total + times, 0);
}

function printed(value: number): string {
  return value < 20 && !Number.isInteger(value) ? value.toFixed(1) : value.toFixed(0);
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const roots = positionals.length === 0 ? [fileURLToPath(new URL('../../', import.meta.url))] : positionals;
  const measured = roots.map(waysOf);
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify(
        roots.map((root, at) => ({ root, ways: measured[at] })),
        undefined,
        2,
      )}\n`,
    );
  } else {
    for (const [row, { name, counts }] of (measured[0] ?? []).entries()) {
      const figures = measured.map((ways) => printed(ways[row]?.value ?? Number.NaN).padStart(8)).join('');
      process.stdout.write(`${name.padEnd(40)}${figures}\n    ${counts}\n`);
    }
  }
}
