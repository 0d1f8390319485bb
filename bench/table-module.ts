// Our table as a module of a user's exports a system, for wire.bench.ts.
import { tableSystem } from '../src/systems/in-process.ts';

export const sut = tableSystem();
