// Goal: what is said of a command is what the rules say, and the way to where it is accepted is a shortest one that leads there. Method:
// random walks of each set, whose states are asked about every command of a bound, and a plain search from them.
import { describe, expect, test } from 'vitest';
import { plainSteps, rowsOf } from './plain-find.ts';
import { COMMAND_SETS, specificationToTell } from '../../src/command-sets.ts';
import { parseState, printState } from '../../src/contract/notation/state.ts';
import { parseCommand } from '../../src/contract/notation/trace.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { unflatten } from '../../src/contract/observation/json.ts';
import { stateNoted } from '../../src/engines/ask/noted-state.ts';
import { nearestAcceptance, whyRefused } from '../../src/engines/ask/why-refused.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import type { Command } from '../../src/contract/command.ts';
import { alphabetOf, usualCommands } from '../../src/model/bounded/alphabet.ts';
import type { Specification } from '../../src/model/specification.ts';
import type { State } from '../../src/model/state.ts';
import { handlesIn } from '../../src/model/state.ts';

const SPECIFICATIONS = COMMAND_SETS.flatMap(({ specifications }) =>
  specifications.map(
    (each) => [`${each.commandSet}${each.profile === undefined ? '' : ` by ${each.profile}`}`, each] as const,
  ),
);
const DECIDED = COMMAND_SETS.map(
  ({ specifications: [{ mostDecided }] }) => [mostDecided.commandSet, mostDecided] as const,
);

function commandsOf(
  specification: Specification,
  ids: number,
  names = specification.commands,
): readonly Command[] {
  const amounts = Object.fromEntries(Object.keys(specification.space.options).map((option) => [option, 1]));
  const { commands, labels } = alphabetOf(specification, { ids, amounts, commands: names, newIds: 'any' });
  return commands.slice(0, labels);
}

/** States on a random walk, with at most so many ids. */
function walkedStates(
  specification: Specification,
  commands: readonly Command[],
  seed: number,
  steps: number,
): readonly State[] {
  const dice = new Dice();
  dice.seed(seed);
  const states = [specification.initial];
  for (let state = specification.initial; states.length < steps; ) {
    const accepted = commands.filter(
      (command) =>
        specification.isIssuable(state, command) && specification.refusalsOf(state, command).length === 0,
    );
    state = specification.step(state, accepted[dice.below(accepted.length)]).next;
    states.push(state);
  }
  return states;
}

function notationOf(specification: Specification, state: State): string {
  const seen = new FlatObservation();
  specification.observe(state, seen);
  return printState(unflatten(seen), handlesIn(state), 'always');
}

describe('why', () => {
  test.each(SPECIFICATIONS)(
    'the verdict on every command from states of %s is that of the rules',
    (_, specification) => {
      const commands = commandsOf(specification, 3);
      const met = new Set<string>();
      for (const state of walkedStates(specification, commands, 16, 12))
        for (const command of commands) {
          const said = whyRefused(specification, state, command);
          met.add(said.verdict);
          if (!specification.isIssuable(state, command)) {
            expect(said.verdict).toBe('unissuable');
            continue;
          }
          expect(said.refusals.map(({ refusal }) => refusal)).toEqual(
            specification.refusalsOf(state, command),
          );
          expect(said.verdict).toBe(said.refusals.length === 0 ? 'accepted' : 'refused');
          expect(said.answers).toEqual(specification.answersTo(state, command));
          for (const { refusal, clause, errno, sentence } of said.refusals) {
            expect(sentence).toContain(`${clause} ${command.name} refused: `);
            expect(sentence).toContain(refusal);
            expect(errno).toBe(specification.vocabulary.refusals[refusal]?.errno);
          }
        }
      expect([...met]).toEqual(expect.arrayContaining(['accepted', 'refused']));
    },
  );

  test.each(DECIDED)(
    'the way of %s to where a refused command is accepted is as short as a plain search finds one, and replays',
    async (set, specification) => {
      const ids = set === 'job-control' ? 2 : 3;
      const commands = commandsOf(specification, ids, usualCommands(specification));
      const dice = new Dice();
      dice.seed(7);
      let ways = 0;
      for (const state of walkedStates(specification, commands, 5, 8)) {
        const refused = commands.filter(
          (command) =>
            specification.isIssuable(state, command) && specification.refusalsOf(state, command).length > 0,
        );
        const command = refused[dice.below(refused.length)];
        const isAccepted = (at: State): boolean =>
          specification.isIssuable(at, command) && specification.refusalsOf(at, command).length === 0;
        const nearest = await nearestAcceptance(specification, state, command, { ids });
        const isBeyond = (at: State, each: Command): boolean =>
          specification.space.isBeyond?.({ ids, amounts: {}, commands: [], newIds: 'any' }, at, each) ??
          false;
        let plain: number | undefined;
        for (const { state: at, length } of plainSteps(specification, commands, isBeyond, state))
          if (isAccepted(at)) {
            plain = length;
            break;
          }
        if (nearest.outcome !== 'found') {
          expect(nearest.outcome).toBe('none');
          expect(plain).toBeUndefined();
          continue;
        }
        expect(nearest.steps.length).toBe(plain);
        let at = state;
        for (const step of nearest.steps) {
          const done = specification.step(at, step.command);
          expect(done.refusals).toBeUndefined();
          at = done.next;
        }
        expect(isAccepted(at)).toBe(true);
        expect(rowsOf(at)).toBe(rowsOf(nearest.state));
        ways += 1;
      }
      expect(ways).toBeGreaterThan(2);
    },
  );

  test('a command that is accepted already takes no commands more', async () => {
    const specification = specificationToTell('hierarchy');
    const command = parseCommand('1 fork 2', specification.vocabulary);
    if ('problem' in command) throw new Error(command.problem.message);
    expect(await nearestAcceptance(specification, specification.initial, command.value)).toMatchObject({
      outcome: 'found',
      steps: [],
    });
  });

  test('a state beyond what a search can hold is told not to be searched from', async () => {
    const specification = specificationToTell('hierarchy');
    const parsed = parseCommand('99 free', specification.vocabulary);
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    expect(await nearestAcceptance(specification, specification.initial, parsed.value)).toMatchObject({
      outcome: 'unsearchable',
    });
  });
});

describe('a state in the notation', () => {
  test.each(DECIDED.filter(([set]) => set !== 'job-control'))(
    'the notation of a state of %s stands for one that prints so and refuses the same commands',
    (_, specification) => {
      const commands = commandsOf(specification, 3);
      for (const seed of [1, 2, 3])
        for (const state of walkedStates(specification, commands, seed, 30)) {
          const parsed = parseState(notationOf(specification, state));
          if ('problem' in parsed) throw new Error(parsed.problem.message);
          const read = stateNoted(parsed.value, specification);
          if ('problem' in read) throw new Error(read.problem);
          expect(notationOf(specification, read.state)).toBe(notationOf(specification, state));
          for (const command of commands)
            expect(specification.refusalsOf(read.state, command)).toEqual(
              specification.refusalsOf(state, command),
            );
        }
    },
  );

  test.each([
    ['hierarchy', 's1{ g1: 1 2<1x }', /have no state ".*" that the notation alone tells/],
    ['hierarchy', 's1{ g1: 1 g2: }', /^no state can be so, by I\d+: /],
    ['job-control', 's1{ g1: 1 2<1w }', /give a trace that leads there$/],
  ])('what is no state of %s is told to be none: "%s"', (set, text, sentence) => {
    const parsed = parseState(text);
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    const read = stateNoted(parsed.value, specificationToTell(set));
    expect('problem' in read && read.problem).toMatch(sentence);
  });
});
