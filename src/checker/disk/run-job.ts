// Any job of a search in layers, run by what it says of itself.
import { runCondense } from './condense-job.ts';
import type { CondenseJob, CondenseResult } from './condense-job.ts';
import type { JobBench } from './job-bench.ts';
import { runMerge } from './merge-job.ts';
import type { MergeJob, MergeResult } from './merge-job.ts';
import { runSlice } from './slice-job.ts';
import type { SliceJob, SliceResult } from './slice-job.ts';

export type LayerJob = SliceJob | CondenseJob | MergeJob;
export type LayerJobResult = SliceResult | CondenseResult | MergeResult;

/** Runs the job; its files are in their place afterwards. */
export async function runJob(bench: JobBench, job: LayerJob): Promise<LayerJobResult> {
  switch (job.do) {
    case 'slice':
      return await runSlice(bench, job);
    case 'condense':
      return await runCondense(bench, job);
    case 'merge':
      return await runMerge(bench, job);
  }
}
