// The head of a JSON report that procession reads again: which command wrote it, in which form.

/** The commands whose reports on one system are read again, beside the gate's. */
export const REPORTING = ['check', 'tour', 'explore'] as const;

/** The name of one of them. */
export type Reporting = (typeof REPORTING)[number];

/** The version of their form: another one may mean other things by the same names. */
export const REPORT_VERSION = 1;

/** `procession-check`, and so on. */
export function formatOf(command: Reporting): string {
  return `procession-${command}`;
}

/** The head of a report. */
export function reportForm(command: Reporting): { readonly format: string; readonly version: number } {
  return { format: formatOf(command), version: REPORT_VERSION };
}
