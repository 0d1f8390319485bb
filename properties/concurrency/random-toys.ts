// Random programs of the toy system: from a seed, the same everywhere.
import { Dice } from '../../src/engines/generate/prng.ts';
import { ToyStepper } from './toy-stepper.ts';
import type { ToyOperation } from './toy-stepper.ts';

/** A toy of two or three branches of one or two commands; some of them can deadlock. */
export function randomToy(seed: number): ToyStepper {
  const dice = new Dice();
  dice.seed(seed);
  const branches = 2 + dice.below(2);
  const operationsEach = branches === 2 ? 3 : 2;
  return new ToyStepper(
    Array.from({ length: branches }, () => {
      const commands = branches === 2 ? 1 + dice.below(2) : 1;
      return Array.from({ length: commands }, () => randomCommand(dice, operationsEach));
    }),
  );
}

function randomCommand(dice: Dice, most: number): ToyOperation[] {
  const operations: ToyOperation[] = [];
  const held: number[] = [];
  if (dice.chance(35)) {
    const first = dice.below(2);
    held.push(first, 1 - first);
    for (const word of held) operations.push({ do: 'lock', word });
  }
  const count = 1 + dice.below(most);
  for (let made = 0; made < count; made += 1) {
    const word = dice.below(3) === 0 ? 1 : 0;
    const kind = dice.below(7);
    if (kind === 0) operations.push({ do: 'nothing' });
    else if (kind <= 2) operations.push({ do: 'read', word });
    else if (kind === 3) operations.push({ do: 'increment', word });
    else if (kind === 4) operations.push({ do: 'write', word, value: 1 + dice.below(2) });
    else {
      const lock = dice.below(2);
      if (held.includes(lock)) continue;
      operations.push({ do: 'lock', word: lock });
      held.push(lock);
    }
    if (held.length > 0 && dice.chance(25)) operations.push({ do: 'unlock', word: held.pop() as number });
  }
  while (held.length > 0) operations.push({ do: 'unlock', word: held.pop() as number });
  return operations.length === 0 ? [{ do: 'nothing' }] : operations;
}
