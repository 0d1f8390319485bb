// Goal: a module of the user's is checked as our own systems are. Method: modules made of our table, each with a habit of its own.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processionShared, temporaryFolder } from '../support/procession.ts';

const TABLE = new URL('../../src/systems/in-process.ts', import.meta.url).href;

describe('a module as --sut', () => {
  test('a module as --sut is loaded from its default export, or from a function that makes one', () => {
    using folder = temporaryFolder();
    writeFileSync(
      join(folder.path, 'a.ts'),
      `import { tableSystem } from '${TABLE}';\nexport default tableSystem('mine');\n`,
    );
    writeFileSync(
      join(folder.path, 'b.ts'),
      `import { tableSystem } from '${TABLE}';\nexport const sut = async () => tableSystem('mine');\n`,
    );
    for (const file of ['./a.ts', './b.ts']) {
      const { code, out } = processionShared(folder.path, 'check', '--sut', file, '--runs', '20');
      expect(code, file).toBe(0);
      expect(out).toContain('mine and the model agree');
    }
  });

  test('a module as --sut may be asynchronous, and show little', () => {
    using folder = temporaryFolder();
    writeFileSync(
      join(folder.path, 'slow.ts'),
      `import { tableSystem } from '${TABLE}';
      const table = tableSystem();
      export default { name: 'slow', asynchronous: true, reset: async () => table.reset(), apply: async (c) => table.apply(c),
        observe: async () => ({ sessions: table.observe().sessions }), supports: ['fork', 'create_session', 'exit', 'free'] };\n`,
    );
    const { code, out } = processionShared(folder.path, 'check', '--sut', './slow.ts', '--runs', '50');
    expect(code).toBe(0);
    expect(out).toMatch(/NOT checked, the system does not show what they need: I1 I2? ?I3 I6 I7/);
    expect(out).not.toContain('hold_group');
  });

  test('a module as --sut that throws fails, and the command that made it throw is named', () => {
    using folder = temporaryFolder();
    writeFileSync(
      join(folder.path, 'throws.ts'),
      `import { tableSystem } from '${TABLE}';
      const table = tableSystem();
      export default { ...table, name: 'throws', apply: (c) => { if (c.name === 'free') throw new Error('not yet'); return table.apply(c); } };\n`,
    );
    const { code, out } = processionShared(folder.path, 'check', '--sut', './throws.ts');
    expect(code).toBe(1);
    expect(out).toMatch(/FAIL {2}H6 free: the system threw/);
    expect(out).toContain('Error: not yet');
    expect(out).not.toContain('    at ');
  });

  test('a module as --sut whose reset leaves something behind fails with the commands that left it', () => {
    using folder = temporaryFolder();
    writeFileSync(
      join(folder.path, 'leaks.ts'),
      `import { tableSystem } from '${TABLE}';
      const table = tableSystem();
      export default { name: 'leaks', reset: () => { if (table.observe().processes[0].groupExited) return; table.reset(); },
        apply: table.apply, observe: table.observe };\n`,
    );
    const { code, out } = processionShared(folder.path, 'check', '--sut', './leaks.ts');
    expect(code).toBe(1);
    expect(out).toContain('after these commands a reset does not lead back to init alone');
    const replay = /^replay: npx procession-check (.*)$/m.exec(out)?.[1]?.split(' ') ?? [];
    expect(processionShared(folder.path, ...replay).code).toBe(1);
  });
});
