// The answers and states of random commands, on the model and on our table beside it: run in Node and in a browser.
import { COMMAND_SETS } from '../../src/command-sets.ts';
import type { Command } from '../../src/contract/command.ts';
import { printState } from '../../src/contract/notation/state.ts';
import { unflatten } from '../../src/contract/observation/json.ts';
import { SystemBeside } from '../../src/app/web/explorer-page/beside.ts';
import { CommandTree } from '../../src/app/web/explorer-page/command-tree.ts';
import { shown } from '../../src/model/changes.ts';

/** One text a command: the model's answer and state, and whether the table agrees. `walks`: commands as JSON. */
export function answersTo(commandSet: string, walks: readonly (readonly string[])[]): readonly string[] {
  const set = COMMAND_SETS.find(({ table }) => table.vocabulary.id === commandSet);
  if (set === undefined) throw new Error(`there is no set ${commandSet}`);
  const specification = set.specifications[0].mostDecided;
  return walks.flatMap((walk) => {
    const tree = new CommandTree(specification);
    const beside = new SystemBeside(set.makeSystem(), specification);
    return walk.map((json) => {
      const place = tree.run(JSON.parse(json) as Command);
      const { parted } = beside.at(place);
      const state = printState(unflatten(shown(specification, place.state)));
      return `${place.by?.text} => ${place.by?.answer}; ${state}; ${parted === undefined ? 'agrees' : 'parts'}`;
    });
  });
}
