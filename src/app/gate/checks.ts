// The checks of the gate, one row each, in the order in which they are run and read: what other checks take for granted comes
// first. Conformance suites ask the rows about any system, the gate all of them; a new check is a new row.
import type { Check } from './check.ts';
import { ALARM_CHECK } from './checks/alarm.ts';
import { CAPACITIES_CHECK } from './checks/capacities.ts';
import { CLASSES_CHECK } from './checks/classes.ts';
import { CONCURRENCY_CHECK } from './checks/concurrency.ts';
import { CORPUS_CHECK } from './checks/corpus.ts';
import { COUNTED_WORK_CHECK } from './checks/counted-work.ts';
import { EXHAUSTIVE_CHECK } from './checks/exhaustive.ts';
import { FIXED_SEEDS_CHECK } from './checks/fixed-seeds.ts';
import { KERNEL_CHECK } from './checks/kernel.ts';
import { LITMUS_CHECK } from './checks/litmus.ts';
import { PERFORMANCE_CHECK } from './checks/performance.ts';
import { RANDOM_CHECKS } from './checks/random.ts';
import { REPEATABILITY_CHECKS } from './checks/repeatability.ts';
import { START_CHECK } from './checks/start.ts';
import { TOUR_CHECK } from './checks/tour.ts';

export const CHECKS: readonly Check[] = [
  START_CHECK,
  CORPUS_CHECK,
  LITMUS_CHECK,
  FIXED_SEEDS_CHECK,
  CLASSES_CHECK,
  CAPACITIES_CHECK,
  ...RANDOM_CHECKS,
  TOUR_CHECK,
  EXHAUSTIVE_CHECK,
  ...REPEATABILITY_CHECKS,
  CONCURRENCY_CHECK,
  ALARM_CHECK,
  COUNTED_WORK_CHECK,
  KERNEL_CHECK,
  PERFORMANCE_CHECK,
];
