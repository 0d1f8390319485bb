// The state graph in a file: as DOT text, or laid out as an SVG drawing.
import { extname } from 'node:path';
import type { SystemUnderTest } from '../../../contract/system.ts';
import type { ExplorationPlan } from '../../../engines/exploration/plan.ts';
import type { DrawnGraph, GraphBudget } from '../../../engines/exploration/state-graph.ts';
import { stateGraphOf } from '../../../engines/exploration/state-graph.ts';
import type { StateGraph } from '../../../engines/exploration/state-graph-dot.ts';
import { styledSvg } from '../../web/state-graph-svg.ts';
import { dotOf } from '../../../engines/exploration/state-graph-dot.ts';
import { specificationOf } from '../../../command-sets.ts';
import { Misuse } from '../exit-codes.ts';
import { amountsText } from '../report/exploration.ts';
import { refuseMissingFolder, writeOutput } from './output.ts';
import { counted, grouped } from '../terminal.ts';

const IDS_MAX = 3;
/** States that each form takes: more make a text that no program lays out, or a drawing that nobody reads. */
const STATES_MAX: Readonly<Record<string, number>> = { '.dot': 20_000, '.svg': 2_000 };

/** Refuses what cannot be drawn before anything is searched. */
export function refuseUndrawable(file: string, ids: number): void {
  if (STATES_MAX[extname(file)] === undefined)
    throw new Misuse(`--graph writes .dot or .svg, and ${file} ends in neither`);
  if (ids > IDS_MAX)
    throw new Misuse(
      `--graph draws small spaces, up to --ids ${IDS_MAX}: at ${counted(ids, 'id')} there is too much to see`,
    );
  refuseMissingFolder('--graph', file);
}

/** Searches, lays out, writes; nothing where it was interrupted. */
export async function writeGraph(
  file: string,
  plan: ExplorationPlan,
  system: SystemUnderTest,
  budget: Omit<GraphBudget, 'drawnMax'>,
): Promise<DrawnGraph | undefined> {
  const form = extname(file);
  const drawnMax = STATES_MAX[form] ?? 0;
  const graph = await stateGraphOf(plan, system, specificationOf(system), titleOf(plan, system, budget), {
    ...budget,
    drawnMax,
  });
  if (graph === undefined) {
    if (budget.stopped()) return undefined;
    const dot =
      form === '.dot' ? '' : `, or write a .dot file, which takes ${grouped(STATES_MAX['.dot'] ?? 0)}`;
    throw new Misuse(
      `--graph: this bound has more than the ${counted(drawnMax, 'state')} that a ${form} file takes: ask for less with --ids, --handles, --threads, --commands or --depth-max, or for --symmetry on${dot}`,
    );
  }
  writeOutput(file, form === '.dot' ? dotOf(graph) : await svgOf(graph));
  return { file, states: graph.states.length, edges: graph.edges.length };
}

/** Graphviz is a megabyte that only this needs. */
async function svgOf(graph: StateGraph): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  return styledSvg(viz.renderString(dotOf(graph), { format: 'svg', engine: 'dot' }));
}

function titleOf(
  { bound, symmetry, match }: ExplorationPlan,
  system: SystemUnderTest,
  { depthMax, statesMax }: Pick<GraphBudget, 'depthMax' | 'statesMax'>,
): readonly string[] {
  return [
    `${system.name} and the model, ids 1 … ${bound.ids}`,
    ...amountsText(specificationOf(system), bound),
    symmetry
      ? 'up to renaming of all ids but init’s: an edge leads to a state by other names'
      : 'every id by its own name',
    ...(match === 'representation' ? ['states told apart by their bytes too'] : []),
    ...(depthMax === undefined ? [] : [`to depth ${depthMax}`]),
    ...(statesMax === undefined ? [] : [`stopped at ${counted(statesMax, 'state')}`]),
    'refused commands and those that change nothing left out',
  ];
}
