// A measuring process: runs two versions of a table side by side, block by block in turns, and writes down how long each took.
// Its question is its argument; its answer is a line on the descriptor for it.
import { writeSync } from 'node:fs';
import { drawWorkload } from './mixed-workload.ts';
import type { Workload } from './mixed-workload.ts';
import type { Race, RaceReply, RaceRequest } from './contestant.ts';

/** A driver, whichever commands its table answers. */
interface Driver {
  drive(workload: Workload, from: number, to: number): number;
}

/** The descriptor of a child's lines to the harness. */
const ANSWERS = 4;

/** One of the two versions. */
class Contestant {
  readonly times: number[] = [];
  readonly #make: (capacity: number) => Driver;
  readonly #race: Race;
  readonly #work: Workload;
  #driver: Driver;

  constructor(make: (capacity: number) => Driver, race: Race, work: Workload) {
    this.#make = make;
    this.#race = race;
    this.#work = work;
    // Rows are for ids, and a group may outlive its leader: there are more of them than processes.
    this.#driver = make(2 * work.processesMax);
    this.#drive(0, work.warmUp);
  }

  /** Runs a block, and notes the processor time of it. */
  run(block: number): void {
    const { grows, blockSize } = this.#race;
    const from = grows ? 0 : this.#work.warmUp + block * blockSize;
    if (grows) this.#driver = this.#make(1);
    const started = process.cpuUsage();
    this.#drive(from, from + blockSize);
    const { user, system } = process.cpuUsage(started);
    this.times.push((1000 * (user + system)) / blockSize);
  }

  #drive(from: number, to: number): void {
    const refused = this.#driver.drive(this.#work, from, to);
    if (refused > 0) throw new Error(`${refused} operations of the workload were refused`);
  }
}

async function answer({ race, implementations, candidateFirst }: RaceRequest): Promise<RaceReply> {
  const work = drawWorkload(race.workload);
  const roles = candidateFirst ? ([1, 0] as const) : ([0, 1] as const);
  const contestants: Contestant[] = [];
  for (const role of roles)
    contestants[role] = new Contestant(await maker(race, work, implementations[role], role), race, work);
  const turns = roles.map((role) => contestants[role]);
  for (let block = 0; block < race.blocks; block += 1)
    for (const contestant of block % 2 === 0 ? turns : turns.toReversed()) contestant.run(block);
  return { base: contestants[0].times, candidate: contestants[1].times };
}

/** Loads one version, and a driver that no other version uses. */
async function maker(
  { driver, table }: Race,
  work: Workload,
  implementation: string,
  role: number,
): Promise<(capacity: number) => Driver> {
  const ending = import.meta.url.slice(-3);
  const Table = await loaded(implementation, table);
  const DriverClass = await loaded(
    `${new URL(driver.file + ending, import.meta.url).href}?${role}`,
    driver.name,
  );
  return (capacity) => new DriverClass(new Table({ capacity }), work) as Driver;
}

type AnyClass = new (...given: readonly unknown[]) => unknown;

async function loaded(url: string, name: string): Promise<AnyClass> {
  const exported = ((await import(url)) as Readonly<Record<string, unknown>>)[name];
  if (typeof exported !== 'function') throw new Error(`it exports no class ${name}`);
  return exported as AnyClass;
}

let reply: RaceReply;
try {
  reply = await answer(JSON.parse(process.argv[2]) as RaceRequest);
} catch (error) {
  reply = { trouble: error instanceof Error ? error.message : String(error) };
}
writeSync(ANSWERS, `${JSON.stringify(reply)}\n`);
