// The settings of a campaign, and what it tells while it is under way.
import type { System } from '../../contract/system.ts';

/** The size of a campaign, its seed, and what is done with failures. */
export interface CampaignOptions {
  readonly runs: number;
  /** Commands in a run at most, the drain not counted. */
  readonly commandsMax: number;
  /** Ids in play at most, init's included. */
  readonly idsMax: number;
  /** Whether one run in some has far more commands and ids than that, so that limits and growth are met. */
  readonly someLarge?: boolean;
  /** A whole number of 32 bits. */
  readonly seed: number;
  /** The path of fast-check to one run: only that is run. */
  readonly path?: string;
  /** The number of the first run, counted from 0, where another machine does those before it. Not beside a path. */
  readonly first?: number;
  /** The search takes no longer than this. */
  readonly timeMs?: number;
  /** Whether the end of the time is the end that was asked for, or cuts the runs short. */
  readonly untilTime?: boolean;
  /** Whether the classes of transitions are told apart, which takes time at every command. */
  readonly classes?: boolean;
  /** Whether gaps in coverage make the verdict inconclusive. */
  readonly requireCoverage?: boolean;
  /**
   * Makes another system like it, which has run nothing: a failure is run on one before it is reported. If this is
   * absent, an asynchronous system's `copy` is used, and where there is none, the system itself.
   */
  readonly fresh?: () => Promise<System> | System;
  /** Executions that shrinking may spend. */
  readonly shrinkMax?: number;
  /** States that the search for a shorter failure may visit; 0 leaves it out. */
  readonly certifyStatesMax?: number;
  /** Failures of other kinds to make short and report besides the first; none unless said. */
  readonly othersMax?: number;
  /** Whether the search goes on after the first failure, for those of other kinds. */
  readonly allFailures?: boolean;
}

/** The part of a campaign that is under way, and how far it is. */
export interface CampaignProgress {
  readonly phase: 'search' | 'shrink' | 'certify';
  readonly runs: number;
  readonly commands: number;
  /** The length reached, while shrinking. */
  readonly best?: number;
  readonly elapsedMs: number;
}
