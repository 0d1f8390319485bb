// Everything that Procession writes for people, files and compilers, made with one text from elsewhere in every place where
// a system, a file or a path can put one. The modules are imported when asked for, so that a test can change one of them.
import { parseSync } from 'oxc-parser';
import type { Answer } from '../../src/contract/command.ts';
import type { CounterexampleRecord } from '../../src/counterexample/file/record.ts';
import type { System, SystemUnderTest } from '../../src/contract/system.ts';
import { checkReport, gateReport } from '../gate-reports/example-report.ts';
import { textOf } from '../support/repository.ts';
import { unseenIn } from '../support/unseen.ts';

/** One thing written. */
export interface Exit {
  readonly name: string;
  readonly text: string;
  /** `code`: its lines but for comments and the title are the template's. */
  readonly kind: 'report' | 'json' | 'code';
}

/** The places that a system under test may put a text into, besides their name. */
const SAYS: Readonly<Record<string, (text: string) => Partial<SystemUnderTest>>> = {
  'a refusal': (text) => ({ apply: () => ({ refused: text }) }),
  'a field': (text) => ({ apply: () => fieldNamed(text) }),
  'a value of a field': (text) => ({ apply: () => ({ ok: { pid: text } }) as unknown as Answer }),
  'no answer': (text) => ({ apply: () => text as unknown as Answer }),
  'an error': (text) => ({ apply: () => raise(new Error(text)) }),
  "an error's name": (text) => ({ apply: () => raise(Object.assign(new Error('x'), { name: text })) }),
  'a thrown text': (text) => ({ reset: () => raise(text) }),
  'an observation': (text) => ({ observe: () => ({ processes: [{ pid: text as unknown as number }] }) }),
  'a state of a process': (text) => ({
    observe: () => ({ processes: [{ pid: 1, state: text as 'zombie' }] }),
  }),
  'a self-check': (text) => ({ selfCheck: () => [text] }),
  'what is not checked': (text) => ({
    unchecked: [text.slice(0, NAME_MAX)],
    apply: () => ({ refused: true }),
  }),
  'a known deviation': (text) => ({
    knownDeviations: [
      { command: 'fork', when: 'accepted', answer: 'EPERM', reason: text.slice(0, NAME_MAX) },
    ],
    apply: () => ({ refused: 'not-running' }),
  }),
};

/** Everything written, for one text. */
export async function exitsFor(text: string): Promise<readonly Exit[]> {
  const exits: Exit[] = [];
  for (const [what, changes] of Object.entries(SAYS))
    exits.push(
      ...(await reportsOn(
        what,
        { ...(await table()), ...changes(text), name: text.slice(0, NAME_MAX) },
        text,
      )),
    );
  return [...exits, ...(await formsOf(text)), ...(await filesWith(text)), ...(await gateForms(text))];
}

/** The reports of `check` and of the conformance suite, and what is stored. */
async function reportsOn(what: string, system: System, text: string): Promise<readonly Exit[]> {
  const { runCampaign } = await import('../support/by-set.ts');
  const { campaignJson, campaignLines } = await import('../../src/app/cli/report/campaign.ts');
  const { plainText } = await import('../../src/app/cli/print.ts');
  const { failureOutcome } = await import('../../src/app/gate/failure-outcome.ts');
  const { visibleJson } = await import('../../src/contract/visible.ts');
  const { printRecord } = await import('../../src/counterexample/file/record.ts');
  const { recordOf, traceOf } = await import('../support/by-set.ts');
  const options = { runs: 3, commandsMax: 4, idsMax: 3, seed: 7, certifyStatesMax: 0 };
  const world = { now: () => 0, breathe: async () => undefined, stopped: () => false };
  const result = await runCampaign(system, options, world);
  const after = {
    system: system.name,
    unchecked: system.unchecked ?? [],
    guards: [],
    log: [],
    others: [],
    file: text.slice(0, NAME_MAX),
    replay: text.slice(0, NAME_MAX),
  };
  const found = result.failure?.failure;
  const exits: Exit[] = [
    report(`check: ${what}`, plainText(campaignLines(result, options, after))),
    json(`check --json: ${what}`, visibleJson(campaignJson(result, options, after))),
  ];
  if (found === undefined) return exits;
  const outcome = failureOutcome(system, found, { save: false });
  return [
    ...exits,
    report(`a test's message: ${what}`, outcome.verdict === 'pass' ? '' : outcome.report),
    report(`a test's reason: ${what}`, outcome.sentence),
    report(`a divergence's sentence: ${what}`, found.divergence.sentence),
    report(`a stored trace: ${what}`, traceOf(found, { system: system.name, seed: 1, path: '1' })),
    json(`a stored record: ${what}`, printRecord(recordOf(found, { system: system.name }))),
  ];
}

/** Every form of `show`, of a failure on a system and of a record from a stranger. */
async function formsOf(text: string): Promise<readonly Exit[]> {
  const { readEvidence, tellStory } = await import('../support/by-set.ts');
  const { storyLines } = await import('../../src/app/cli/report/story.ts');
  const { plainText } = await import('../../src/app/cli/print.ts');
  const { itfOf } = await import('../../src/counterexample/formats/itf.ts');
  const { mermaidOf } = await import('../../src/counterexample/formats/mermaid.ts');
  const { rustOf } = await import('../../src/counterexample/formats/rust/axprocess-test.ts');
  const { vitestOf } = await import('../../src/counterexample/formats/vitest.ts');
  const { cProgram } = await import('../../src/counterexample/formats/c/program.ts');
  const { caseOf } = await import('../../src/counterexample/formats/c/expected.ts');
  const { pageOf } = await import('../../src/app/web/counterexample-page/page.ts');
  const { printRecord } = await import('../../src/counterexample/file/record.ts');
  const answering = (answer: Answer): SystemUnderTest => ({
    ...base,
    name: text.slice(0, NAME_MAX),
    apply: () => answer,
  });
  const base = await table();
  const candidates = [{ name: text, sentence: text, make: () => answering({ refused: text }) }];
  const trace = readEvidence(`procession trace 1 hierarchy\n1 fork 2\n`);
  const record = readEvidence(JSON.stringify(recordWith(text)));
  if ('problem' in trace || 'problem' in record) throw new Error(JSON.stringify([trace, record]));
  const stories = {
    'a refusal': await tellStory(trace.value, answering({ refused: text }), candidates),
    'a field': await tellStory(trace.value, answering(fieldNamed(text)), candidates),
    'a record from elsewhere': await tellStory(record.value, undefined, candidates),
  };
  const exits = Object.entries(stories).flatMap(([what, story]) => [
    report(`show: ${what}`, plainText(storyLines(story, text, 'notation'))),
    report(`show --tree: ${what}`, plainText(storyLines(story, text, 'tree'))),
    json(`show --format itf: ${what}`, itfOf(story)),
    code(`show --format mermaid: ${what}`, mermaidOf(story)),
    code(`show --format vitest: ${what}`, vitestOf(story, 'tableSystem', text.slice(0, NAME_MAX))),
    code(`show --format rust: ${what}`, rustOf(story)),
    code(`show --format html: ${what}`, pageOf(story)),
  ]);
  // As long as the file that it is read from.
  const reread = (words: string): CounterexampleRecord => {
    const read = readEvidence(JSON.stringify(recordWith(words)));
    if ('problem' in read || read.value.record === undefined) throw new Error(JSON.stringify(read));
    return read.value.record;
  };
  const forC = caseOf(text, [{ name: 'fork', process: 1, child: 2 }]);
  return [
    ...exits,
    code('show --format c', cProgram([forC], { title: text })),
    json('show --format json', printRecord(reread(text.slice(0, NAME_MAX)))),
  ];
}

/** Drawings, reports of known deviations, and problems with files. */
async function filesWith(text: string): Promise<readonly Exit[]> {
  const { dotOf } = await import('../../src/engines/exploration/state-graph-dot.ts');
  const { printTrace, readEvidence } = await import('../support/by-set.ts');
  const { plainText, styled } = await import('../../src/app/cli/print.ts');
  const state = { text: 's1{ g1: 1 }', witnesses: [], expanded: true };
  const graph = dotOf({
    title: [text],
    states: [state, state],
    edges: [{ from: 0, to: 1, commands: ['1 fork 2'], isFirst: true }],
    witnesses: [text],
    violation: { from: 0, commands: ['1 fork 2'], sentence: text },
  });
  const problems = [
    text,
    `procession trace 1 ${text}`,
    `procession trace 1 hierarchy\n1 ${text} 2`,
    JSON.stringify({ ...recordWith('x'), format: text }),
    JSON.stringify({ ...recordWith('x'), [text]: text, steps: [{ command: { name: text, [text]: 1 } }] }),
    `{${text}`,
  ].map((content) => {
    const read = readEvidence(content);
    return 'problem' in read ? read.problem : '';
  });
  return [
    code('explore --graph', graph),
    report('a trace of play', printTrace({ commandSet: 'hierarchy', steps: [] }, [text, text])),
    report('problems with a file', plainText(problems)),
    report('styled text', plainText([styled('red', text), `${styled('green', 'PASS')}  ${text}`])),
  ];
}

/** The forms of the gate's report, and the problem of one that is read. */
async function gateForms(text: string): Promise<readonly Exit[]> {
  const { gateAnnotations, gateSummaryMarkdown } = await import('../../src/app/gate/report/github.ts');
  const { gateJunit } = await import('../../src/app/gate/report/junit.ts');
  const { gateSarif } = await import('../../src/app/gate/report/sarif.ts');
  const { readGateReport } = await import('../../src/app/gate/read-report.ts');
  const { plainText } = await import('../../src/app/cli/print.ts');
  const said = { question: text, sentence: text, line: text, commandSet: text } as const;
  const counterexample = { commands: 1, trace: null, file: text.slice(0, NAME_MAX), replay: text };
  const given = gateReport(
    [
      checkReport(text, { ...said, verdict: 'fail', counterexample }),
      checkReport('open', { ...said, verdict: 'inconclusive' }),
      checkReport('aside', { ...said, verdict: 'inconclusive', leftOut: true }),
    ],
    { procession: text, system: text, base: text, reason: text, verdict: 'fail' },
  );
  const read = readGateReport(JSON.stringify({ ...given, verdict: text }));
  return [
    report('gate --junit', gateJunit(given)),
    json('gate --sarif', gateSarif(given, { file: text.slice(0, NAME_MAX), exitCode: 1 })),
    report('the summary of a step', gateSummaryMarkdown(given)),
    report('annotations', plainText(gateAnnotations(given))),
    report('a problem of a report', plainText(['problem' in read ? read.problem : ''])),
  ];
}

/** A stored failure in whose every text somebody put this one. */
function recordWith(text: string): object {
  const record = JSON.parse(textOf('properties/recorded/records/version-1.json')) as {
    readonly divergence: object;
  };
  return {
    ...record,
    system: text,
    found: { seed: 1, path: text },
    divergence: {
      ...record.divergence,
      kind: 'answer',
      concerns: text,
      sentence: text,
      seen: { answer: { ok: { [text]: text } }, observation: null },
      differences: [{ of: text, field: text, expected: text, seen: text }],
      violations: [{ invariant: 'I1', finding: text }],
    },
    certificate: { shortest: true, commands: 1, transitions: 1, covers: text },
  };
}

async function table(): Promise<SystemUnderTest> {
  const { tableSystem } = await import('../../src/systems/in-process.ts');
  // Without what looks past `apply` and `observe`.
  return {
    ...tableSystem(),
    observeInto: undefined,
    selfCheck: undefined,
    snapshot: undefined,
    restore: undefined,
  } as unknown as SystemUnderTest;
}

function fieldNamed(text: string): Answer {
  return { ok: { [text]: 1 } };
}

/** Paths are bounded by the operating system; a name and what a system declares are its author's. */
const NAME_MAX = 200;

function raise(thrown: unknown): never {
  throw thrown;
}

const report = (name: string, text: string): Exit => ({ name, text, kind: 'report' });
const json = (name: string, text: string): Exit => ({ name, text, kind: 'json' });
const code = (name: string, text: string): Exit => ({ name, text, kind: 'code' });

/**
 * Everything that is wrong with what was written, where `plain` is the same written with a text of letters: a character
 * that is not seen, a line more or less, a line that begins like a verdict, a line of code that the template does not have.
 */
export function faultsIn(exits: readonly Exit[], plain: readonly Exit[]): readonly string[] {
  return exits.flatMap(({ name, text, kind }, index) => {
    const due = plain[index];
    if (due?.name !== name) return [`${name}: is written where ${due?.name ?? 'nothing'} should be`];
    const faults: string[] = [];
    const unseen = unseenIn(text);
    if (unseen !== undefined) faults.push(`${name}: the character ${unseen}`);
    const lines = text.split('\n');
    const dueLines = due.text.split('\n');
    if (lines.length !== dueLines.length)
      faults.push(`${name}: ${lines.length} lines for ${dueLines.length}`);
    for (const [place, line] of lines.entries()) {
      if (
        /^\s*(?:PASS|FAIL|INCONCLUSIVE)\b/.test(line) &&
        skeletonOf(line) !== skeletonOf(dueLines[place] ?? '')
      )
        faults.push(`${name}: a forged verdict in line ${place + 1}`);
      if (kind === 'code' && tokensOf(line) !== tokensOf(dueLines[place] ?? ''))
        faults.push(`${name}: line ${place + 1} is none of the template: ${line.slice(0, 80)}`);
    }
    if (kind === 'json' && !isJson(text)) faults.push(`${name}: no JSON`);
    if (name.includes('vitest') && parseSync('a.ts', text).errors.length > 0)
      faults.push(`${name}: no TypeScript`);
    return faults;
  });
}

function skeletonOf(line: string): string {
  return line.slice(0, 6);
}

/** A line of code without its comments, strings and texts: what a compiler or a browser acts on. */
function tokensOf(line: string): string {
  return line
    .replace(/^\s*\/\/.*$/, '//')
    .replaceAll(/"(?:\\.|[^"\\])*"/g, '""')
    .replaceAll(/'(?:\\.|[^'\\])*'/g, "''")
    .replaceAll(/>[^<>]*</g, '><');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
