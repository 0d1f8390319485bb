// The proof about a counterexample's length, as the one sentence that every report has.
import { counted } from '../../contract/format-numbers.ts';
import type { ConcurrentCertificate } from '../../counterexample/concurrent-failure.ts';
import type { Certificate } from '../../counterexample/file/record.ts';

/** `length`: the commands of the counterexample that the certificate is about. */
export function certificateText(certificate: Certificate, length: number): string {
  if (!certificate.shortest)
    return `not certified: shortest of ≥ ${certificate.atLeast} proved, best so far ${length}; ${certificate.reason}`;
  const { transitions, sequences, covers } = certificate;
  const examined =
    sequences === undefined
      ? `${counted(transitions, 'transition')} examined`
      : `${counted(sequences, 'sequence')} run`;
  return `certified shortest (${counted(length, 'command')}, ${examined}): ${covers}`;
}

/** The same of a counterexample with branches. */
export function concurrentCertificateText(certificate: ConcurrentCertificate): string {
  const { programs, executions } = certificate;
  const examined = `${counted(programs, 'program')}, ${counted(executions, 'execution')}`;
  if (!certificate.smallest) return `not certified: ${certificate.reason} (${examined})`;
  const { commands, branches, preemptions, covers } = certificate;
  const size = `${counted(commands, 'command')} in ${counted(branches, 'branch', 'branches')}, ${counted(preemptions, 'preemption')}`;
  return `certified smallest (${size}; ${examined}): ${covers}`;
}
