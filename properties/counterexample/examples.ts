// The counterexamples that the tests of this folder and of the viewer look at.
import { tableSystem } from '../../src/systems/in-process.ts';
import { parseTrace, printTrace, readEvidence, replay, tellStory } from '../support/by-set.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { Trace, TraceStep } from '../../src/contract/notation/trace.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import type { Evidence } from '../../src/counterexample/file/read-file.ts';
import type { Candidate } from '../../src/counterexample/explain/similar-mutants.ts';
import type { Failure } from '../../src/counterexample/failure.ts';
import type { Story } from '../../src/counterexample/explain/story.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import { MUTANTS } from '../../src/systems/mutants/registry.ts';
import { childrenOf } from '../../src/model/state.ts';

/** Text that would do harm wherever it is taken for more than text. */
export const HOSTILE = `</script><img src=x onerror="window.harmed=1">'"\`\n\u2028]]> --> \${harm} *#;<br/>`;

export function mutant(name: string): SystemUnderTest {
  return tableSystem(`mutant:${name}`, MUTANTS[name].make());
}

/** A trace in the notation, without its head. */
export function evidenceOf(...lines: readonly string[]): Evidence {
  const read = readEvidence(`procession trace 1 hierarchy\n${lines.join('\n')}\n`);
  if ('problem' in read) throw new Error(read.problem);
  return read.value;
}

/** An orphan stays with its zombie. */
export const ORPHAN = ['1 fork 2', '2 fork 3', '2 exit'] as const;

export async function failureOf(system: SystemUnderTest, ...lines: readonly string[]): Promise<Failure> {
  const { commands, divergence } = await replay(
    system,
    evidenceOf(...lines).trace.steps.map(({ command }) => command),
  );
  if (divergence === undefined) throw new Error('it does not fail');
  return { commands, divergence };
}

/** Known faults, few, so that what is told does not change with every new mutant. */
export const KNOWN: readonly Candidate[] = [
  'fork-makes-a-sibling',
  'orphan-in-the-pointer-only',
  'forget-to-orphan',
].map((name) => ({ name: `known:${name}`, sentence: MUTANTS[name].sentence, make: () => mutant(name) }));

/** The story that the golden files tell. */
export async function orphanStory(): Promise<Story> {
  const evidence = evidenceOf('# found on mutant:forget-to-orphan, seed 1, path 1', ...ORPHAN);
  return await tellStory(evidence, mutant('forget-to-orphan'), KNOWN);
}

/** A failing trace of 50 commands, most of them accepted, that ends with a forgotten orphan. */
export function longTrace(): string {
  const steps: TraceStep[] = [];
  let state = HIERARCHY.initial;
  const take = (command: TraceStep['command']): void => {
    steps.push({ command });
    state = HIERARCHY.step(state, command).next;
  };
  const takeUnlessOrphaning = (command: TraceStep['command']): void => {
    if (command.name !== 'exit' || childrenOf(state, Number(command.process)).length === 0) take(command);
  };
  const names = [...HIERARCHY.commands, 'fork', 'fork', 'fork', 'create_group'] as const;
  const shape = {
    names,
    ids: Array.from({ length: 24 }, (_, index) => index + 1),
    growth: 'any',
    refusedPercent: 5,
  } as const;
  const decoder = new Decoder(HIERARCHY, HIERARCHY.commands, shape);
  for (let number = 1; steps.length < 47; number += 1)
    takeUnlessOrphaning(decoder.decode(Math.imul(number, 0x9e37_79b1) >>> 1, state));
  for (const line of ['1 fork 40', '40 fork 41', '40 exit'])
    take((parseTrace(`procession trace 1 hierarchy\n${line}`) as { value: Trace }).value.steps[0].command);
  return printTrace({ commandSet: 'hierarchy', steps }, ['found on mutant:forget-to-orphan']);
}
