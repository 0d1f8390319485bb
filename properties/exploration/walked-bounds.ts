// Bounds of both sets with states that walks lead through. The rules are asked once, when this file is first read.
import type { Amounts } from '../../src/model/bounded/bound.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { ruledBound } from '../support/ruled-states.ts';
import type { RuledBound } from '../support/ruled-states.ts';

const POSIX_CORE = ['fork', 'setsid', 'setpgid', 'set_subreaper'];

/** Bounds that differ in ids, amounts, commands, and in which new ids are followed. */
export const WALKED = {
  hierarchy: {
    'three ids, two handles and threads': hierarchy(3, 'lowest', 150, { handles: 2, threads: 2 }),
    'four ids of any order, one handle and thread': hierarchy(4, 'any', 60, { handles: 1, threads: 1 }),
    'three ids, nothing held and no threads': hierarchy(3, 'lowest', 60, {}),
    'three ids and three commands': hierarchy(3, 'lowest', 30, {}, [
      'fork',
      'create_group',
      'create_session',
    ]),
  },
  posix: {
    'three ids and exit codes': posix(3, 'lowest', 120, { codes: 3 }),
    'four ids of any order': posix(4, 'any', 80, {}),
    'four ids and four commands': posix(4, 'lowest', 50, {}, POSIX_CORE),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, RuledBound>>>>;

function hierarchy(
  ids: number,
  newIds: 'lowest' | 'any',
  count: number,
  amounts: Amounts,
  commands = HIERARCHY.commands,
): RuledBound {
  return ruledBound(HIERARCHY, { ids, newIds, amounts, commands }, count);
}

function posix(
  ids: number,
  newIds: 'lowest' | 'any',
  count: number,
  amounts: Amounts,
  commands = POSIX.linux.commands,
): RuledBound {
  return ruledBound(POSIX.linux, { ids, newIds, amounts, commands }, count);
}
