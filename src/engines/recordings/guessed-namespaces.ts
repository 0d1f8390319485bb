// Pid namespaces that were there before the recording: a process turns out to be in one when a call shows it a number of there.
import type { Id } from '../../contract/command.ts';
import type { Member } from './cast.ts';
import type { Call } from './log-event.ts';
import type { PidNamespace } from './namespaces.ts';
import { enteredNamespace, nameIn, namespaceOf, newNamespace } from './namespaces.ts';

export class GuessedNamespaces {
  readonly #standIns: () => Id;
  /** The one that all are taken to be in: its process 1 may be outside of the recording. */
  #shared: PidNamespace | undefined;

  constructor(standIns: () => Id) {
    this.#standIns = standIns;
  }

  /**
   * Notes what a call shows of the namespace of its caller, which was there before the recording or was made by one that was.
   *
   * @param maker The process that made it, if a call of the recording did.
   */
  note({ name, result }: Call, member: Member, maker: Member | undefined): void {
    if (namespaceOf(member) === undefined) {
      const isCertain =
        !member.newcomer && (maker === undefined || namespaceOf(maker) !== undefined || !maker.newcomer);
      if (isCertain || result?.kind !== 'value') return;
      const { value } = result;
      if (name === 'getppid' && value === 0 && maker !== undefined) {
        member.namespace = newNamespace(undefined);
        member.namespace.init = member.pid;
        nameIn(member.namespace, 1, member.pid);
        maker.childNamespace = member.namespace;
        return;
      }
      // The numbers of a namespace are below those of the one around it.
      if (!isTold(result) && (name !== 'setsid' || value >= member.pid)) return;
      this.#shared ??= enteredNamespace(undefined, undefined, this.#standIns());
      member.namespace = this.#shared;
    }
    const namespace = namespaceOf(member);
    const isFirst = result?.kind === 'value' && result.value === 1 && namespace === this.#shared;
    if (isFirst && namespace !== undefined && result.inOuterNamespace !== undefined)
      namespace.init = result.inOuterNamespace;
  }
}

/** Whether a result is a number of a namespace, beside that of the log's first column. */
function isTold(result: Call['result']): boolean {
  return (
    result?.kind === 'value' &&
    result.inOuterNamespace !== undefined &&
    result.inOuterNamespace !== result.value
  );
}
