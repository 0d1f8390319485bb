// Runs on several machines that want one folder, simulated by a seed: they take its lease, write while they have it, sleep at any
// moment, are killed, and go on. The outcome is what was wrong, if anything was.
import { LEASE_TIMES, takeLease } from '../../src/engines/exploration/lease.ts';
import type { HeldLease, Lease, LeaseWorld } from '../../src/engines/exploration/lease.ts';
import { drawsFrom } from '../../src/systems/free-runs.ts';
import type { TurnDraw } from '../../src/systems/free-runs.ts';

/** A mistake in taking or keeping a lease, as it is planted. */
export interface LeaseFault {
  readonly renews?: false;
  readonly world?: (world: LeaseWorld) => LeaseWorld;
  /** Says whether a holder may write. */
  readonly mayWrite?: (lease: Lease) => Promise<boolean>;
}

/** The events of a simulation, and what of them was wrong. */
export interface LeaseOutcome {
  readonly wrong: string | undefined;
  readonly takenOver: number;
  readonly lost: number;
  readonly refused: number;
}

const RUNS = 5;
const MACHINES = 3;
const WRITES = 12;
const STEPS_MAX = 20_000;
/** One turn in so many puts its run to sleep, or kills it. */
const SLEEP_RATE = 60;
const KILL_RATE = 250;
const TURN_MS = 400;

interface Run {
  readonly name: string;
  readonly machine: number;
  /** Some clocks stand still while their machine sleeps. */
  readonly clockSleeps: boolean;
  isDead: boolean;
  isDone: boolean;
  asleepUntil: number;
  slept: number;
  /** Times: of its last entry, of those that the others had made by then, and of its last sleep. */
  lastEntry: number;
  othersEntries: ReadonlyMap<string, number>;
  lastAsleep: number;
  /** By whom the lease was had, in turn. */
  nth: number;
  /** A process wants it once: each time this is another. */
  tries: number;
  holds: boolean;
}

interface Waiting {
  readonly run: Run;
  readonly at: number;
  readonly go: () => void;
}

class Simulation {
  readonly #draw: TurnDraw;
  readonly #fault: LeaseFault;
  readonly #entries = new Map<number, string>();
  readonly #runs: readonly Run[];
  #waiting: Waiting[] = [];
  #now = 0;
  #taken = 0;
  #lastWriter = 0;
  wrong: string | undefined;
  readonly happened = { takenOver: 0, lost: 0, refused: 0 };

  constructor(seed: number, fault: LeaseFault) {
    this.#draw = drawsFrom(seed);
    this.#fault = fault;
    this.#runs = Array.from({ length: RUNS }, (_, i) => ({
      name: `run ${i}`,
      machine: this.#draw(MACHINES),
      clockSleeps: this.#draw(2) === 0,
      isDead: false,
      isDone: false,
      asleepUntil: 0,
      slept: 0,
      lastEntry: 0,
      othersEntries: new Map(),
      lastAsleep: Number.NEGATIVE_INFINITY,
      nth: 0,
      tries: 0,
      holds: false,
    }));
  }

  async run(): Promise<void> {
    for (const run of this.#runs) void this.#live(run);
    for (let step = 0; this.wrong === undefined; step += 1) {
      await new Promise<void>((resolve) => process.nextTick(resolve));
      if (this.#runs.every(({ isDead, isDone }) => isDead || isDone)) return;
      if (step === STEPS_MAX) this.wrong = 'somebody waits for ever';
      this.#goOn();
    }
  }

  /** Somebody who is awake goes on; where nobody can, time passes. */
  #goOn(): void {
    const ready = this.#waiting.filter(({ at, run }) => Math.max(at, run.asleepUntil) <= this.#now);
    if (ready.length === 0) {
      this.#now = Math.min(...this.#waiting.map(({ at, run }) => Math.max(at, run.asleepUntil)));
      return;
    }
    const next = ready[this.#draw(ready.length)];
    const { run } = next;
    if (this.#draw(KILL_RATE) === 0 && this.#runs.filter(({ isDead }) => isDead).length < RUNS - 1) {
      run.isDead = true;
      this.#waiting = this.#waiting.filter((waiting) => waiting.run !== run);
      return;
    }
    if (this.#draw(SLEEP_RATE) === 0) {
      const ms = this.#draw(3 * LEASE_TIMES.silentMs);
      run.asleepUntil = this.#now + ms;
      run.slept += ms;
      run.lastAsleep = run.asleepUntil;
      return;
    }
    this.#waiting = this.#waiting.filter((waiting) => waiting !== next);
    this.#now += this.#draw(TURN_MS);
    next.go();
  }

  async #turn(run: Run, ms = 0): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (!run.isDead) this.#waiting.push({ run, at: this.#now + ms, go: resolve });
    await promise;
  }

  async #live(run: Run): Promise<void> {
    for (;;) {
      run.tries += 1;
      const plain = this.#worldOf(run);
      const world = this.#fault.world?.(plain) ?? plain;
      const lease: Lease | HeldLease = await takeLease(world);
      if ('heldBy' in lease) {
        this.happened.refused += 1;
        await this.#turn(run, this.#draw(2 * LEASE_TIMES.silentMs));
        continue;
      }
      this.#noteTaken(run, lease);
      run.holds = true;
      const isDone = await this.#work(run, lease);
      run.holds = false;
      if (isDone) break;
      this.happened.lost += 1;
    }
    run.isDone = true;
  }

  /** Writes now and then, and renews beside that; whether it had the lease to the end. */
  async #work(run: Run, lease: Lease): Promise<boolean> {
    for (let nth = 0; nth < WRITES; nth += 1) {
      const mayWrite = this.#fault.mayWrite ?? ((held) => held.confirm());
      if (!(await mayWrite(lease))) return false;
      if (run.nth < this.#lastWriter) this.wrong ??= `${run.name} wrote behind one that came later`;
      this.#lastWriter = run.nth;
      await this.#turn(run, LEASE_TIMES.renewMs);
      if (this.#fault.renews !== false) await lease.renew();
    }
    for (const number of lease.giveUp())
      if (this.#entries.get(number) === lease.owner) this.#entries.delete(number);
    return true;
  }

  #noteTaken(run: Run, { tookOver }: Lease): void {
    this.#taken += 1;
    run.nth = this.#taken;
    if (tookOver === undefined) return;
    this.happened.takenOver += 1;
    const before = this.#runOf(tookOver);
    if (before === undefined || before.isDead || !before.holds) return;
    const since = run.lastEntry - LEASE_TIMES.silentMs;
    if (before.lastAsleep < since - LEASE_TIMES.renewMs)
      this.wrong ??= `${before.name} was awake and lost its lease`;
    if ((run.othersEntries.get(before.name) ?? 0) > since)
      this.wrong ??= `${before.name} lost its lease within the time that it has`;
  }

  #runOf(owner: string): Run | undefined {
    return this.#runs.find(({ name }) => owner.startsWith(`${name} `));
  }

  #worldOf(run: Run): LeaseWorld {
    return {
      own: `${run.name} ${run.tries}`,
      times: LEASE_TIMES,
      clocks: () => [this.#now - (run.clockSleeps ? run.slept : 0), this.#now],
      wait: async (ms) => await this.#turn(run, ms),
      standingOf: (owner) => {
        const other = this.#runOf(owner);
        if (other === run) return 'this';
        if (other?.machine !== run.machine) return 'elsewhere';
        return other.isDead ? 'gone' : 'lives';
      },
      entries: {
        all: async () => (await this.#turn(run), new Map(this.#entries)),
        make: async (number, owner) => {
          await this.#turn(run);
          if (this.#entries.has(number)) return false;
          this.#entries.set(number, owner);
          run.lastEntry = this.#now;
          run.othersEntries = new Map(this.#runs.map(({ name, lastEntry }) => [name, lastEntry]));
          return true;
        },
        remove: async (number) => {
          await this.#turn(run);
          this.#entries.delete(number);
        },
      },
    };
  }
}

/** Simulates by a seed, with a fault where one is given. */
export async function simulatedLease(seed: number, fault: LeaseFault = {}): Promise<LeaseOutcome> {
  const simulation = new Simulation(seed, fault);
  await simulation.run();
  return { wrong: simulation.wrong, ...simulation.happened };
}
