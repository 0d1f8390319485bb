// procession mutants: what is broken on purpose, and how.
import { Command } from 'commander';
import { MUTANTS } from '../mutants/registry.ts';
import { styled } from './terminal.ts';

export function mutantsCommand(): Command {
  return new Command('mutants')
    .description('list the mutants: our implementation with one fault each, to be used as --sut mutant:NAME')
    .option('--json', 'one JSON array on standard output, and nothing else there')
    .action((flags: { readonly json?: true }) => {
      const mutants = Object.entries(MUTANTS).map(([name, mutant]) => ({
        name,
        rule: mutant.rule,
        sentence: mutant.sentence,
        source: mutant.source ?? null,
      }));
      const text = mutants.map(({ name, rule, sentence, source }) => {
        const like = source === null ? '' : `; like ${source}`;
        return `${rule.padEnd(4)} ${styled('bold', name)}\n     ${sentence}${like}`;
      });
      process.stdout.write(flags.json ? `${JSON.stringify(mutants)}\n` : `${text.join('\n')}\n`);
    });
}
