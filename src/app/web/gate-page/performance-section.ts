// The performance: for each workload the interval of the ratio beside the threshold, all on one scale.
import { counted } from '../../../contract/format-numbers.ts';
import type { PerformanceEvidence } from '../../gate/check-evidence.ts';
import { escaped } from '../components/document.ts';
import { along } from './numbers.ts';
import type { Section } from './section.ts';
import type { CheckStanding } from './standing.ts';
import { standingSign } from './standing.ts';

export function performanceSection(evidences: readonly PerformanceEvidence[]): Section | undefined {
  if (evidences.length === 0) return undefined;
  const slower = evidences.filter((each) => standingOfRatio(each) === 'fail').length;
  const bases = [...new Set(evidences.map(({ base }) => base))].join(', ');
  return {
    id: 'performance',
    title: 'Performance',
    note: slower === 0 ? counted(evidences.length, 'workload') : `${slower} slower`,
    lead: `Time of this version by time of ${bases}, both measured in one run, in turns: 1 is as fast, to the right of it this version is slower. A bar is the interval in which the ratio lies, a dot one measured process.`,
    body: `<div class="races">
${evidences.map((each) => raceOf(each, scaleOf(evidences))).join('\n')}
</div>`,
  };
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

/** The verdict that the interval comes to. */
function standingOfRatio({ low, high, threshold }: PerformanceEvidence): CheckStanding {
  return low > threshold ? 'fail' : high <= threshold ? 'pass' : 'inconclusive';
}

/** An end of an interval that is so many times beyond the ratio is nowhere. */
const WILD = 1.6;

/** One scale for all, with 1 and every threshold on it; wild blocks are drawn at its ends. */
function scaleOf(evidences: readonly PerformanceEvidence[]): Scale {
  const needed = evidences.flatMap(({ low, high, ratio, threshold }) => {
    const [least, most] = [ratio / WILD, Math.max(ratio, threshold) * WILD];
    return [Math.max(low, least), Math.min(high, most), ratio, threshold, 1];
  });
  const blocks = evidences.flatMap(({ ratios }) => ratios).toSorted((a, b) => a - b);
  const usual = blocks.slice(Math.floor(blocks.length * 0.02), Math.ceil(blocks.length * 0.98));
  const all = [...needed, ...usual];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = Math.max((most - least) * 0.06, 0.01);
  const [low, high] = [least - room, most + room];
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10].find((each) => (high - low) / each <= 8) ?? 50;
  const first = Math.ceil(low / step);
  const ticks = Array.from(
    { length: Math.floor(high / step) - first + 1 },
    (_, index) => (first + index) * step,
  );
  return { low, high, ticks };
}

function raceOf(evidence: PerformanceEvidence, scale: Scale): string {
  const { workload, ratio, low, high, confidence, threshold, blocks } = evidence;
  const standing = standingOfRatio(evidence);
  const words = {
    fail: 'slower than allowed',
    pass: 'not slower than allowed',
    inconclusive: 'too noisy to tell',
  };
  const end = (value: number): string => (value > ratio * 100 ? '?' : value.toFixed(3));
  const interval = `${ratio.toFixed(3)} (${end(low)} … ${end(high)}, ${Math.round(confidence * 1000) / 10} %)`;
  return `<figure class="race">
<figcaption><h3>${escaped(workload)}</h3><span class="told-verdict ${standing}">${standingSign(standing)} ${words[standing as keyof typeof words]}</span><span class="count">${interval}</span><span class="aside">${counted(blocks, 'block')}</span></figcaption>
${pictureOf(evidence, scale, standing, `${workload}: ratio ${interval}, fails above ${threshold.toFixed(2)}: ${words[standing as keyof typeof words]}`)}
</figure>`;
}

const [TOP, MIDDLE, BOTTOM] = [16, 46, 70];

function pictureOf(
  { ratio, low, high, threshold, ratios }: PerformanceEvidence,
  scale: Scale,
  standing: CheckStanding,
  said: string,
): string {
  const x = (value: number): string => along(value, scale.low, scale.high);
  const vertical = (value: number, kind: string): string =>
    `<line class="${kind}" x1="${x(value)}" x2="${x(value)}" y1="${TOP}" y2="${BOTTOM}"/>`;
  const width = Number.parseFloat(x(high)) - Number.parseFloat(x(low));
  const beyond = 100 - Number.parseFloat(x(threshold));
  const dots = ratios.map(
    (each, index) =>
      `<circle class="block" cx="${x(each)}" cy="${MIDDLE - 16 + ((index * 7) % 5) * 2.4}" r="2.2"/>`,
  );
  return `<svg class="interval" role="img" aria-label="${escaped(said)}" width="100%" height="92">
<rect class="beyond" x="${x(threshold)}" y="${TOP}" width="${beyond.toFixed(2)}%" height="${BOTTOM - TOP}"/>
${scale.ticks.map((tick) => `${vertical(tick, 'tick')}<text class="at" x="${x(tick)}" y="${BOTTOM + 16}">${labelOf(tick, scale)}</text>`).join('')}
${vertical(1, 'one')}${vertical(threshold, 'limit')}
<text class="limit-name" x="${x(threshold)}" y="${TOP - 4}">fails above ${threshold.toFixed(2)}</text>
${dots.join('')}
<rect class="range ${standing}" x="${x(low)}" y="${MIDDLE - 1}" width="${Math.max(width, 0.3).toFixed(2)}%" height="14" rx="3"/>
<line class="estimate" x1="${x(ratio)}" x2="${x(ratio)}" y1="${MIDDLE - 5}" y2="${MIDDLE + 17}"/>
</svg>`;
}

function labelOf(tick: number, { ticks }: Scale): string {
  const fine = ticks.some((each) => Math.abs(each * 10 - Math.round(each * 10)) > 1e-6);
  return tick.toFixed(fine ? 2 : 1);
}
