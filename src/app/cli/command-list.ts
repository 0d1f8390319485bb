// The commands of the command line, as the help lists them. Each is read only where it is run or asked for.
import { Command } from 'commander';

interface ListedCommand {
  readonly name: string;
  /** The words after its name, as its usage has them. */
  readonly takes: string;
  readonly does: string;
  readonly load: () => Promise<Command>;
}

export const LISTED_COMMANDS: readonly ListedCommand[] = [
  {
    name: 'check',
    takes: '[options]',
    does: 'run the system beside the model on random commands; every answer, state and invariant is checked at every step',
    load: async () => (await import('./commands/check.ts')).checkCommand(),
  },
  {
    name: 'explore',
    takes: '[options]',
    does: 'every state up to a bound, and every command from each, refused ones too, on the model and the system',
    load: async () => (await import('./commands/explore.ts')).exploreCommand(),
  },
  {
    name: 'worker',
    takes: '[options]',
    does: 'work on a search that "explore --disk FOLDER --redis URL" hands out, until it is over',
    load: async () => (await import('./commands/worker.ts')).workerCommand(),
  },
  {
    name: 'tour',
    takes: '[options]',
    does: 'every command from every state up to a bound, as few sequences as it takes: for systems that can only be reset and asked, such as a program or a kernel',
    load: async () => (await import('./commands/tour.ts')).tourCommand(),
  },
  {
    name: 'find',
    takes: '[options] [predicate]',
    does: 'a shortest sequence of commands to a state in which something holds, by the model',
    load: async () => (await import('./commands/find.ts')).findCommand(),
  },
  {
    name: 'why',
    takes: '[options] <state> <command>',
    does: 'whether a command is accepted in a state, or which rules refuse it, and where it is accepted next',
    load: async () => (await import('./commands/why.ts')).whyCommand(),
  },
  {
    name: 'replay',
    takes: '[options] <file>',
    does: 'run the commands of a trace file on a system beside the model, and check every step',
    load: async () => (await import('./commands/replay.ts')).replayCommand(),
  },
  {
    name: 'shrink',
    takes: '[options] <file>',
    does: 'make a failing trace shorter, and search for a shorter one still or prove that there is none',
    load: async () => (await import('./commands/shrink.ts')).shrinkCommand(),
  },
  {
    name: 'show',
    takes: '[options] <file>',
    does: 'show a counterexample: step by step here, as a page, or in a form to take along',
    load: async () => (await import('./commands/show.ts')).showCommand(),
  },
  {
    name: 'export',
    takes: '[options] [files...]',
    does: 'write traces of the POSIX and job-control commands, or without any a tour of every POSIX command from every state, as one C file',
    load: async () => (await import('./commands/export.ts')).exportCommand(),
  },
  {
    name: 'linearize',
    takes: '[options] <file...>',
    does: 'is there an order of commands that ran at the same time in which the model gives the same answers and ends in the same state?',
    load: async () => (await import('./commands/linearize.ts')).linearizeCommand(),
  },
  {
    name: 'explain',
    takes: '[options] <file...>',
    does: 'does the specification explain every result of the system calls in a recording of real programs?',
    load: async () => (await import('./commands/explain.ts')).explainCommand(),
  },
  {
    name: 'record',
    takes: '[options] <command...>',
    does: 'run a command under strace, and explain what it and all that it starts did',
    load: async () => (await import('./commands/record.ts')).recordCommand(),
  },
  {
    name: 'mutants',
    takes: '[options] [names...]',
    does: 'list the mutants: our implementation with one fault each, to be used as --sut mutant:NAME',
    load: async () => (await import('./commands/mutants.ts')).mutantsCommand(),
  },
  {
    name: 'gate',
    takes: '[options]',
    does: 'decide whether a change may land: every check that applies to the system, one after the other, and one verdict',
    load: async () => (await import('./commands/gate.ts')).gateCommand(),
  },
  {
    name: 'merge',
    takes: '[options] <files...>',
    does: 'put the reports of all shards of one gate together: their totals add up, and one verdict comes of them',
    load: async () => (await import('./commands/merge.ts')).mergeCommand(),
  },
  {
    name: 'matrix',
    takes: '[options] <files...>',
    does: 'a table of systems: a row for each clause of the specification, a column for each system, from reports of check, tour, explore and gate',
    load: async () => (await import('./commands/matrix.ts')).matrixCommand(),
  },
  {
    name: 'init',
    takes: '[options]',
    does: "write the gate's configuration, an example system, its tests and a workflow into this folder; no file that is there is touched",
    load: async () => (await import('./init/command.ts')).initCommand(),
  },
  {
    name: 'explorer',
    takes: '[options] [files...]',
    does: 'write the explorer: one page, without a network, on which commands are tried on the model, with a table or a mutant beside it',
    load: async () => (await import('./commands/explorer.ts')).explorerCommand(),
  },
  {
    name: 'play',
    takes: '[options]',
    does: 'type commands and see what they do, on the model alone or with a system beside it',
    load: async () => (await import('./play/command.ts')).playCommand(),
  },
];

/** The command itself where the arguments name it, alone or after `help`; otherwise what the help says of it. */
export async function commandFor(listed: ListedCommand, args: readonly string[]): Promise<Command> {
  const { name, takes, does, load } = listed;
  const [first, second] = args;
  const isNamed = name === (first === 'help' ? second : first);
  return (isNamed ? await load() : new Command(name).usage(takes)).description(does);
}
