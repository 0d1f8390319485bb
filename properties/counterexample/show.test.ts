// Goal: a counterexample can be taken along in every form, and every form is what it says it is. Method: golden files
// for one failure; beside them each form is read by something real, or by rules of its own.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import { plainText } from '../../src/app/cli/print.ts';
import { storyLines } from '../../src/app/cli/report/story.ts';
import type { StateView } from '../../src/app/cli/report/story.ts';
import { acceptedWith } from '../../src/contract/command.ts';
import { parseRecord, readEvidence, tellStory } from '../support/by-set.ts';
import type { Answer, Command } from '../../src/contract/command.ts';
import { itfOf } from '../../src/counterexample/formats/itf.ts';
import { mermaidOf } from '../../src/counterexample/formats/mermaid.ts';
import { rustOf } from '../../src/counterexample/formats/rust/axprocess-test.ts';
import { vitestOf } from '../../src/counterexample/formats/vitest.ts';
import type { Story } from '../../src/counterexample/explain/story.ts';
import { goldenForm } from '../support/golden-form.ts';
import { endsOfPasted, importOf } from '../support/pasted-tests.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';
import { evidenceOf, HOSTILE, KNOWN, mutant, ORPHAN, orphanStory } from './examples.ts';

const orphan = await orphanStory();
/** Everything that a foreign system says is hostile. */
const hostile: Story = await tellStory(
  evidenceOf('1 fork 2'),
  {
    ...mutant('forget-to-orphan'),
    name: HOSTILE,
    apply: () => acceptedWith({ [HOSTILE]: 2 }),
  },
  KNOWN,
);

/** A program that is executed counts for nothing. */
const forgetful = posixTableSystem('forgetful');
const posix = await posixStory('1 fork 2', '2 ignore_sigchld on', '2 execve');

function terminalText(story: Story, file: string, view: StateView): string {
  return plainText(storyLines(story, file, view));
}

async function posixStory(...lines: readonly string[]): Promise<Story> {
  const read = readEvidence(`procession trace 1 posix\n${lines.join('\n')}\n`);
  if ('problem' in read) throw new Error(read.problem);
  const apply = (command: Command): Answer =>
    command.name === 'execve' ? { ok: {} } : forgetful.apply(command);
  return await tellStory(read.value, { ...forgetful, apply }, []);
}

test.each([
  ['terminal.txt', terminalText(orphan, 'orphan.trace', 'notation')],
  ['tree.txt', terminalText(orphan, 'orphan.trace', 'tree')],
  ['trace.itf.json', itfOf(orphan)],
  ['drawing.mmd', mermaidOf(orphan)],
  ['vitest.txt', vitestOf(orphan, 'tableSystem')],
  ['rust.txt', rustOf(orphan)],
])('%s is worded as decided', async (name, text) => {
  await expect(text).toMatchFileSnapshot(goldenForm(name));
});

describe('the terminal', () => {
  test('the terminal says without which step it passes, fails otherwise, or fails all the same', async () => {
    const story = await tellStory(evidenceOf('1 fork 9', ...ORPHAN), mutant('forget-to-orphan'), []);
    const text = terminalText(story, 'x', 'notation');
    expect(text).toContain('not needed: without step 1 it fails all the same');
    expect(text).toContain('without step 3 it passes');
    const other = await tellStory(
      evidenceOf('1 fork 2', '2 fork 3', '3 fork 4', '3 exit', '2 exit'),
      mutant('forget-to-orphan'),
      [],
    );
    expect(other.steps.map(({ without }) => without?.outcome)).toEqual([
      'passes',
      'passes',
      'fails-alike',
      undefined,
    ]);
  });

  test('the terminal names the mutant that fails exactly so, else those that fail much so, else none', async () => {
    const like = async (name: string, ...lines: readonly string[]): Promise<string> =>
      terminalText(await tellStory(evidenceOf(...lines), mutant(name), KNOWN), 'x', 'notation')
        .split('\n')
        .find((line) => line.startsWith('like')) ?? '';
    expect(await like('forget-to-orphan', ...ORPHAN)).toBe(
      'like  it fails here exactly as known:forget-to-orphan does (the children stay with the zombie)',
    );
    expect(await like('orphan-in-the-pointer-only', ...ORPHAN)).toMatch(
      /^like {2}it fails here exactly as known:orphan-in/,
    );
    expect(
      await like('move-refused-to-session-leaders', '1 fork 2', '2 create_group', '1 move_to_group 2'),
    ).toBe('like  none of 3 mutants tried: none of them fails at this step in this way');
    const unlike = await tellStory(evidenceOf(...ORPHAN), mutant('forget-to-orphan'), KNOWN.slice(0, 2));
    expect(unlike.nearest?.map(({ name, how }) => `${name} ${how}`)).toEqual([
      'known:orphan-in-the-pointer-only alike',
    ]);
  });

  test('the terminal tells a failure that only the drain or a reset shows', async () => {
    const leak = await tellStory(
      evidenceOf('1 fork 2', '2 create_session', '2 exit', '- hold_session 2', '2 free'),
      mutant('count-keeps-handles-on-a-left-session'),
      [],
    );
    const text = terminalText(leak, 'x', 'notation');
    expect(text).toMatch(/✗ 6 {2}- release_session 2 {3}ok {3}\(the drain\)/);
    expect(text).toContain('violates I9');
    const dirty = { ...mutant('forget-to-orphan'), reset: () => undefined };
    dirty.apply({ name: 'fork', process: 1, child: 7 });
    const never = await tellStory(evidenceOf('1 fork 2'), dirty, []);
    expect(terminalText(never, 'x', 'notation')).toContain('process 7 should be absent and is present');
  });

  test('the terminal shows the model alone where there is no system, and agreement where there is', async () => {
    const alone = terminalText(await tellStory(evidenceOf(...ORPHAN), undefined, []), 'a.trace', 'notation');
    expect(alone).toMatch(/^a\.trace: 3 commands, the model alone; --sut says/);
    const fixed = terminalText(
      await tellStory(evidenceOf(...ORPHAN), tableSystem(), []),
      'a.trace',
      'notation',
    );
    expect(fixed).toMatch(/^PASS {2}a\.trace: 3 commands, table and the model agree\n/);
  });
});

describe('the Informal Trace Format', () => {
  test('the Informal Trace Format shows the marks of POSIX commands, of either side', () => {
    const { states } = JSON.parse(itfOf(posix)) as { readonly states: readonly unknown[] };
    const marked = (executed: boolean) => ({
      '#map': [
        [{}, {}],
        [{ '#bigint': '2' }, { executed, ignoresSigchld: true }],
      ],
    });
    expect(states.at(-1)).toMatchObject({ processes: marked(true), system_processes: marked(false) });
  });

  test.each([
    ['a failure', orphan],
    ['a hostile one', hostile],
    ['one of POSIX commands', posix],
  ])(
    'the Informal Trace Format of %s keeps the rules of the format: every state sets every variable, every value is an expression',
    (_what, story) => {
      const trace = JSON.parse(itfOf(story)) as Readonly<Record<string, unknown>>;
      expect(Object.keys(trace)).toEqual(['#meta', 'vars', 'states']);
      const states = trace['states'] as readonly Readonly<Record<string, unknown>>[];
      expect(states).toHaveLength(story.steps.length + 1);
      for (const [index, { '#meta': meta, ...state }] of states.entries()) {
        expect(meta).toEqual({ index });
        expect(Object.keys(state).toSorted()).toEqual((trace['vars'] as string[]).toSorted());
        for (const value of Object.values(state)) expect(problemsOfItf(value)).toEqual([]);
      }
    },
  );
});

/** Names what is no expression of the format (Apalache ADR 15), by its rules. */
function problemsOfItf(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'boolean') return [];
  if (Array.isArray(value)) return value.flatMap(problemsOfItf);
  if (typeof value !== 'object' || value === null) return [`${JSON.stringify(value)} is no expression`];
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  const [[key, inside] = ['', undefined]] = entries;
  if (!key.startsWith('#')) {
    const odd = entries.filter(([name]) => name.startsWith('#')).map(([name]) => `a field is called ${name}`);
    return [...odd, ...entries.flatMap(([, field]) => problemsOfItf(field))];
  }
  if (entries.length !== 1) return [`${key} is not alone`];
  if (key === '#bigint') return /^-?\d+$/.test(String(inside)) ? [] : [`${String(inside)} is no integer`];
  if (!Array.isArray(inside)) return [`${key} holds no list`];
  if (key === '#set' || key === '#tup') return inside.flatMap(problemsOfItf);
  if (key !== '#map') return [`${key} is not known`];
  return inside.flatMap((pair: unknown) =>
    Array.isArray(pair) && pair.length === 2 ? pair.flatMap(problemsOfItf) : ['no pair in a map'],
  );
}

describe('the mermaid drawing', () => {
  test('the mermaid drawing names the marks of POSIX commands', () => {
    expect(mermaidOf(posix)).toContain('m_2("2<br/>has executed<br/>ignores SIGCHLD")');
    expect(mermaidOf(posix)).toContain('s_2("2<br/>ignores SIGCHLD")');
  });

  test.each([
    ['a failure', orphan],
    ['a hostile one', hostile],
    ['one of POSIX commands', posix],
  ])(
    'the mermaid drawing of %s is made of known lines, closes what it opens, and names only what it has drawn',
    (_what, story) => {
      const lines = mermaidOf(story).trimEnd().split('\n');
      expect(lines[0]).toBe('flowchart LR');
      const label = String.raw`"(?:[\w ,.:;()=→-]|#\d+;|<br/>)*"`;
      const drawn = new Set<string>();
      let open = 0;
      for (const line of lines.slice(1).map((each) => each.trim())) {
        const [, box] =
          new RegExp(`^(?:subgraph )?(\\w+)(?:\\[${label}\\]|\\(${label}\\))$`).exec(line) ?? [];
        const [, from, to] = /^(\w+) (?:-->|~~~) (\w+)$/.exec(line) ?? [];
        const [, classed] = /^class ([\w,]+) \w+$/.exec(line) ?? [];
        if (box !== undefined) drawn.add(box);
        else if (from !== undefined && to !== undefined)
          expect([...drawn]).toEqual(expect.arrayContaining([from, to]));
        else if (classed !== undefined) for (const id of classed.split(',')) expect(drawn).toContain(id);
        else expect(line).toMatch(/^(?:end|classDef \w+ [\w#:,. -]+|style steps text-align:left)$/);
        if (line.startsWith('subgraph ')) open += 1;
        if (line === 'end') open -= 1;
        expect(open).toBeGreaterThanOrEqual(0);
      }
      expect(open).toBe(0);
    },
  );
});

describe('the pasted test', () => {
  test('the pasted test fails while the fault is there and passes without it, whatever a foreign system said', () => {
    const ends = endsOfPasted({
      'broken.ts': `import { tableSystem } from ${importOf('src/systems/in-process.ts')};
       import { MUTANTS } from ${importOf('src/systems/mutants/registry.ts')};
       export default tableSystem('broken', MUTANTS['forget-to-orphan'].make());`,
      'fixed.test.ts': vitestOf(orphan, 'tableSystem'),
      'posix.test.ts': vitestOf(posix, 'posixTableSystem'),
      'hostile.test.ts': vitestOf(hostile, 'tableSystem'),
      'broken.test.ts': vitestOf(orphan, 'tableSystem', './broken.ts'),
    }).map(({ file, title, status, message }) => [
      file,
      title.startsWith('P') ? 'posix' : title.startsWith('H5: process 1: ') ? 'orphan' : 'hostile',
      status,
      message.includes('process 1: children should be [2, 3] and is [2]'),
    ]);
    expect(ends).toEqual([
      ['broken.test.ts', 'orphan', 'failed', true],
      ['fixed.test.ts', 'orphan', 'passed', false],
      ['hostile.test.ts', 'hostile', 'passed', false],
      ['posix.test.ts', 'posix', 'passed', false],
    ]);
  });
});

describe('the Rust test', () => {
  const rust = async (...lines: readonly string[]): Promise<string> =>
    rustOf(await tellStory(evidenceOf(...lines), undefined, []));

  test('the Rust test asks what the crate can be asked, holds handles as long as they are held, and says the rest in comments', async () => {
    const text = await rust(
      '1 fork 2',
      '2 create_group',
      '- hold_group 2',
      '- hold_group 2',
      '1 move_to_group 2',
      '2 new_thread 5',
      '- exit_thread 5 7',
      '- release_group 2',
      '2 set_subreaper on',
      '1 exit',
      '2 free',
      '2 fork 2',
      '9 exit',
      '2 exit',
      '2 free',
      '- hold_session 1',
    );
    for (const line of [
      'let p2 = p1.fork(2).build();',
      'assert!(p2.create_group().is_some());',
      'let g2_1 = p2.group();',
      'let g2_2 = p2.group();',
      'assert!(p1.move_to_group(&p2.group()));',
      'let t5 = p2.new_thread(5).build();',
      'assert!(t5.exit(7));',
      'drop(g2_2);',
      '// 2 set_subreaper on: this API has no subreapers',
      'assert!(refuses(|| { p1.exit(); true })); // is-init',
      'assert!(refuses(|| { p2.free(); true })); // not-a-zombie',
      'assert!(refuses(|| { p2.fork(2).build(); true })); // id-in-use',
      '// 9 exit must be refused (not-running): there is no object to call',
      'drop(p2);',
      'let s1_1 = p1.group().session();',
      'assert_eq!(p1.group().pgid(), 2);',
      'assert!(pids(p1.children()).is_empty());',
    ])
      expect(text).toContain(`    ${line}\n`);
  });

  test('the Rust test keeps what a foreign system said in comments of one line', () => {
    const said = rustOf(hostile)
      .split('\n')
      .filter((line) => line.includes('harm'));
    expect(said.length).toBeGreaterThan(0);
    for (const line of said) expect(line).toMatch(/^\/\/! /);
  });
});

describe('procession show', () => {
  test('procession show runs what the file names if that is built in, writes to a file, and says where', () => {
    using folder = temporaryFolder();
    writeFileSync(
      join(folder.path, 'a.trace'),
      `procession trace 1 hierarchy\n# found on mutant:forget-to-orphan\n${ORPHAN.join('\n')}\n`,
    );
    const shown = processionShared(folder.path, 'show', 'a.trace', '--format', 'json', '--output', 'a.json');
    expect(shown).toEqual({ code: 0, out: 'a.json\n', err: '' });
    const again = processionShared(folder.path, 'show', 'a.json');
    expect(again.out).toMatch(/^FAIL {2}H5 exit: the states differ\non mutant:forget-to-orphan\n/);
    const json = processionShared(folder.path, 'show', 'a.json', '--format', 'json').out;
    expect(parseRecord(json)).toMatchObject({ value: { system: 'mutant:forget-to-orphan' } });
    const fixed = processionShared(folder.path, 'show', 'a.trace', '--sut', 'table');
    expect(fixed.out).toMatch(/^PASS {2}a\.trace: 3 commands, table and the model agree\n/);
  });

  test('procession show of POSIX commands writes a record of that set, wherever it was found', () => {
    using folder = temporaryFolder();
    writeFileSync(
      join(folder.path, 'a.trace'),
      'procession trace 1 posix\n1 fork 2\n2 execve\n1 setpgid 2 0\n',
    );
    const { code, out } = processionShared(
      folder.path,
      'show',
      'a.trace',
      '--sut',
      'mutant:setpgid-after-exec',
      '--format',
      'json',
    );
    expect(code).toBe(0);
    expect(parseRecord(out)).toMatchObject({
      value: { commandSet: 'posix', steps: [{}, {}, { answer: { refused: 'EACCES' } }] },
    });
    const isRecord = new Ajv2020({ allErrors: true }).compile(
      JSON.parse(readFileSync(join(ROOT, 'schema/counterexample-2.schema.json'), 'utf8')) as object,
    );
    expect(isRecord(JSON.parse(out)), JSON.stringify(isRecord.errors)).toBe(true);
  });

  test('procession show never loads a module because a file names it', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'evil.ts'), `throw new Error('loaded');`);
    writeFileSync(
      join(folder.path, 'a.trace'),
      `procession trace 1 hierarchy\n# found on ./evil.ts\n1 fork 2\n`,
    );
    const { code, out } = processionShared(folder.path, 'show', 'a.trace');
    expect(code).toBe(0);
    expect(out).toMatch(/^a\.trace: 1 command, the model alone/);
  });

  test.each([
    ['a form that is none', ['--format', 'pdf'], /argument 'pdf' is invalid/],
    [
      'the page opened in another form',
      ['--open', '--format', 'itf'],
      /--open shows the page: it does not go with --format itf/,
    ],
    ['a tree elsewhere', ['--tree', '--format', 'rust'], /--tree goes with --format terminal alone/],
    [
      'the record of no failure',
      ['--format', 'json', '--sut', 'table'],
      /does not fail on table: the JSON form tells of a failure/,
    ],
    ['the record of no system', ['--format', 'json'], /--sut says which system fails/],
  ])('procession show refuses %s in one sentence', (_what, words, sentence) => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'a.trace'), `procession trace 1 hierarchy\n${ORPHAN.join('\n')}\n`);
    const { code, out, err } = processionShared(folder.path, 'show', 'a.trace', ...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(sentence);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
