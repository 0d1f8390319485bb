// The bare crate: `npx procession-check check --sut ./examples/axprocess/in-typescript/bare.ts --all-failures`.
import { bareSystem } from './adapter.ts';

export const sut = bareSystem('axprocess, bare', { keepsFreed: false });
