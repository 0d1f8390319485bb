// Draws steps as systems with terminals show them: trees of two sessions, what a command may have made of them, and damage.
import type { Command } from '../../src/contract/command.ts';
import type { Observation, ProcessObservation } from '../../src/contract/observation/observation.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import type { Dice } from '../../src/engines/generate/prng.ts';
import type { PlainStep } from '../../src/model/invariants/plain.ts';
import { damaged } from './damage.ts';

const IDS = 6;

/** A step of which half is right by chance, and half is not. */
export function terminalStep(dice: Dice): PlainStep {
  const before = stateOf(dice);
  const after = changed(structuredClone(before), dice);
  const hurt = (seen: Observation): Observation =>
    dice.chance(70) ? seen : withFewerTerminals(damaged(seen, dice, 1 + dice.below(2), IDS + 1), dice);
  return {
    before: hurt(withoutNews(before, dice)),
    command: commandOf(dice),
    answer: dice.chance(85) ? { ok: {} } : { refused: 'ENOTTY' },
    after: hurt(after),
    commands: JOB_CONTROL_VOCABULARY.commands,
  };
}

/** Shows a terminal twice, or not by its session, or none at all; mostly all of them as they are. */
function withFewerTerminals({ terminals, ...rest }: Observation, dice: Dice): Observation {
  const [first] = terminals ?? [];
  if (terminals === undefined || first === undefined || dice.chance(20)) return rest;
  if (dice.chance(20)) return { ...rest, terminals: [...terminals, first] };
  return {
    ...rest,
    terminals: dice.chance(10) ? terminals.map(({ terminal }) => ({ terminal })) : terminals,
  };
}

type Open<Entry> = { -readonly [Key in keyof Entry]: Entry[Key] };

interface OpenState {
  processes: Open<ProcessObservation>[];
  groups: { pgid: number; session: number; processes: number[] }[];
  sessions: { sid: number; groups: number[] }[];
  terminals: { terminal: number; session: number | null; foreground: number | null }[];
  woken: [];
}

/** Session 1 with groups 1 and 5, session 2 with groups 2 and 3; who has which terminal follows from who serves whom. */
function stateOf(dice: Dice): OpenState {
  const pids = [1, 2, 3, 4, 5, 6].filter((pid) => pid < 3 || dice.chance(75));
  const sessionOf: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 2, 5: 1 };
  const serves = dice.chance(70) ? 2 : null;
  const processes = pids.map((pid): Open<ProcessObservation> => {
    const group = pid < 4 ? pid : [2, 3, 5, 3][dice.below(4)];
    const parents = pids.filter((each) => each < pid);
    const parent = pid === 1 ? null : parents[dice.below(parents.length)];
    const terminal = serves === sessionOf[group] && dice.chance(85) ? 1 : null;
    const state =
      pid === 1 ? 'running' : (['running', 'running', 'stopped', 'zombie'] as const)[dice.below(4)];
    return {
      pid,
      parent,
      group,
      state,
      children: [],
      terminal,
      received: [],
      pendingHangup: false,
      waiting: false,
    };
  });
  const groups = [1, 2, 3, 5].map((pgid) => ({ pgid, session: sessionOf[pgid], processes: [] }));
  const sessions = [1, 2].map((sid) => ({ sid, groups: [] }));
  const terminals = [
    { terminal: 1, session: serves, foreground: serves },
    { terminal: 2, session: null, foreground: null },
  ];
  return { processes, groups, sessions, terminals, woken: [] };
}

/** A few of the changes that steps make. */
function changed(state: OpenState, dice: Dice): Observation {
  for (let times = dice.below(3); times >= 0; times -= 1) {
    const process = state.processes[dice.below(state.processes.length)];
    if (process === undefined) continue;
    switch (dice.below(7)) {
      case 0:
        process.state = (['running', 'stopped', 'zombie'] as const)[dice.below(3)] ?? 'running';
        break;
      case 1:
        end(state, process.pid, dice);
        break;
      case 2:
        process.terminal = [1, 2, null][dice.below(3)] ?? null;
        break;
      case 3:
        for (const each of state.processes)
          if (each.group === process.group || dice.chance(5)) each.received = ['SIGHUP', 'SIGCONT'];
        break;
      case 4:
        process.received = (['SIGHUP', 'SIGCONT'] as const).filter(() => dice.chance(50));
        break;
      case 5: {
        const { group = 1, terminal = null } = process;
        const own = dice.chance(70) ? terminal : dice.chance(50) ? 1 : null;
        state.processes.push({
          ...process,
          pid: IDS + 1,
          parent: process.pid,
          group,
          state: 'running',
          terminal: own,
        });
        break;
      }
      default: {
        const terminal = state.terminals[dice.below(2)];
        if (terminal !== undefined) terminal.session = [1, 2, null][dice.below(3)] ?? null;
      }
    }
  }
  return state;
}

/** A process ends: its children pass to init, and mostly its session loses its terminal with it. */
function end({ processes, terminals }: OpenState, pid: number, dice: Dice): void {
  for (const process of processes) {
    if (process.pid === pid) process.state = 'zombie';
    if (process.parent === pid) process.parent = 1;
    if (dice.chance(80) && process.group !== undefined && process.group < 4 && pid === 2)
      process.terminal = null;
  }
  for (const terminal of terminals) if (terminal.session === pid && dice.chance(80)) terminal.session = null;
}

function withoutNews({ processes, ...rest }: OpenState, dice: Dice): Observation {
  return {
    ...rest,
    processes: processes.map((each) => ({ ...each, received: dice.chance(10) ? (['SIGHUP'] as const) : [] })),
  };
}

function commandOf(dice: Dice): Command {
  const process = 1 + dice.below(IDS);
  const signal = ['STOP', 'TSTP', 'CONT', 'HUP', 9][dice.below(5)];
  switch (dice.below(8)) {
    case 0:
    case 1:
      return { name: 'kill', process, target: -2, signal };
    case 2:
      return { name: 'hang_up', terminal: 1 };
    case 3:
      return { name: 'fork', process, child: IDS + 1 };
    default:
      return { name: 'exit', process, code: 0 };
  }
}
