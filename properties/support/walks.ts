// Random walks of the model: states and steps as the campaign meets them, drawn by fast-check.
import { fc } from '@fast-check/vitest';
import type { Command } from '../../src/contract/command.ts';
import { Lockstep, shapeOf } from './by-set.ts';
import { specificationOf } from '../../src/command-sets.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import type { Step } from '../../src/model/rulebook.ts';
import type { Specification } from '../../src/model/specification.ts';
import type { State } from '../../src/model/state.ts';
import { INITIAL_STATE } from '../../src/model/state.ts';
import type { Divergence } from '../../src/lockstep/divergence.ts';
import type { LockstepOptions } from '../../src/lockstep/lockstep.ts';
import { run } from '../../src/lockstep/run.ts';

/** One step of a walk. */
export interface WalkStep {
  readonly before: State;
  readonly command: Command;
  readonly step: Step;
}

/** Walks of up to `length` commands, refused ones included, near and far ids. */
export function walksOf(
  length: number,
  specification: Specification = HIERARCHY,
): fc.Arbitrary<readonly WalkStep[]> {
  const choice = fc.nat({ max: 0x7fff_ffff });
  return fc
    .array(choice, { minLength: 2, maxLength: length + 1, size: 'max' })
    .map(([shape = 0, ...choices]) => {
      const decoder = new Decoder(
        specification,
        specification.commands,
        shapeOf(shape, specification.commands, 8),
      );
      let before = INITIAL_STATE;
      return choices.map((number) => {
        const command = decoder.decode(number, before);
        const taken = { before, command, step: specification.step(before, command) };
        before = taken.step.next;
        return taken;
      });
    });
}

/** The state in which a walk ends. */
export function endOf(walk: readonly WalkStep[]): State {
  return walk.at(-1)?.step.next ?? INITIAL_STATE;
}

/** The step at which a system parts from the model on the run that these numbers draw; `undefined` where it does not. */
export function divergenceOn(
  system: SystemUnderTest,
  [shape = 0, ...choices]: readonly number[],
  idsMax: number,
  options: LockstepOptions,
): Divergence | undefined {
  const specification = specificationOf(system);
  const { commands } = specification;
  const decoder = new Decoder(specification, commands, shapeOf(shape, commands, idsMax));
  let taken = 0;
  const next = (state: State): Command | undefined =>
    taken < choices.length ? decoder.decode(choices[taken++], state) : undefined;
  return run(new Lockstep(system, options), { next }).divergence;
}
