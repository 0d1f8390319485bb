// A counterexample as a Rust test against axprocess's API, for a file of its own in `tests/`: init exists once in a
// test binary. It names its objects by what the model says lives: `p3` a process, `t5` a thread, `g2_1` and `s2_1`
// handles; a command to what does not exist stands as a comment. The API refuses by `None`, by `false`, or by a panic.
// A failure that no line of such a test could show is not written at all: a test that passes on the broken crate proves
// nothing.
import type { Id } from '../../../contract/command.ts';
import { HIERARCHY } from '../../../model/hierarchy/specification.ts';
import type { HierarchyCommand, HierarchyName } from '../../../contract/sets/hierarchy.ts';
import { HIERARCHY_VOCABULARY } from '../../../contract/sets/hierarchy.ts';
import { visible } from '../../../contract/visible.ts';
import { printCommand } from '../../../contract/notation/trace.ts';
import type { Step } from '../../../model/rulebook.ts';
import type { State } from '../../../model/state.ts';
import { childrenOf, groupsOf, membersOf, sessionOf, threadsOf } from '../../../model/state.ts';
import { titleOf } from '../../file/record.ts';
import type { Difference } from '../../../contract/observation/differences.ts';
import type { Divergence } from '../../../lockstep/divergence.ts';
import type { Story, StoryStep } from '../../explain/story.ts';

/**
 * The reason that the failure of a story of the hierarchy commands cannot be shown by a Rust test, in a sentence; else
 * `undefined`.
 */
export function whyNoRust({ failure, steps }: Story): string | undefined {
  if (failure === undefined) return undefined;
  const { divergence } = failure;
  const led = steps.findIndex(({ command }) => command.name === 'set_subreaper');
  if (led >= 0) return `axprocess has no subreapers, and command ${led + 1} makes one`;
  const odd = steps.slice(0, Math.max(divergence.step, 0)).findIndex(isDeviation);
  if (odd >= 0)
    return `what follows from the known deviation at command ${odd + 1} cannot be checked by a test, since it is not a rule`;
  if (divergence.step < 0) return 'a test of axprocess begins with init alone, once: there is no reset in it';
  switch (divergence.kind) {
    case 'exception':
      return undefined; // A panic, or the end of the process, ends the test as well.
    case 'self-check':
      return 'it is an opinion of the system on its innards, which the API of axprocess does not show';
    case 'invariant':
      return 'what it concerns is no answer and no state that the API of axprocess shows';
    case 'answer':
      return whyNoAnswer(steps, divergence);
    case 'observation':
      return divergence.differences.some(isChecked)
        ? undefined
        : 'what differs is nothing that the API of axprocess shows';
  }
}

function whyNoAnswer(
  steps: Story['steps'],
  { step, seenAnswer, expectedAnswer }: Divergence,
): string | undefined {
  if (expectedAnswer === undefined || 'ok' in expectedAnswer) return undefined;
  if (seenAnswer !== undefined && !('ok' in seenAnswer))
    return 'it is refused with another reason, and axprocess gives none';
  let state = HIERARCHY.initial;
  for (const { command } of steps.slice(0, step)) state = HIERARCHY.step(state, command).next;
  return refusedLine(state, steps[step].command as HierarchyCommand) === undefined
    ? 'it is a command to what does not exist: there is no object to call'
    : undefined;
}

/** Whether a system granted what should be refused, or refused what should be granted, and was believed. */
function isDeviation({ expectedAnswer, seenAnswer }: StoryStep): boolean {
  return seenAnswer !== undefined && 'ok' in seenAnswer !== 'ok' in expectedAnswer;
}

/** Whether {@link checksOf} looks at this; a session is found through its groups, and what is gone not at all. */
function isChecked({ of, field, expected }: Difference): boolean {
  if (field === 'existence') return expected === 'present' || !of.startsWith('session ');
  return CHECKED.has(field);
}

const CHECKED: ReadonlySet<string> = new Set([
  'parent',
  'group',
  'state',
  'children',
  'threads',
  'group-exited',
  'exit code',
  'session',
  'processes',
  'groups',
]);

/** The test; of a story of the hierarchy commands, the ones that axprocess has. See {@link whyNoRust}. */
export function rustOf({ failure, steps, system }: Story): string {
  const sentence = failure === undefined ? undefined : titleOf(failure.divergence);
  const body: string[] = [];
  let state = HIERARCHY.initial;
  for (const told of steps) {
    const command = told.command as HierarchyCommand;
    const step = HIERARCHY.step(state, command);
    body.push(...linesOf(state, command, step));
    state = step.next;
  }
  const checks = checksOf(state);
  const text = [
    ...(sentence === undefined ? [] : [`//! ${sentence}`]),
    ...(system === undefined ? [] : [`//! Found on ${visible(system)}.`]),
    '#![allow(unused_variables)] // a handle is held while its variable lives',
    ...headOf([...body, ...checks].join('\n')),
    '',
    '#[test]',
    'fn counterexample() {',
    ...['let p1 = Process::new_init(1).build();', ...body, '', ...checks].map((line) =>
      line === '' ? '' : `    ${line}`,
    ),
    '}',
  ];
  return `${text.join('\n')}\n`;
}

/** Imports and helpers, as far as the body uses them. */
function headOf(body: string): string[] {
  const lists = LISTS.filter(({ name }) => body.includes(`${name}(`));
  const types = [...new Set(['Process', ...lists.flatMap(({ type }) => ['Pid', type])])].toSorted();
  const refuses = body.includes('refuses(');
  return [
    ...(refuses ? ['use std::panic::{AssertUnwindSafe, catch_unwind};'] : []),
    ...(lists.length > 0 ? ['use std::sync::Arc;'] : []),
    '',
    types.length === 1 ? 'use axprocess::Process;' : `use axprocess::{${types.join(', ')}};`,
    ...lists.flatMap(({ name, type, id }) => [
      '',
      `fn ${name}(objects: Vec<Arc<${type}>>) -> Vec<Pid> {`,
      `    let mut ids: Vec<Pid> = objects.iter().map(|object| object.${id}()).collect();`,
      '    ids.sort();',
      '    ids',
      '}',
    ]),
    ...(refuses
      ? [
          '',
          '/// Whether the crate says no to a call, which returns whether it was granted: by its result or by a panic.',
          'fn refuses(call: impl FnOnce() -> bool) -> bool {',
          '    !catch_unwind(AssertUnwindSafe(call)).unwrap_or(false)',
          '}',
        ]
      : []),
  ];
}

/** Lists of objects, compared as sorted ids. */
const LISTS = [
  { name: 'pids', type: 'Process', id: 'pid' },
  { name: 'tids', type: 'Thread', id: 'tid' },
  { name: 'pgids', type: 'ProcessGroup', id: 'pgid' },
] as const;

/** One command. */
function linesOf(state: State, command: HierarchyCommand, step: Step): readonly string[] {
  if (step.refusals === undefined) {
    const accepted = ACCEPTED[command.name] as Accepted<HierarchyName>;
    return accepted(state, command);
  }
  const refused = refusedLine(state, command);
  const why = step.refusals.join(', ');
  return refused === undefined
    ? [
        `// ${printCommand(command, HIERARCHY_VOCABULARY)} must be refused (${why}): there is no object to call`,
      ]
    : [`${refused} // ${why}`];
}

type Accepted<Name extends HierarchyName> = (
  state: State,
  command: HierarchyCommand<Name>,
) => readonly string[];

const ACCEPTED: { readonly [Name in HierarchyName]: Accepted<Name> } = {
  fork: (_, { process, child }) => [`let p${child} = p${process}.fork(${child}).build();`],
  create_session: (_, { process }) => [`assert!(p${process}.create_session().is_some());`],
  create_group: (_, { process }) => [`assert!(p${process}.create_group().is_some());`],
  move_to_group: (state, { process, group }) => [
    `assert!(p${process}.move_to_group(&${groupText(state, group)}));`,
  ],
  exit: (state, { process }) => [
    `p${process}.exit();`,
    ...threadsOf(state, process).map((thread) => `drop(t${thread}); // a zombie has no thread`),
  ],
  free: (_, { process }) => [`p${process}.free();`, `drop(p${process});`],
  new_thread: (_, { process, thread }) => [`let t${thread} = p${process}.new_thread(${thread}).build();`],
  exit_thread: (state, { thread, code }) => {
    const last = threadsOf(state, state.threads.get(thread)?.process as Id).length === 1;
    return [`assert!(${last ? '' : '!'}t${thread}.exit(${code}));`, `drop(t${thread});`];
  },
  group_exit: (_, { process }) => [`p${process}.group_exit();`],
  set_subreaper: (_, command) => [
    `// ${printCommand(command, HIERARCHY_VOCABULARY)}: this API has no subreapers`,
  ],
  hold_group: (state, { group }) => [
    `let g${group}_${(state.groups.get(group)?.handles ?? 0) + 1} = ${groupText(state, group)};`,
  ],
  release_group: (state, { group }) => [`drop(g${group}_${state.groups.get(group)?.handles});`],
  hold_session: (state, { session }) => [
    `let s${session}_${(state.sessions.get(session)?.handles ?? 0) + 1} = ${sessionText(state, session)};`,
  ],
  release_session: (state, { session }) => [`drop(s${session}_${state.sessions.get(session)?.handles});`],
};

/** A call that must be refused; `undefined` where there is no object to call. */
function refusedLine(state: State, command: HierarchyCommand): string | undefined {
  if (!('process' in command) || !state.processes.has(command.process)) return undefined;
  const me = `p${command.process}`;
  switch (command.name) {
    case 'create_session':
    case 'create_group':
      return refuses(`${me}.${command.name}().is_some()`);
    case 'move_to_group':
      return state.groups.has(command.group)
        ? refuses(`${me}.move_to_group(&${groupText(state, command.group)})`)
        : undefined;
    case 'fork':
      return refuses(`{ ${me}.fork(${command.child}).build(); true }`);
    case 'new_thread':
      return refuses(`{ ${me}.new_thread(${command.thread}).build(); true }`);
    case 'exit':
    case 'free':
    case 'group_exit':
      return refuses(`{ ${me}.${command.name}(); true }`);
    case 'set_subreaper':
      return undefined;
  }
}

function refuses(call: string): string {
  return `assert!(refuses(|| ${call}));`;
}

/** An expression for a live group: through a member, or a handle. */
function groupText(state: State, pgid: Id): string {
  const [member] = membersOf(state, pgid);
  return member === undefined ? `g${pgid}_1.clone()` : `p${member}.group()`;
}

/** The same for a live session: through a group, or a handle. */
function sessionText(state: State, sid: Id): string {
  const [group] = groupsOf(state, sid);
  return group === undefined ? `s${sid}_1.clone()` : `${groupText(state, group)}.session()`;
}

/** Everything that can be read of the state they should lead to. */
function checksOf(state: State): readonly string[] {
  const lines: string[] = [];
  state.processes.forEach(({ parent, group, zombie, groupExited, exitCode }, pid) => {
    const parentText = parent === null ? 'None' : `Some(${parent})`;
    lines.push(
      `assert_eq!(p${pid}.parent().map(|parent| parent.pid()), ${parentText});`,
      `assert_eq!(p${pid}.group().pgid(), ${group});`,
      `assert_eq!(p${pid}.group().session().sid(), ${sessionOf(state, pid)});`,
      `assert_eq!(pids(p${pid}.children()), [${childrenOf(state, pid).join(', ')}]);`,
    );
    lines.push(
      `assert_eq!(tids(p${pid}.threads()), [${threadsOf(state, pid).join(', ')}]);`,
      `assert!(${zombie ? '' : '!'}p${pid}.is_zombie());`,
      `assert!(${groupExited ? '' : '!'}p${pid}.is_group_exited());`,
      `assert_eq!(p${pid}.exit_code(), ${exitCode});`,
    );
  });
  state.groups.forEach((_, pgid) => {
    const members = membersOf(state, pgid).join(', ');
    lines.push(`assert_eq!(pids(${groupText(state, pgid)}.processes()), [${members}]);`);
  });
  state.sessions.forEach((_, sid) => {
    const groups = groupsOf(state, sid).join(', ');
    lines.push(`assert_eq!(pgids(${sessionText(state, sid)}.process_groups()), [${groups}]);`);
  });
  return lines.map((line) => line.replace(/^assert_eq!\((.*), \[\]\);$/, 'assert!($1.is_empty());'));
}
