// Is a call across a folder's border counted when it happens, and no other? On a made-up checkout, run as a real one is.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { instrument } from './instrument.ts';
import type { Counted, Task } from './tracing.ts';
import { folderOf } from './tracing.ts';

const HOOK = fileURLToPath(new URL('hook.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'ways-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Runs `src/main.ts` of a checkout made of these files, with reports. */
function run(files: Readonly<Record<string, string>>, what: Partial<Task> = {}): Counted {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const output = join(root, 'counted.json');
  const task: Task = { root, output, values: false, ...what };
  const ran = spawnSync(process.execPath, ['--import', HOOK, 'src/main.ts'], {
    cwd: root,
    env: { ...process.env, MEASURE_WAYS: JSON.stringify(task) },
    encoding: 'utf8',
  });
  expect(ran.stderr).toBe('');
  return JSON.parse(readFileSync(output, 'utf8')) as Counted;
}

/** `a/one > b/two ×3` of every crossing. */
function crossed({ crossings }: Counted): string[] {
  const short = (name: string) => name.replace(/^src\//, '').replace(/\.ts:\d+ /, '/');
  return crossings.map(({ from, to, times }) => `${short(from)} > ${short(to)} ×${times}`);
}

describe('a crossing', () => {
  test('a call is counted if caller and callee are in different folders, callbacks and accessors included', () => {
    const counted = run({
      'src/main.ts': `import { all } from './a/x.ts'; all([3, 1, 2]);`,
      'src/a/x.ts': `
        import { Box, each } from '../b/y.ts';
        const helper = (n: number): number => n * 2;
        export function all(items: readonly number[]): number {
          const box = new Box();
          let total = helper(box.size);
          each(items, (item) => { total += helper(item); });
          return total;
        }`,
      'src/b/y.ts': `
        export class Box { get size(): number { return 4; } }
        export function each<Item>(items: readonly Item[], of: (item: Item) => void): void {
          items.forEach((item) => of(item));
        }`,
    });
    expect(crossed(counted)).toEqual([
      'a/x/all > b/y/size ×1',
      'a/x/all > b/y/each ×1',
      'b/y/each > a/x/all ×3',
    ]);
  });

  test('a call that waits is no caller of what happens meanwhile', () => {
    const counted = run({
      'src/main.ts': `
        import { slow } from './a/x.ts';
        import { quick } from './b/y.ts';
        const waiting = slow(5);
        queueMicrotask(quick);
        await waiting;`,
      'src/a/x.ts': `
        import { later, failing, numbers } from '../b/y.ts';
        export async function slow(times: number): Promise<number> {
          for (let left = times; left > 0; left -= 1) await later();
          try { await failing(); } catch { return sum(numbers()); } finally { await later(); }
          return 0;
        }
        const sum = (all: Iterable<number>): number => { let total = 0; for (const one of all) total += one; return total; };`,
      'src/b/y.ts': `
        export const quick = (): void => {};
        export async function later(): Promise<void> { await Promise.resolve(); }
        export async function failing(): Promise<void> { await later(); throw new Error('as asked'); }
        export function* numbers(): Generator<number> { yield 1; yield* more(); }
        function* more(): Generator<number> { yield 2; yield 3; }`,
    });
    expect(crossed(counted)).toEqual([
      'a/x/slow > b/y/later ×6',
      'a/x/slow > b/y/failing ×1',
      'a/x/sum > b/y/numbers ×1',
    ]);
  });

  test('a call is counted only while a folder that was asked for is under way', () => {
    const files = {
      'src/main.ts': `import { begin } from './a/x.ts'; begin();`,
      'src/a/x.ts': `
        import { go, stop } from '../b/y.ts';
        export function begin(): void { go(() => inner()); stop(); }
        const inner = (): void => stop();`,
      'src/b/y.ts': `
        import { search } from '../c/z.ts';
        export const go = (what: () => void): void => search(what);
        export const stop = (): void => {};`,
      'src/c/z.ts': `export const search = (what: () => void): void => what();`,
    };
    expect(crossed(run(files, { within: ['c'] }))).toEqual([
      'b/y/go > c/z/search ×1',
      'c/z/search > a/x/begin ×1',
      'a/x/inner > b/y/stop ×1',
    ]);
  });
});

test('a command is followed from the function that draws it to the file that holds it', () => {
  const files = {
    'src/main.ts': `import { begin } from './a/x.ts'; begin();`,
    'src/a/x.ts': `
      import { draw, unrelated } from '../b/y.ts';
      import { store } from '../c/z.ts';
      export function begin(): void {
        const command = draw();
        unrelated({ name: 'exit', process: 1 });
        store({ kind: 'answer', sentence: 'wrong', commands: [command], command });
        draw();
      }`,
    'src/b/y.ts': `
      export const draw = () => ({ name: 'exit', process: 2 });
      export const unrelated = (command: object) => command;`,
    'src/c/z.ts': `
      import { writeFileSync } from 'node:fs';
      export function store(failure: { readonly command: object }): void {
        const steps = [{ command: failure.command }];
        writeFileSync('kept.json', JSON.stringify({ format: "procession-counterexample", steps, divergence: { step: 0 } }));
      }`,
  };
  const { command } = run(files, { values: true });
  expect(command).toHaveLength(2);
  const { handOvers } = run(files, { values: true, command });
  expect(handOvers).toEqual([
    { from: 'src/b/y.ts:2 draw', to: 'src/a/x.ts:4 begin', as: 'result' },
    { from: 'src/a/x.ts:4 begin', to: 'src/c/z.ts:3 store', as: 'argument' },
  ]);
});

test('the second level is a folder of its own below app, engines and systems alone', () => {
  expect(
    ['src/model/posix/rules.ts', 'src/app/cli/play/text.ts', 'src/engines/coverage.ts', 'src/index.ts'].map(
      folderOf,
    ),
  ).toEqual(['model', 'app/cli', 'engines', 'src']);
});

test('a file that cannot be parsed is not measured', () => {
  expect(() => instrument('src/a/x.ts', 'const', 0, false)).toThrow('src/a/x.ts cannot be parsed');
});
