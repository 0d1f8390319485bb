// Does the alarm ring? Every mutant is caught by a campaign with the default settings, for what it answers or shows,
// and what is right never is.
import { afterAll, describe, expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import { COMMAND_NAMES, signatureOf } from '../support/by-set.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { MUTANTS } from '../../src/systems/mutants/registry.ts';
import { modelSystem } from '../../src/lockstep/model-system.ts';
import { campaign } from '../support/catch.ts';

const SEED = 20_260_101;
/** Enough to make most counterexamples short, which tells that one fault was caught and not a heap of them. */
const SHRINK_MAX = 200;

const all = Object.entries(MUTANTS);
const clauses = [...new Set(COMMAND_NAMES.hierarchy.map((name) => signatureOf('hierarchy', name).clause))];
const refusals = COMMAND_NAMES.hierarchy.flatMap((name) =>
  HIERARCHY.refusalsPossible(name).map((refusal) => [name, refusal] as const),
);

describe('the mutants', () => {
  test('the mutants are many, and each says its fault in a sentence of its own', () => {
    expect(all.length).toBeGreaterThanOrEqual(45);
    for (const [name, { rule, sentence }] of all) {
      expect(name).toMatch(/^[a-z]+(?:-[a-z]+)+$/);
      expect(clauses).toContain(rule);
      expect(sentence).toMatch(/^[^A-Z.\n][^.\n]{15,}$/);
    }
    const sentences = all.map(([, { rule, sentence }]) => `${rule}: ${sentence}`);
    expect(new Set(sentences).size).toBe(all.length);
  });

  test.each(clauses)('the mutants break %s', (clause) => {
    expect(all.filter(([, { rule }]) => rule === clause)).not.toHaveLength(0);
  });

  test.each(refusals)('the mutants get wrong when %s is refused with %s', (name, refusal) => {
    const { clause } = signatureOf('hierarchy', name);
    const wrong = all.filter(([, mutant]) => mutant.rule === clause && mutant.refusal === refusal);
    expect(wrong).not.toHaveLength(0);
  });
});

describe('the default campaign', () => {
  const table: string[][] = [['mutant', 'rule', 'commands', 'kind', 'concerns', 'shrunk to']];
  afterAll(() => void process.stdout.write(`${aligned(table)}\n`));

  test('the default campaign never blames the unbroken table', async () => {
    expect(await campaign(tableSystem(), SEED)).toMatchObject({ verdict: 'pass', runs: 1000 });
  });

  test('the default campaign never blames the model', async () => {
    expect(await campaign(modelSystem(), SEED)).toMatchObject({ verdict: 'pass', runs: 1000 });
  });

  test.each(all)('the default campaign catches %s', async (name, mutant) => {
    const { commands, failure } = await campaign(tableSystem(name, mutant.make()), SEED, SHRINK_MAX);
    if (failure === undefined) throw new Error(`${name} was not caught in ${commands} commands`);
    const { divergence, commands: shortest } = failure.failure;
    const { kind, concerns } = divergence;
    table.push([name, mutant.rule, String(commands), kind, concerns, String(shortest.length)]);
    expect(['answer', 'observation', 'invariant']).toContain(kind);
    if (mutant.refusal !== undefined) expect([kind, concerns]).toEqual(['answer', mutant.rule]);
    expect(failure.flaky, 'not caught again by the same commands').toBe(false);
  });
});

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}
