// The job-control commands for the model: everything of the set that is specification, as one value.
import type { JobControlCommand, JobControlProfile } from '../../contract/sets/job-control.ts';
import { JOB_CONTROL_VOCABULARY } from '../../contract/sets/job-control.ts';
import type { SetModel } from '../command-set.ts';
import { POSIX_GROUNDS } from '../posix/refusal-sentences.ts';
import type { Specification } from '../specification.ts';
import { specificationsOf } from '../specification.ts';
import type { Witness } from '../witness.ts';
import { jobControlDrain } from './drain.ts';
import { JOB_CONTROL_DRAWS } from './draws.ts';
import { JOB_CONTROL_PROFILES } from './profiles.ts';
import { JOB_CONTROL_MET } from './refusal-sentences.ts';
import { jobControlRules } from './rules.ts';
import { JOB_CONTROL_EFFECTS } from './sentences.ts';
import { JOB_CONTROL_SPACE } from './space.ts';
import { undoJobControl } from './undo.ts';
import { JOB_CONTROL_WITNESSES } from './witnesses.ts';

const leavesReports = (profile: string | undefined): boolean =>
  JOB_CONTROL_PROFILES[profile as JobControlProfile].posix === 'posix';

const JOB_CONTROL_MODEL: SetModel<(typeof JOB_CONTROL_VOCABULARY)['commands']> = {
  vocabulary: JOB_CONTROL_VOCABULARY,
  again: { module: import.meta.url, make: 'jobControlSpecification' },
  rules: (profile) => jobControlRules(profile as JobControlProfile),
  leavesChoices: leavesReports,
  told: JOB_CONTROL_EFFECTS,
  met: JOB_CONTROL_MET,
  grounds: POSIX_GROUNDS,
  witnesses: JOB_CONTROL_WITNESSES as Readonly<Record<string, Witness<JobControlCommand>>>,
  neverAlone: [],
  drain: jobControlDrain,
  undo: undoJobControl,
  space: JOB_CONTROL_SPACE,
  draws: JOB_CONTROL_DRAWS,
};

/** The executable specification of the job-control commands under each profile. */
export const JOB_CONTROL = Object.fromEntries(
  specificationsOf(JOB_CONTROL_MODEL).map((specification) => [specification.profile, specification]),
) as Readonly<Record<JobControlProfile, Specification>>;

/**
 * The one of a profile, as its recipe names it.
 *
 * @public
 */
export function jobControlSpecification(profile: JobControlProfile): Specification {
  return JOB_CONTROL[profile];
}
