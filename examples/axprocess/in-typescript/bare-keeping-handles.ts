// The bare crate as a caller has it that keeps its handles on freed processes; shows processes alone.
import { bareSystem } from './adapter.ts';

export const sut = bareSystem('axprocess, bare, freed handles kept', { keepsFreed: true });
