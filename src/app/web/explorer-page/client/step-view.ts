// Draws the step that is looked at: what happened, what changed, the rule, both sides' states, and where they differ.
import type { Answer } from '../../../../contract/command.ts';
import { printAnswer } from '../../../../contract/notation/trace.ts';
import { differenceOf } from '../../../../contract/observation/difference-text.ts';
import { differences } from '../../../../contract/observation/differences.ts';
import { unflatten } from '../../../../contract/observation/json.ts';
import type { Divergence } from '../../../../lockstep/divergence.ts';
import { describeStep } from '../../../../model/describe.ts';
import { INVARIANT_SENTENCES } from '../../../../model/invariants/all.ts';
import { handlesIn } from '../../../../model/state.ts';
import { changesBetween, shown } from '../../../../model/changes.ts';
import type { Page, PageElement } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import { differsByThing, ownDifferences, parentsIn } from '../../components/marked.ts';
import { renew } from '../../components/renew.ts';
import { stateData } from '../../components/state-data.ts';
import { showSides, showStep } from '../../counterexample-page/client/player.ts';
import type { MomentData } from '../../counterexample-page/page-data.ts';
import type { SystemThere } from '../beside.ts';
import type { TriedPlace } from '../command-tree.ts';
import { appliedRule } from '../rule.ts';
import type { Trial } from '../trial.ts';

/** Shows the place that a trial looks at in the parts of the page; the arrows of the drawings are drawn once all stands. */
export function showPlace(page: Page, element: (id: string) => PageElement, trial: Trial): void {
  const { here, specification } = trial;
  const there = trial.systemAt(here);
  const parts = there?.parted === here;
  const { divergence } = there ?? {};
  const moment = momentOf(trial, there);
  const below = [changesOf(page, trial), otherAnswersOf(page, trial), rulePartsOf(page, trial)];
  showStep(page, element('step'), moment, parts, below.flat());
  const { systemName } = trial;
  element('sides').classList.toggle('alone', systemName === undefined);
  element('system-side').hidden = systemName === undefined;
  element('system-name').textContent = systemName ?? '';
  const told = divergence?.differences ?? [];
  showSides(
    page,
    element,
    {
      system: systemName,
      moments: [],
      parts: parts ? 0 : -1,
      differs: parts ? differsByThing(told) : {},
      parents: parentsIn(told),
    },
    moment,
    parts,
  );
  element('findings').hidden = !parts;
  renew(
    page,
    element('findings'),
    ...(parts && divergence !== undefined ? findingsOf(page, divergence, systemName ?? '') : []),
  );
  const open = specification.profile === undefined ? '' : ` by the profile ${specification.profile}`;
  element('said').textContent =
    `${placeWords(here)}: ${moment.command}. ${moment.sentence}${parts ? '. Here model and system part.' : ''}${here.by === undefined ? open : ''}`;
}

/** `Step 3`, or `Start`. */
export function placeWords({ depth }: TriedPlace): string {
  return depth === 0 ? 'Start' : `Step ${depth}`;
}

function momentOf(trial: Trial, there: SystemThere | undefined): MomentData {
  const { here, specification } = trial;
  const { by, before, state } = here;
  const held = handlesIn(state);
  const { shows } = specification.vocabulary;
  const after = shown(specification, state);
  const model = stateData(unflatten(after), held, shows);
  const changes = before === undefined ? [] : differences(shown(specification, before.state), after);
  const expected = by?.answer;
  const seen = there?.answer === undefined ? undefined : printAnswer(there.answer);
  const system = there && systemState(trial, there);
  return {
    command: by?.text ?? 'start',
    sentence:
      by === undefined || before === undefined
        ? 'init alone, in group 1 of session 1'
        : describeStep(specification, before.state, by.command, by.step),
    ...(expected !== undefined && { expected }),
    ...(seen !== undefined && { seen }),
    ...(there?.parted === here && there.divergence?.kind === 'answer' && { wrong: true as const }),
    touched: ownDifferences(changes).map(({ of }) => of),
    passed: parentsIn(changes),
    model,
    ...(system !== undefined && { system }),
  };
}

/** The system's side; `undefined` where it is just the model's. */
function systemState(
  { here, specification }: Trial,
  { observation, parted }: SystemThere,
): MomentData['system'] | undefined {
  if (parted !== undefined && parted !== here)
    return `Not asked any more: model and system have parted at step ${parted.depth}.`;
  if (observation === undefined) return 'It shows nothing: it could not be asked any more.';
  const held = handlesIn(here.state);
  const { shows } = specification.vocabulary;
  const data = stateData(observation, held, shows);
  const model = stateData(unflatten(shown(specification, here.state)), held, shows);
  return parted === undefined && data.notation === model.notation ? undefined : data;
}

function changesOf(page: Page, { here, specification }: Trial): readonly PageElement[] {
  if (here.before === undefined) return [];
  const changes = changesBetween(specification, here.before.state, here.state);
  const items = changes.map((change) => make(page, 'li', {}, change));
  return [
    changes.length === 0
      ? make(page, 'p', { class: 'need' }, 'Nothing that is shown changed.')
      : make(page, 'ul', { class: 'changes', 'aria-label': 'What changed' }, ...items),
  ];
}

/** The other answers that a system may choose here; none where one stands beside the model and has answered. */
export function otherAnswers({ here, specification, systemName }: Trial): readonly Answer[] {
  const { by, before } = here;
  if (by === undefined || before === undefined || systemName !== undefined) return [];
  const answers = specification.answersTo(before.state, by.command);
  return answers.filter((answer) => printAnswer(answer) !== by.answer);
}

/** A button for each of them, with its number. */
function otherAnswersOf(page: Page, trial: Trial): readonly PageElement[] {
  const buttons = otherAnswers(trial).map((answer, place) =>
    make(
      page,
      'button',
      { type: 'button', 'data-other': String(place) },
      make(page, 'code', {}, printAnswer(answer)),
    ),
  );
  if (buttons.length === 0) return [];
  return [make(page, 'p', { class: 'other-answers' }, 'A system may also answer ', ...buttons)];
}

/** The rule of the step as a part to unfold, open where it refuses or profiles differ. */
function rulePartsOf(page: Page, trial: Trial): readonly PageElement[] {
  const { here, specification, specifications } = trial;
  if (here.by === undefined || here.before === undefined) return [];
  const { command } = here.by;
  const rule = appliedRule(specification, specifications, here.before.state, command);
  const refusals = rule.refusals.map(({ name, errno, sentence, applies }) =>
    make(
      page,
      'li',
      applies ? { class: 'applies' } : {},
      make(page, 'code', {}, specification.refusesInOrder ? `${errno} ${name}` : name),
      ` ${sentence}`,
      ...(applies ? [make(page, 'b', {}, ' – applies here')] : []),
    ),
  );
  const summary =
    refusals.length === 0
      ? `Rule ${rule.clause}: ${command.name} is never refused`
      : `Rule ${rule.clause}: what refuses ${command.name}${rule.inOrder ? ', in this order' : ''}`;
  const readings = rule.readings.map(({ profile, says }) =>
    make(page, 'p', { class: 'reading' }, make(page, 'b', {}, `${profile} reads it otherwise: `), says),
  );
  const details = make(page, 'details', { class: 'rule' }, make(page, 'summary', {}, summary));
  if (refusals.length > 0) details.append(make(page, rule.inOrder ? 'ol' : 'ul', {}, ...refusals));
  if (here.by.step.refusals !== undefined) details.setAttribute('open', '');
  return [
    ...readings,
    ...(refusals.length === 0 ? [make(page, 'p', { class: 'need' }, summary)] : [details]),
  ];
}

/** The differences and the broken invariants where model and system part. */
function findingsOf(page: Page, divergence: Divergence, system: string): readonly PageElement[] {
  const { kind, sentence, violations } = divergence;
  const rows = divergence.differences.map((difference) =>
    make(
      page,
      'tr',
      {},
      make(page, 'td', {}, differenceOf(difference)),
      make(page, 'td', { class: 'wanted' }, difference.expected),
      make(page, 'td', { class: 'had' }, difference.seen),
    ),
  );
  const heads = ['what', 'model', system].map((head) => make(page, 'th', { scope: 'col' }, head));
  const broken = violations.map(({ invariant, finding }) =>
    make(page, 'li', {}, `violates ${invariant}, ${INVARIANT_SENTENCES[invariant]}: ${finding}`),
  );
  return [
    make(page, 'h3', { class: 'side-title findings-title' }, 'Where they part'),
    ...(kind === 'observation' || kind === 'invariant' ? [] : [make(page, 'p', {}, sentence)]),
    ...(rows.length === 0
      ? []
      : [
          make(
            page,
            'table',
            { class: 'differences' },
            make(page, 'thead', {}, make(page, 'tr', {}, ...heads)),
            make(page, 'tbody', {}, ...rows),
          ),
        ]),
    ...(broken.length === 0 ? [] : [make(page, 'ul', { class: 'violations' }, ...broken)]),
  ];
}
