// procession export: traces, or a whole tour, as a program for systems where no Node can run.
import { Command } from 'commander';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { specificationToTell } from '../../../command-sets.ts';
import { caseOf } from '../../../counterexample/formats/c/expected.ts';
import { cProgram } from '../../../counterexample/formats/c/program.ts';
import { C_PROGRAM } from '../../../counterexample/formats/c/form.ts';
import type { CSet } from '../../../counterexample/formats/c/sets.ts';
import { TOUR_SET } from '../../../counterexample/formats/c/sets.ts';
import type { CCase } from '../../../counterexample/formats/c/program.ts';
import { wrongSet } from '../../../counterexample/formats/forms.ts';
import type { BoundFlags, WalkFlags } from '../options/bound.ts';
import { boundFrom, tourWithin, withBoundOf, withTour } from '../options/bound.ts';
import { readEvidenceFile, refuseUnissuable } from '../files/counterexample.ts';
import { EXIT_STATUS, Misuse } from '../exit-codes.ts';
import { refuseMissingFolder, writeOutput } from '../files/output.ts';
import { printJson, printLines, printText } from '../print.ts';
import { counted, grouped } from '../terminal.ts';
import { TOUR_STATES_MAX } from '../../../engines/tour/transition-tour.ts';

interface ExportFlags extends BoundFlags, WalkFlags {
  readonly c?: true;
  readonly json?: true;
  readonly output?: string;
}

export function exportCommand(): Command {
  const presets = { changesOnly: true, statesMax: TOUR_STATES_MAX };
  return withTour(withBoundOf(new Command('export'), TOUR_SET, 'the only ones that a tour in C has'), presets)
    .argument('[files...]', 'trace files; without any, the tour that the bound asks for')
    .option(
      '--c',
      'as C99 over POSIX calls, with expected results and TAP output (the default, and the one form there is)',
    )
    .option('--output <file>', 'where to; without it, standard output')
    .option(
      '--json',
      'one JSON object on standard output, and nothing else there: the text, or where it was written',
    )
    .addHelpText('after', EXAMPLES)
    .action((files: readonly string[], flags: ExportFlags) => {
      process.exitCode = exportC(files, flags);
    });
}

const EXAMPLES = `
The file needs no library but the kernel's calls: compile it, run it there as a program or as init, read its TAP.

Examples:
  ${COMMAND_LINE} export --c --output tour.c && cc -static -o tour tour.c && ./tour
  ${COMMAND_LINE} export --c --ids 2 --commands all --output marks.c
  ${COMMAND_LINE} export --c failing.trace > failing.c

Exit codes: 0 written, 2 misuse.`;

function exportC(files: readonly string[], flags: ExportFlags): number {
  refuseWhatIsIgnored(files, flags);
  refuseMissingFolder('--output', flags.output);
  if (flags.set !== undefined && flags.set !== TOUR_SET)
    throw new Misuse(
      `a tour in C is of the ${TOUR_SET} commands alone: --set ${TOUR_SET}, or leave --set out`,
    );
  const cases = files.length === 0 ? tourCases(flags) : files.map(traceCase);
  const text = cProgram(cases, { title: files.length === 0 ? titleOf(flags) : files.join(', ') });
  const steps = cases.reduce((sum, one) => sum + one.steps.length, 0);
  if (flags.output !== undefined) writeOutput(flags.output, text);
  if (flags.json === true) {
    const where = flags.output === undefined ? { output: null, text } : { output: flags.output, text: null };
    printJson({ cases: cases.length, steps, bytes: Buffer.byteLength(text), ...where });
    return EXIT_STATUS.pass;
  }
  if (flags.output === undefined) {
    printText(text);
    return EXIT_STATUS.pass;
  }
  printLines([
    `${flags.output}: ${counted(cases.length, 'case')}, ${counted(steps, 'step')}, ${grouped(text.length / 1000)} kB`,
  ]);
  return EXIT_STATUS.pass;
}

/** With traces there is no tour to say anything about. */
function refuseWhatIsIgnored(
  files: readonly string[],
  { ids, commands, commandsMax, changesOnly }: ExportFlags,
): void {
  if (files.length === 0) return;
  const given = {
    '--ids': ids,
    '--commands': commands,
    '--commands-max': commandsMax,
    '--changes-only': changesOnly === true ? true : undefined,
    '--no-changes-only': changesOnly === false ? true : undefined,
  };
  const [option] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  if (option !== undefined) throw new Misuse(`${option} is about the tour, and traces are given`);
}

/** The system that a tour in C is planned for. */
const C = { name: 'C', commandSet: TOUR_SET } as const;

function tourCases(flags: ExportFlags): readonly CCase[] {
  const bound = boundFrom(flags, C, 'lowest');
  const { sequences } = tourWithin(C, bound, { ...flags, changesOnly: flags.changesOnly ?? true });
  return sequences.map((commands, index) =>
    caseOf(`sequence ${index + 1} of ${sequences.length}, ${counted(commands.length, 'step')}`, commands),
  );
}

function titleOf(flags: ExportFlags): string {
  const { ids, commands } = boundFrom(flags, C, 'lowest');
  return `every change of state at ${counted(ids, 'id')} by ${commands.join(', ')}`;
}

function traceCase(file: string): CCase {
  const evidence = readEvidenceFile(file);
  const { trace } = evidence;
  const why = wrongSet(C_PROGRAM, trace.commandSet, file);
  if (why !== undefined) throw new Misuse(why);
  refuseUnissuable(file, evidence, specificationToTell(trace.commandSet));
  if (trace.steps.length === 0) throw new Misuse(`${file} has no command: there is nothing to export`);
  return caseOf(
    file,
    trace.steps.map(({ command }) => command),
    trace.commandSet as CSet,
  );
}
