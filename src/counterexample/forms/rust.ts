// A counterexample as a Rust test against axprocess's API, for a file of its own in `tests/`: init exists once in a
// test binary. What the crate cannot be asked, or gives no answer to, stands as a comment. It names its objects by
// what the model says lives: `p3` a process, `t5` a thread, `g2_1` and `s2_1` handles.
import type { CommandIn, CommandNameIn, Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { visible } from '../../contract/visible.ts';
import { printCommand } from '../../contract/notation.ts';
import type { Step } from '../../model/rulebook.ts';
import { HIERARCHY } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import { childrenOf, groupsOf, membersOf, sessionOf, threadsOf } from '../../model/state.ts';
import { titleOf } from '../record.ts';
import type { Story } from '../story.ts';

/** The test; of a story of the hierarchy commands, the ones that axprocess has. */
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
  const uses = (name: string): boolean => body.includes(name);
  return [
    ...(uses('catch_unwind') ? ['use std::panic::{AssertUnwindSafe, catch_unwind};'] : []),
    ...(uses('pids(') ? ['use std::sync::Arc;'] : []),
    '',
    uses('pids(') ? 'use axprocess::{Pid, Process};' : 'use axprocess::Process;',
    ...(uses('pids(')
      ? [
          '',
          'fn pids(processes: Vec<Arc<Process>>) -> Vec<Pid> {',
          '    let mut pids: Vec<Pid> = processes.iter().map(|process| process.pid()).collect();',
          '    pids.sort();',
          '    pids',
          '}',
        ]
      : []),
  ];
}

/** One command. */
function linesOf(state: State, command: HierarchyCommand, step: Step): readonly string[] {
  if (step.refusals === undefined) {
    const accepted = ACCEPTED[command.name] as Accepted<HierarchyName>;
    return accepted(state, command);
  }
  const refused = refusedLine(state, command);
  const why = step.refusals.join(', ');
  return refused === undefined
    ? [`// ${printCommand(command)} must be refused (${why}): this API cannot be asked`]
    : [`${refused} // ${why}`];
}

type HierarchyName = CommandNameIn<'hierarchy'>;
type HierarchyCommand = CommandIn<'hierarchy'>;

type Accepted<Name extends HierarchyName> = (
  state: State,
  command: CommandIn<'hierarchy', Name>,
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
    return [`assert!(${last ? '' : '!'}t${thread}.exit(${code}));`];
  },
  group_exit: (_, { process }) => [`p${process}.group_exit();`],
  set_subreaper: (_, command) => [`// ${printCommand(command)}: this API has no subreapers`],
  hold_group: (state, { group }) => [
    `let g${group}_${(state.groups.get(group)?.handles ?? 0) + 1} = ${groupText(state, group)};`,
  ],
  release_group: (state, { group }) => [`drop(g${group}_${state.groups.get(group)?.handles});`],
  hold_session: (state, { session }) => [
    `let s${session}_${(state.sessions.get(session)?.handles ?? 0) + 1} = ${sessionText(state, session)};`,
  ],
  release_session: (state, { session }) => [`drop(s${session}_${state.sessions.get(session)?.handles});`],
};

/** A call that says no; `undefined` where none can. Where the crate's contract is broken, it panics. */
function refusedLine(state: State, command: HierarchyCommand): string | undefined {
  if (!('process' in command) || !state.processes.has(command.process)) return undefined;
  const { process } = command;
  const zombie = state.processes.get(process)?.zombie === true;
  switch (command.name) {
    case 'create_session':
    case 'create_group':
      return `assert!(p${process}.${command.name}().is_none());`;
    case 'move_to_group':
      return state.groups.has(command.group)
        ? `assert!(!p${process}.move_to_group(&${groupText(state, command.group)}));`
        : undefined;
    case 'exit':
      return process === INIT ? panics(`p${process}.exit()`) : undefined;
    case 'free':
      return zombie ? undefined : panics(`p${process}.free()`);
    case 'fork':
    case 'new_thread':
    case 'group_exit':
    case 'set_subreaper':
      return undefined;
  }
}

function panics(call: string): string {
  return `assert!(catch_unwind(AssertUnwindSafe(|| ${call})).is_err());`;
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
  state.processes.forEach(({ parent, group, groupExited, exitCode }, pid) => {
    const parentText = parent === null ? 'None' : `Some(${parent})`;
    lines.push(
      `assert_eq!(p${pid}.parent().map(|parent| parent.pid()), ${parentText});`,
      `assert_eq!(p${pid}.group().pgid(), ${group});`,
      `assert_eq!(p${pid}.group().session().sid(), ${sessionOf(state, pid)});`,
      `assert_eq!(pids(p${pid}.children()), [${childrenOf(state, pid).join(', ')}]);`,
    );
    if (groupExited) lines.push(`assert!(p${pid}.is_group_exited());`);
    if (exitCode !== 0) lines.push(`assert_eq!(p${pid}.exit_code(), ${exitCode});`);
  });
  state.groups.forEach((_, pgid) => {
    const members = membersOf(state, pgid).join(', ');
    lines.push(`assert_eq!(pids(${groupText(state, pgid)}.processes()), [${members}]);`);
  });
  state.sessions.forEach((_, sid) => {
    lines.push(
      `assert_eq!(${sessionText(state, sid)}.process_groups().len(), ${groupsOf(state, sid).length});`,
    );
  });
  return lines.map((line) => line.replace(/^assert_eq!\((.*), \[\]\);$/, 'assert!($1.is_empty());'));
}
