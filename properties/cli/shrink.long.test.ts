// Goal: procession shrink makes any failing trace short, and says one thing, in words or as JSON, however it ends.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Ended } from '../support/procession.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

const LONG = '1 fork 2\n1 fork 4\n2 fork 3\n4 create_session\n2 exit\n';
const TABLE = new URL('../../src/systems/in-process.ts', import.meta.url).href;

function shrink(folder: string, text: string, ...words: readonly string[]): Ended {
  writeFileSync(join(folder, 'given.trace'), `procession trace 1 hierarchy\n${text}`);
  return processionShared(folder, 'shrink', 'given.trace', ...words);
}

describe('procession shrink', () => {
  test('procession shrink ends with a certified shortest failure and a line that replays it', () => {
    using folder = temporaryFolder();
    const { code, out } = shrink(folder.path, LONG, '--sut', 'mutant:forget-to-orphan');
    expect(code).toBe(1);
    expect(out).toContain('  1 fork 2   ok pid=2\n  2 fork 3   ok pid=3\n  2 exit     ok\n');
    expect(out).toMatch(/shrunk from 5 commands to 3 in \d+ executions\ncertified shortest \(3 commands, /);
    const replay = /^replay: npx procession-check (.*)$/m.exec(out)?.[1]?.split(' ') ?? [];
    expect(processionShared(folder.path, ...replay).code).toBe(1);
  });

  test('procession shrink certifies on a program elsewhere, by sequences', () => {
    using folder = temporaryFolder();
    const program = fileURLToPath(new URL('../systems/misbehaving/program.ts', import.meta.url));
    const sut = `cmd:'${process.execPath}' '${program}' wrong-state ''`;
    const { code, out } = shrink(folder.path, LONG.replace('create_session', 'exit'), '--sut', sut);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^certified shortest \(2 commands, [1-9]\d* sequences run\): all sequences of fork, exit, free on ids 1 … 2; ids were taken to be alike, and what the system hides was not told apart$/m,
    );
  });

  test('procession shrink says as JSON how it ended, whichever way that is', () => {
    using folder = temporaryFolder();
    const failed = shrink(folder.path, LONG, '--sut', 'mutant:forget-to-orphan', '--json', '--no-save');
    expect(JSON.parse(failed.out)).toMatchObject({
      verdict: 'fail',
      shrunkFrom: 5,
      shrunkTo: 3,
      counterexample: { certificate: { shortest: true } },
    });
    const passed = shrink(folder.path, LONG, '--json');
    expect(passed.code).toBe(0);
    expect(JSON.parse(passed.out)).toMatchObject({ verdict: 'pass', counterexample: null });
  });

  test('procession shrink leaves what only a reset shows as it is, and says why', () => {
    using folder = temporaryFolder();
    writeFileSync(
      join(folder.path, 'leaks.ts'),
      `import { tableSystem } from '${TABLE}';
      const table = tableSystem();
      export default { name: 'leaks', reset: () => { if (!table.observe().processes[0].groupExited) table.reset(); },
        apply: table.apply, observe: table.observe };\n`,
    );
    const { code, out } = shrink(folder.path, '1 fork 2\n1 group_exit\n', '--sut', './leaks.ts');
    expect(code).toBe(1);
    expect(out).toContain('after these commands a reset does not lead back to init alone');
    expect(out).toContain('  1 group_exit');
    expect(out).toContain(
      'not shrunk: every further run would begin with what the one before it left behind',
    );
  });

  test('procession shrink takes a file that is no trace for misuse', () => {
    using folder = temporaryFolder();
    const { code, err } = shrink(folder.path, '1 frok 2\n');
    expect(code).toBe(2);
    expect(err).toBe('procession: given.trace:2:3: unknown command "frok"\n');
  });
});
