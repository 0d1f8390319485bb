// Pid namespaces: by which numbers processes know each other that are in one.
import type { Id } from '../../contract/command.ts';
import { NO_BEARER } from './world.ts';

/** A pid namespace below the one that the log's first column counts in. */
export interface PidNamespace {
  /** Its own numbers, by those of the log's first column and the other way round. */
  readonly outer: Map<number, Id>;
  readonly inner: Map<Id, number>;
  /** Its process 1, to whom orphans pass. */
  init: Id | undefined;
  /** The one around it; `undefined` where that is the one of the log's first column. */
  readonly around: PidNamespace | undefined;
  /** The one that the log lets one think it is, if processes have entered it from outside (setns). */
  readonly entered: Entered | undefined;
}

interface Entered {
  /** One that is known; `undefined` where it is none of these. */
  readonly known: PidNamespace | undefined;
  /** It turned out to be the one that it was entered from. */
  isAround: boolean;
}

/** A process, as far as it is in a namespace. */
interface InNamespace {
  /** See {@link namespaceOf}. */
  readonly namespace: PidNamespace | undefined;
}

/** A number in a process's call, with the one of the log's first column where the log tells it. */
export interface SeenNumber {
  readonly value: number;
  readonly outer?: number | undefined;
}

/** A pid namespace inside of another. */
export function newNamespace(around: PidNamespace | undefined): PidNamespace {
  return { outer: new Map(), inner: new Map(), init: undefined, around, entered: undefined };
}

/** A pid namespace that is entered: a known one, or one whose process 1 is outside of the recording. */
export function enteredNamespace(
  around: PidNamespace | undefined,
  known: PidNamespace | undefined,
  init: Id,
): PidNamespace {
  const namespace = { ...newNamespace(around), init, entered: { known, isAround: false } };
  nameIn(namespace, 1, init);
  return namespace;
}

/** The namespace that a process is in; `undefined` for the one of the log's first column. */
export function namespaceOf({ namespace }: InNamespace): PidNamespace | undefined {
  let found = namespace;
  while (found?.entered !== undefined) {
    const { known, isAround } = found.entered;
    if (isAround) found = found.around;
    else if (known === undefined) break;
    else found = known;
  }
  return found;
}

/** The namespaces that a process is seen in, from its own outwards. */
export function* namespacesAround(member: InNamespace): Generator<PidNamespace> {
  for (let found = namespaceOf(member); found !== undefined; found = found.around) yield found;
}

/** Whether a namespace is inside of another. */
export function isInside(namespace: PidNamespace, around: PidNamespace | undefined): boolean {
  for (let found = namespace.around; ; found = found.around) {
    if (found === around) return true;
    if (found === undefined) return false;
  }
}

/** Notes that a process bears this number in its namespace, and no longer whoever bore it before. */
export function nameIn(namespace: PidNamespace, number: number, pid: Id): void {
  const former = namespace.outer.get(number);
  if (former !== undefined && former !== pid) namespace.inner.delete(former);
  namespace.outer.set(number, pid);
  namespace.inner.set(pid, number);
}

/** Notes that a process that is gone bears no number any more. */
export function unnameIn(namespace: PidNamespace, pid: Id): void {
  const number = namespace.inner.get(pid);
  namespace.inner.delete(pid);
  if (number !== undefined && namespace.outer.get(number) === pid) namespace.outer.delete(number);
}

/** The id that a process means by a number above 0. A number that means nothing in its namespace is nobody's. */
export function meantBy(member: InNamespace, { value, outer }: SeenNumber): Id {
  const namespace = namespaceOf(member);
  if (namespace === undefined) return outer !== undefined && outer > 0 ? outer : value;
  if (outer !== undefined && outer > 0) {
    nameIn(namespace, value, outer);
    return outer;
  }
  return namespace.outer.get(value) ?? NO_BEARER;
}

/** The number that a process sees of an id: 0 where it is outside of its namespace. */
export function shownTo(member: InNamespace, id: Id): number {
  const namespace = namespaceOf(member);
  return namespace === undefined ? id : (namespace.inner.get(id) ?? 0);
}
