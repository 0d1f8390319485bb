// A choice of the specification (a clause C1, C2, … of docs/semantics.md), and the outcomes in which it shows.

/** Counts what coverage counts: acceptances of a command, its refusals for one reason, or sights of a witness. */
export type ChoiceSign =
  | { readonly command: string; readonly refusal?: string }
  | { readonly witness: string };

/** ChoiceTable by their clause, those that an outcome can be counted of. */
export type ChoiceTable = Readonly<
  Record<string, { readonly title: string; readonly shows: readonly ChoiceSign[] }>
>;
