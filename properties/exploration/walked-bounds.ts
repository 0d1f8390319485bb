// Bounds of each set with states that walks lead through. The rules are asked once, when this file is first read.
import type { Amounts, SpaceBound } from '../../src/model/bounded/bound.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { Specification } from '../../src/model/specification.ts';
import type { State } from '../../src/model/state.ts';
import { jobControlStateAfter } from '../support/job-control-scenarios.ts';
import { posixStateAfter } from '../support/posix-scenarios.ts';
import { ruledBound } from '../support/ruled-states.ts';
import type { RuledBound } from '../support/ruled-states.ts';
import { stateAfter } from '../support/scenarios.ts';

const FOUNDING = ['fork', 'create_group', 'create_session'];
const POSIX_CORE = ['fork', 'setsid', 'setpgid', 'set_subreaper'];

// States as random walks seldom meet them.
const KEPT_BY_HANDLES = [
  '1 fork 2; 2 create_session; - hold_session 2; 2 exit; 2 free',
  '1 fork 2; 2 create_group; - hold_group 2; 2 move_to_group 1',
  '1 fork 2; 2 new_thread 2; - exit_thread 2 -1; 2 exit',
];
const SESSIONS = ['1 fork 2; 2 setsid', '1 fork 2; 2 setsid; 2 fork 3; 3 setpgid 0 0'];
const ZOMBIE_TO_PASS_ON = '1 fork 2; 2 fork 3; 3 exit 0; 1 ignore_sigchld on';
const GRANDCHILDREN = [
  '1 fork 2; 2 fork 3; 3 fork 4; 2 set_subreaper on',
  '1 fork 3; 3 fork 2; 2 fork 4',
  '1 fork 2; 2 fork 4; 2 fork 3',
];
const SHELL = '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; 3 setpgid 0 0';
const JOBS = [
  `${SHELL}; 2 fork 4; 4 setpgid 0 3; 2 fork 5; 5 setpgid 0 3; 2 tcsetpgrp tty1 3`,
  `${SHELL}; 3 fork 4; 4 fork 5; 2 tcsetpgrp tty1 3; 1 kill 4 STOP; 3 waitpid -1 untraced block`,
  `${SHELL}; 3 fork 4; 2 tcsetpgrp tty1 3; 1 kill -3 STOP; tty1 type ^C; tty1 hang_up`,
  '1 ignore_sigchld on; 1 fork 2; 2 set_subreaper on; 2 fork 3; 3 fork 4; 2 waitpid 0 block; 4 setpgid 0 0',
];
const JOB_CORE = ['fork', 'setsid', 'setpgid', 'kill', 'open_terminal', 'hang_up'];

const STATE_AFTER = {
  hierarchy: stateAfter,
  posix: posixStateAfter,
  'job-control': jobControlStateAfter,
} as const satisfies Readonly<Record<string, (text: string) => State>>;

/** Bounds that differ in ids, amounts, commands, and in which new ids are followed. */
export const WALKED = {
  hierarchy: {
    'three ids, two handles and threads': hierarchy(
      3,
      'lowest',
      120,
      { handles: 2, threads: 2 },
      KEPT_BY_HANDLES,
    ),
    'four ids of any order, one handle and thread': hierarchy(
      4,
      'any',
      80,
      { handles: 1, threads: 1 },
      GRANDCHILDREN,
    ),
    'three ids, nothing held and no threads': hierarchy(3, 'lowest', 50, {}),
    'three ids and three commands': hierarchy(3, 'lowest', 30, {}, [], FOUNDING),
  },
  posix: {
    'three ids and exit codes': posix(3, 'lowest', 80, { codes: 3 }, [...SESSIONS, ZOMBIE_TO_PASS_ON]),
    'four ids of any order': posix(4, 'any', 60, {}, GRANDCHILDREN),
    'four ids and four commands': posix(4, 'lowest', 40, {}, [], POSIX_CORE),
  },
  'job-control': {
    'three ids, two terminals, waits and exit codes': jobControl(
      3,
      'lowest',
      80,
      { terminals: 2, waits: 1, codes: 3 },
      ['1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; 3 setpgid 0 0; 2 tcsetpgrp tty1 3'],
    ),
    'five ids of any order and waits': jobControl(5, 'any', 60, { terminals: 1, waits: 1 }, JOBS),
    'four ids and six commands': jobControl(4, 'lowest', 40, {}, [SHELL], JOB_CORE),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, RuledBound>>>>;

function hierarchy(
  ids: number,
  newIds: 'lowest' | 'any',
  count: number,
  amounts: Amounts,
  starts: readonly string[] = [],
  commands = HIERARCHY.commands,
): RuledBound {
  return walked(HIERARCHY, { ids, newIds, amounts, commands }, count, starts);
}

function posix(
  ids: number,
  newIds: 'lowest' | 'any',
  count: number,
  amounts: Amounts,
  starts: readonly string[] = [],
  commands = POSIX.linux.commands,
): RuledBound {
  return walked(POSIX.linux, { ids, newIds, amounts, commands }, count, starts);
}

function jobControl(
  ids: number,
  newIds: 'lowest' | 'any',
  count: number,
  amounts: Amounts,
  starts: readonly string[] = [],
  commands = JOB_CONTROL.linux.commands,
): RuledBound {
  return walked(JOB_CONTROL.linux, { ids, newIds, amounts, commands }, count, starts);
}

function walked(
  specification: Specification,
  bound: SpaceBound,
  count: number,
  starts: readonly string[],
): RuledBound {
  const stateOf = STATE_AFTER[specification.commandSet as keyof typeof STATE_AFTER];
  const states = starts.map((text) => stateOf(text));
  return ruledBound(specification, bound, count, [specification.initial, ...states]);
}
