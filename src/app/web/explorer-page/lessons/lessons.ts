// The lessons, each of which stands on those before it.
import { HIERARCHY_LESSONS } from './hierarchy.ts';
import { JOB_CONTROL_LESSONS } from './job-control.ts';
import type { Lesson } from './lesson.ts';
import { POSIX_LESSONS } from './posix.ts';

export const LESSONS: readonly Lesson[] = [...HIERARCHY_LESSONS, ...POSIX_LESSONS, ...JOB_CONTROL_LESSONS];
