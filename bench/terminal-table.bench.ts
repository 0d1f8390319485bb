// What do terminals cost a table whose processes use none? PosixTable and TerminalTable on the same mixed workload of POSIX
// commands; then what commands of job control cost, in forks with their exits.
// Usage: node bench/terminal-table.bench.ts [--quick] [--mix A|B] [--processes 1000]
//
// Contestants take turns, block by block; as others use the machine, too, the best tenth of the blocks counts. Each has a
// copy of the driver for itself, but the code that both tables share has met both, as in a program that uses both.
import { parseArgs } from 'node:util';
import type { PosixDriver } from '../src/app/gate/performance/posix-driver.ts';
import { drawWorkload, longWarmUp, MIXES } from '../src/app/gate/performance/mixed-workload.ts';
import type { Workload } from '../src/app/gate/performance/mixed-workload.ts';
import { SIGNAL } from '../src/impl/job-control/signals.ts';
import { TerminalTable, WAIT } from '../src/impl/job-control/terminal-table.ts';
import { PosixTable } from '../src/impl/posix/posix-table.ts';

const DRIVER = '../src/app/gate/performance/posix-driver.ts';
const BLOCK = 5_000;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    mix: { type: 'string', default: 'A' },
    processes: { type: 'string', default: '1000' },
  },
});
const TIMED = values.quick ? 400_000 : 2_000_000;
const PROCESSES = Number(values.processes);
const mix = values.mix as keyof typeof MIXES;
if (!Object.hasOwn(MIXES, mix)) throw new Error(`--mix takes ${Object.keys(MIXES).join(' or ')}`);

/** A table in turns with another one. */
class Contestant {
  readonly ns: number[] = [];
  readonly #driver: PosixDriver;
  readonly #work: Workload;

  private constructor(driver: PosixDriver, work: Workload) {
    this.#driver = driver;
    this.#work = work;
  }

  static async warmedUp(table: PosixTable, work: Workload): Promise<Contestant> {
    const url = new URL(`${DRIVER}?${table.constructor.name}`, import.meta.url).href;
    const module = (await import(url)) as { readonly PosixDriver: typeof PosixDriver };
    const contestant = new Contestant(new module.PosixDriver(table, work), work);
    contestant.#drive(0, work.warmUp);
    return contestant;
  }

  /** Notes the time of an operation of a block. */
  run(from: number, to: number): void {
    this.ns.push(clock(() => this.#drive(from, to)) / (to - from));
  }

  #drive(from: number, to: number): void {
    const refused = this.#driver.drive(this.#work, from, to);
    if (refused > 0)
      throw new Error(`a ${this.#driver.table.constructor.name} refused ${refused} operations`);
  }
}

async function onPosixCommands(): Promise<void> {
  const warmUp = longWarmUp(PROCESSES);
  const work = drawWorkload({ mix, processesMax: PROCESSES, warmUp, timed: TIMED, leadersStay: true });
  const tables = [
    new PosixTable({ capacity: 3 * PROCESSES }),
    new TerminalTable({ capacity: 3 * PROCESSES }),
  ];
  const contestants: Contestant[] = [];
  for (const table of tables) contestants.push(await Contestant.warmedUp(table, work));
  for (let from = work.warmUp; from < work.warmUp + TIMED; from += BLOCK)
    for (const contestant of contestants) contestant.run(from, from + BLOCK);
  const [posix, terminal] = tables.map((table) => table.storage());
  for (let word = 18; word < tables[0].capacity * 18; word += 1)
    if (posix[word] !== terminal[word]) throw new Error(`not the same end, at word ${word}`);
  const [ns, terminalNs] = contestants.map((contestant) => undisturbed(contestant.ns));
  console.log(
    `mix ${mix}, ${PROCESSES} processes: PosixTable ${ns.toFixed(0)} ns an operation, TerminalTable ${terminalNs.toFixed(0)} ns: ` +
      `${(terminalNs / ns).toFixed(2)} times as long, ${(terminal.length / posix.length).toFixed(2)} times as many words`,
  );
}

/** A shell with a terminal and jobs of three processes each. */
function shellWith(jobs: number): TerminalTable {
  const table = new TerminalTable({ capacity: 4 * jobs + 8 });
  table.fork(1, 2);
  table.setsid(2);
  table.openTerminal(2, 1);
  for (let job = 0; job < jobs; job += 1) {
    const first = 3 + 3 * job;
    for (let pid = first; pid < first + 3; pid += 1) {
      table.fork(2, pid);
      table.setpgid(2, pid, first);
    }
  }
  return table;
}

/** One round of each kind, and how many commands it is; each leaves the table as it found it. */
const ROUNDS: readonly (readonly [what: string, commands: number, round: (table: TerminalTable) => void])[] =
  [
    [
      'a fork and an exit, waited for',
      3,
      (table) => {
        table.fork(2, 1000);
        table.exit(1000, 0);
        table.waitpid(2, 1000);
      },
    ],
    [
      'a job stopped and continued, with its report',
      3,
      (table) => {
        table.kill(2, -3, SIGNAL.TSTP);
        table.waitpid(2, 3, WAIT.UNTRACED);
        table.kill(2, -3, SIGNAL.CONT);
      },
    ],
    [
      'Ctrl-Z, bg and fg, with a shell that sleeps',
      7,
      (table) => {
        table.tcsetpgrp(2, 1, 3, 'ignored');
        table.waitpid(2, 3, WAIT.BLOCK | WAIT.UNTRACED);
        table.type(1, '^Z');
        table.tcsetpgrp(2, 1, 2, 'ignored');
        table.kill(2, -3, SIGNAL.CONT);
        table.tcsetpgrp(2, 1, 3, 'ignored');
        table.tcsetpgrp(2, 1, 2, 'ignored');
      },
    ],
    [
      'a read from the background, and CONT',
      2,
      (table) => {
        table.readTerminal(3, 1);
        table.kill(2, -3, SIGNAL.CONT);
      },
    ],
  ];

function onJobControl(): void {
  const table = shellWith(10);
  const each = values.quick ? 200 : 2_000;
  const times = ROUNDS.map((): number[] => []);
  for (let block = 0; block < 400; block += 1) {
    for (const [at, [, , round]] of ROUNDS.entries())
      times[at].push(
        clock(() => {
          for (let i = 0; i < each; i += 1) round(table);
        }) / each,
      );
  }
  const ns = times.map(undisturbed);
  for (const [at, [what, commands]] of ROUNDS.entries())
    console.log(
      `${what}: ${ns[at].toFixed(0)} ns for ${commands} commands, ${(ns[at] / ns[0]).toFixed(2)} times the first line`,
    );
  if (table.selfCheck().length > 0) throw new Error('the table is not sane');
}

function clock(run: () => void): number {
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start);
}

/** The mean of the best tenth: others disturb a block or they do not, and the rest of the blocks is alike. */
function undisturbed(times: readonly number[]): number {
  const best = times.toSorted((one, other) => one - other).slice(0, Math.ceil(times.length / 10));
  return best.reduce((sum, value) => sum + value, 0) / best.length;
}

await onPosixCommands();
onJobControl();
