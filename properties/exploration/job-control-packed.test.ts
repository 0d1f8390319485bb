// Goal: what a search runs of the job-control commands are the rules. Method: some states of small bounds and every command, and
// the scenarios of races, in bytes and by the rules.
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/contract/command.ts';
import type { JobControlCommand } from '../../src/contract/sets/job-control.ts';
import { alphabetOf } from '../../src/model/bounded/alphabet.ts';
import type { SpaceBound } from '../../src/model/bounded/bound.ts';
import { encodeState } from '../../src/model/bounded/cells.ts';
import { BEYOND } from '../../src/model/bounded/bound.ts';
import { JobControlModel } from '../../src/model/job-control/packed-rules.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import { FREE, RACED } from '../support/job-control-races.ts';
import { jobControlCommand, jobControlStateAfter } from '../support/job-control-scenarios.ts';
import { comparedSpace, contradictionAfter } from '../support/ruled-states.ts';
import { COMPARED_BOUNDS, packedJobControl } from './job-control-bounds.ts';

const MODEL = JOB_CONTROL.linux;

test.each([
  'two ids, one terminal and all commands',
  'three ids and waits',
  'three ids and one terminal',
] as const)('the packed rules are the rules in one of twenty of the first 4,000 states of %s', (name) => {
  const { bound } = COMPARED_BOUNDS[name];
  const sample = { every: 20, upTo: 4000 };
  const { compared, contradiction } = comparedSpace(MODEL, bound, packedJobControl(bound), sample);
  expect(contradiction).toBeUndefined();
  expect(compared).toBe(200);
});

describe('with seven ids', () => {
  const bound: SpaceBound = {
    ids: 7,
    amounts: { terminals: 2, waits: 1, codes: 3 },
    commands: MODEL.commands,
    newIds: 'any',
  };
  const model = packedJobControl(bound);
  const { commands } = alphabetOf(MODEL, bound);
  const labelOf = (text: string): number =>
    commands.findIndex((each) => JSON.stringify(each) === JSON.stringify(jobControlCommand(text)));

  test.each([...new Set([...RACED, ...FREE].map(([after]) => after))])(
    'the packed rules say of each command, after "%s", what the rules say',
    (after) => {
      expect(contradictionAfter(MODEL, bound, model, jobControlStateAfter(after))).toBeUndefined();
    },
  );

  test.each(RACED)(
    'the packed rules have nobody issue, after "%s", "%s", which is a race',
    (after, asked) => {
      encodeState(MODEL.space.columns, jobControlStateAfter(after), model.cells);
      model.survey();
      model.expand();
      expect([model.refusals[labelOf(asked)], model.placements[labelOf(asked)]]).toEqual([0, BEYOND]);
    },
  );
});

test('a model that is wrong in few states of a bound is found in one of them', () => {
  const { bound } = COMPARED_BOUNDS['three ids and waits'];
  const { commands } = alphabetOf(MODEL, bound);
  class Wrong extends JobControlModel {
    override answer(label: number): Answer {
      const answer = super.answer(label);
      return 'ok' in answer && 'blocked' in answer.ok ? { ok: { pid: 0 } } : answer;
    }
  }
  const wrong = new Wrong(bound, commands as readonly JobControlCommand[]);
  const { contradiction } = comparedSpace(MODEL, bound, wrong, { upTo: 1000 });
  expect(contradiction).toMatch(/waitpid .* block: the answer noted/);
});
