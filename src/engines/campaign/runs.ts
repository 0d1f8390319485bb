// The random runs of one campaign: makes plans of choices, counts what was run, and ends the search when its time is up
// or the user wants it to end.
import type { CommandName } from '../../contract/command.ts';
import type { Specification } from '../../model/specification.ts';
import { pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { System } from '../../contract/system.ts';
import { Lockstep } from '../../lockstep/lockstep.ts';
import type { Run, RunPlan } from '../../lockstep/run-plan.ts';
import { runInTurns } from '../../lockstep/run.ts';
import { Coverage } from '../coverage.ts';
import type { Choices } from '../generate/random-search.ts';
import { SearchStopped } from '../generate/random-search.ts';
import { randomCommands } from '../generate/random-commands.ts';
import { lengthened, runShapeOf } from '../generate/swarm.ts';
import { whyHindered } from '../hindered.ts';
import type { CampaignOptions, CampaignProgress } from './options.ts';

export class CampaignRuns {
  readonly lockstep: Lockstep;
  /** The commands that the system can be asked. */
  readonly names: readonly CommandName[];
  readonly coverage: Coverage;
  readonly #options: CampaignOptions;
  readonly #control: RunControl<CampaignProgress>;
  readonly #pace: ReturnType<typeof pacer<CampaignProgress>>;
  readonly #idMax: number | undefined;
  readonly #began: number;
  #count = 0;
  #commands = 0;
  #searchedMs = 0;
  #isOutOfTime = false;

  constructor(
    system: System,
    specification: Specification,
    options: CampaignOptions,
    control: RunControl<CampaignProgress>,
  ) {
    this.lockstep = new Lockstep(system, specification);
    this.names = namesFor(this.lockstep.specification, system);
    this.coverage = new Coverage(this.lockstep.specification, this.names, options);
    this.#options = options;
    this.#control = control;
    this.#began = control.now();
    this.#pace = pacer(control);
    this.#idMax = system.idMax;
  }

  /** Runs that came to their end. */
  get count(): number {
    return this.#count;
  }

  /** Commands of all runs, drains and failing runs included. */
  get commands(): number {
    return this.#commands;
  }

  /** The time that was spent on searching; shrinking is left out. */
  get searchedMs(): number {
    return this.#searchedMs;
  }

  /** Whether the time that the search may take is over. */
  get isOutOfTime(): boolean {
    return this.#isOutOfTime;
  }

  /** Does a part of the search; its time counts as the search's. */
  async searching<Done>(work: () => Promise<Done>): Promise<Done> {
    const began = this.#control.now();
    try {
      return await work();
    } finally {
      this.#searchedMs += this.#control.now() - began;
    }
  }

  /** Lets others in now and then, and tells them how far the campaign is. */
  async breathe(phase: CampaignProgress['phase'], best?: number): Promise<void> {
    await this.#pace((now) => ({
      phase,
      ...(best !== undefined && { best }),
      runs: this.#count,
      commands: this.#commands,
      elapsedMs: now - this.#began,
    }));
  }

  /** Throws {@link SearchStopped} where the search must end. */
  async mayGoOn(): Promise<void> {
    await this.breathe('search');
    const { timeMs } = this.#options;
    const { now, stopped } = this.#control;
    this.#isOutOfTime = timeMs !== undefined && now() - this.#began >= timeMs;
    if (this.#isOutOfTime || stopped()) throw new SearchStopped();
  }

  /** The run that choices stand for. */
  planFor({ numbers }: Choices): RunPlan {
    const shape = runShapeOf(
      numbers[0],
      this.lockstep.specification.vocabulary,
      this.names,
      this.#options,
      this.#idMax,
    );
    const { specification } = this.lockstep;
    return {
      ...randomCommands(specification, lengthened(numbers, shape), this.names, shape),
      stepped: this.coverage.note,
      turn: () => this.mayGoOn(),
    };
  }

  /** Runs choices to their end and counts them. */
  async run(choices: Choices): Promise<Run> {
    await this.mayGoOn();
    const run = await runInTurns(this.lockstep, this.planFor(choices));
    this.countLast();
    return run;
  }

  /** Counts the run that the lockstep judged last. */
  countLast(): void {
    this.#count += 1;
    this.#commands += this.lockstep.steps;
    this.coverage.noteRun(this.lockstep.steps);
  }
}

/** The commands a system supports, in canonical order. */
function namesFor({ commands }: Specification, { supports }: System): readonly CommandName[] {
  return supports === undefined ? commands : commands.filter((name) => supports.includes(name));
}

/** Does work of a search; where the world gets in the way, the search ends and says why. */
export async function unlessHindered<Done>(work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SearchStopped) throw error;
    throw new SearchStopped(whyHindered(error));
  }
}
