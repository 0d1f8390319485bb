// Foretells the size of a search from the layers that it has: the logarithm of the growth from layer to layer falls nearly
// in a line, so that line is drawn on until nothing is left.

/** Layers that are needed before anything is said, and the growths that the line is drawn through. */
const LAYERS_MIN = 8;
const GROWTHS = 3;
/** An end so many times as deep as what is known is too far off to be foretold. */
const TIMES_AS_DEEP = 3;

/** The states that a search will have, and those of its largest layer. */
export interface Growth {
  readonly states: number;
  readonly largestLayer: number;
  readonly depth: number;
}

/** Foretold from whole layers; undefined while too few are known, or their growth does not slow down enough yet. */
export function foretold(statesByDepth: readonly number[]): Growth | undefined {
  const layers = statesByDepth.length;
  if (layers < LAYERS_MIN) return undefined;
  const growths = Array.from({ length: GROWTHS }, (_, i) => {
    const depth = layers - GROWTHS + i;
    return Math.log(statesByDepth[depth] / statesByDepth[depth - 1]);
  });
  const middle = (GROWTHS - 1) / 2;
  const mean = growths.reduce((sum, growth) => sum + growth, 0) / GROWTHS;
  const spread = growths.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const slope = growths.reduce((sum, growth, i) => sum + (i - middle) * (growth - mean), 0) / spread;
  if (!(slope < 0)) return undefined;
  let states = statesByDepth.reduce((sum, count) => sum + count, 0);
  let largestLayer = Math.max(...statesByDepth);
  let layer = statesByDepth[layers - 1];
  for (let depth = layers - 1; depth < TIMES_AS_DEEP * layers; depth += 1) {
    layer *= Math.exp(mean + slope * (depth + 1 - layers + GROWTHS - middle));
    if (layer < 1) return { states, largestLayer, depth };
    states += layer;
    largestLayer = Math.max(largestLayer, layer);
  }
  return undefined;
}
