// The division of a gate's tasks among shards: what can be divided is done by all, each its share, and any other check by
// one, so that all have about the same amount of work, counted in commands.
import type { Check } from './check.ts';
import type { CheckReport, Task } from './gate.ts';
import type { Shard } from './surroundings.ts';

type Extent = CheckReport['extent'];

/** The part of each task that falls to a shard, in the order of the tasks. The same in every shard that asks. */
export function extentsFor(
  tasks: readonly Pick<Task, 'check' | 'subject' | 'commandSet'>[],
  { index, of }: Shard,
): readonly Extent[] {
  if (of === 1) return tasks.map(() => 'whole');
  const undivided = tasks.filter(({ check }) => check.divides !== true);
  const groups = Map.groupBy(undivided, groupOf);
  const costs = [...groups].map(([group, members]) => ({
    group,
    cost: members.reduce((sum, { check, subject }) => sum + check.cost(subject.settings), 0),
  }));
  const loads = Array.from({ length: of }, () => 0);
  const owners = new Map<string, number>();
  for (const { group, cost } of costs.toSorted((one, other) => other.cost - one.cost)) {
    const lightest = loads.indexOf(Math.min(...loads));
    owners.set(group, lightest);
    // A check without commands takes its time as well.
    loads[lightest] += cost + 1;
  }
  return tasks.map((task) => {
    if (task.check.divides === true) return 'share';
    return owners.get(groupOf(task)) === index ? 'whole' : 'elsewhere';
  });
}

/** Checks that share their work are run by one shard. */
function groupOf({
  check,
  commandSet,
}: {
  readonly check: Check;
  readonly commandSet: string | null;
}): string {
  return `${check.sharesWorkOf ?? check.name} of ${commandSet ?? 'the harness'}`;
}
