// The result of a line of play, and the words that lines are made of.
import { counted } from '../../../contract/format-numbers.ts';
import type { PlayLine } from './text.ts';
import { line } from './text.ts';

/** The result of a line. `problem`: it made no sense or could not be done, and changed nothing. */
export interface PlayResult {
  readonly lines: readonly PlayLine[];
  readonly outcome: 'done' | 'problem' | 'diverged' | 'quit';
}

/** A word of a line, and its column from 1. */
export interface Word {
  readonly text: string;
  readonly column: number;
}

export function notationWords(content: string): readonly Word[] {
  return [...content.matchAll(/\S+/g)].map((match) => ({ text: match[0], column: match.index + 1 }));
}

export function commandsText(count: number): string {
  return counted(count, 'command');
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function done(lines: readonly PlayLine[]): PlayResult {
  return { lines, outcome: 'done' };
}

export function problem(sentence: string): PlayResult {
  return { lines: [line('problem', sentence)], outcome: 'problem' };
}

export function problemAt({ column }: { readonly column: number }, sentence: string): PlayResult {
  return problem(`column ${column}: ${sentence}`);
}
