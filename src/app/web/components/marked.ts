// The things on the page that carry a mark: those that changed or differ themselves. A list of children, of members or of
// groups is told by what is in it, too: where that is marked, marking the list's owner as well would mark everything.
import type { Difference } from '../../../contract/observation/differences.ts';

/** By the field that is a list: the kind of thing in it, and the field of that thing which says the same. */
const TOLD_TWICE: Readonly<Record<string, { readonly kind: string; readonly field: string }>> = {
  children: { kind: 'process', field: 'parent' },
  processes: { kind: 'process', field: 'group' },
  groups: { kind: 'group', field: 'session' },
};

/** Those of the differences that no other says about a thing of its own. */
export function ownDifferences(differences: readonly Difference[]): readonly Difference[] {
  const said = new Set(differences.map(({ of, field }) => `${of}: ${field}`));
  return differences.filter(({ field, expected, seen }) => {
    const twin = Object.hasOwn(TOLD_TWICE, field) ? TOLD_TWICE[field] : undefined;
    if (twin === undefined) return true;
    const [before, after] = [idsIn(expected), idsIn(seen)];
    const moved = [...before, ...after]
      .filter((id) => !(before.includes(id) && after.includes(id)))
      .map((id) => `${twin.kind} ${id}`);
    return (
      moved.length === 0 ||
      !moved.every((of) => said.has(`${of}: ${twin.field}`) || said.has(`${of}: existence`))
    );
  });
}

/** By the thing's name (`process 3`): what is wrong about it, in words. */
export function differsByThing(differences: readonly Difference[]): Readonly<Record<string, string>> {
  const differs: Record<string, string> = {};
  for (const { of, field, expected, seen } of ownDifferences(differences)) {
    const words = `${field}: ${expected} expected, ${seen} seen`;
    differs[of] = differs[of] === undefined ? words : `${differs[of]}; ${words}`;
  }
  return differs;
}

/** The processes that are new, gone or under another parent. */
export function parentsIn(differences: readonly Difference[]): readonly string[] {
  return differences.filter(({ field }) => field === 'parent' || field === 'existence').map(({ of }) => of);
}

function idsIn(list: string): readonly string[] {
  return list.match(/\d+/g) ?? [];
}
