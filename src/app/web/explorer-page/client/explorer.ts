// The explorer in the browser: the trial, its views, and the ways to change it: buttons, keys, typed commands, files, and
// the page's address.
import { VOCABULARIES } from '../../../../command-sets.ts';
import type { Specification } from '../../../../model/specification.ts';
import { completionsOf } from '../../../play/completion.ts';
import { drawAllArrows } from '../../components/arrows.ts';
import type { Page, PageElement, PageWindow, PointerPress } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import { setUpTheme } from '../../components/theme.ts';
import { isTypedInto, onKey, redrawOnResize } from '../../counterexample-page/client/player.ts';
import type { TriedPlace } from '../command-tree.ts';
import { cProgramOf, takesC } from '../saved-c.ts';
import { Trial } from '../trial.ts';
import type { TrialNote } from '../trial.ts';
import { AskView } from './ask-view.ts';
import { saveFile, takeFiles } from './files.ts';
import { LessonView } from './lesson-view.ts';
import { setOptions } from './offer-row.ts';
import { PaletteView } from './palette-view.ts';
import { Searcher } from './searcher.ts';
import { otherAnswers, placeWords, showPlace } from './step-view.ts';
import { TimelineView } from './timeline-view.ts';

/** The address follows at this distance: browsers allow no more changes of it than some hundred a half minute. */
const ADDRESS_MS = 300;
/** Completions beyond these are not offered at once. */
const COMPLETIONS_MAX = 60;

/** Sets the page going. */
export function startExplorer(page: Page, window: PageWindow): void {
  new Explorer(page, window).start();
}

class Explorer {
  readonly #page: Page;
  readonly #window: PageWindow;
  readonly #trial = new Trial();
  readonly #timeline: TimelineView;
  readonly #palette: PaletteView;
  /** Absent in a page without searches. */
  readonly #ask: AskView | undefined;
  readonly #lessons: LessonView;
  #addressTimer: number | undefined;
  #addressed = '';
  /** The choices as they stand above the page. */
  #chosen: { readonly specification: Specification; readonly systemName: string } | undefined;

  constructor(page: Page, window: PageWindow) {
    this.#page = page;
    this.#window = window;
    this.#timeline = new TimelineView(page, this.#element('line'), (place) => this.#goTo(place));
    const asks = this.#element('viewer').querySelector('#ask') !== null;
    const inquiries = asks
      ? {
          page,
          trial: this.#trial,
          searcher: new Searcher(window, page.currentScript?.textContent ?? undefined),
          did: (told: TrialNote) => this.#did(told),
        }
      : undefined;
    this.#ask = inquiries && new AskView(inquiries, (id) => this.#element(id));
    this.#palette = new PaletteView(page, {
      actor: this.#element('actor'),
      list: this.#element('offers'),
      run: ({ command }) => this.#ran(this.#trial.run(command)),
      inquiries,
    });
    this.#lessons = new LessonView(page, this.#trial, (told) => this.#did(told));
  }

  start(): void {
    setUpTheme(this.#page, this.#window, this.#element('theme'));
    this.#setUpChoices();
    this.#setUpTyping();
    this.#setUpSteps();
    this.#setUpFiles();
    this.#window.addEventListener('hashchange', () => this.#openAddress());
    redrawOnResize(this.#page, this.#window, this.#element('sides'));
    this.#openAddress();
  }

  #element(id: string): PageElement {
    return this.#page.getElementById(id) as PageElement; // The page has them all: page.ts.
  }

  #onClick(id: string, act: () => void): void {
    this.#element(id).addEventListener('click', act);
  }

  #setUpChoices(): void {
    const trial = this.#trial;
    this.#element('set').replaceChildren(
      ...VOCABULARIES.map(({ id, title }) => make(this.#page, 'option', { value: id }, title)),
    );
    const onChange = (id: string, act: (value: string) => TrialNote): void =>
      this.#element(id).addEventListener('change', () => this.#did(act(this.#element(id).value)));
    onChange('set', (set) => {
      trial.chooseSet(set);
      return { note: `the ${trial.specification.vocabulary.title} commands` };
    });
    onChange('profile', (profile) => trial.chooseProfile(profile));
    onChange('beside', (name) => trial.chooseSystem(name === '' ? undefined : name));
    this.#onClick('clear', () => {
      trial.clear();
      this.#did({ note: 'back to the start' });
    });
  }

  #setUpTyping(): void {
    const input = this.#element('typed');
    const complete = (): void => {
      const text = input.value;
      const { specification, here } = this.#trial;
      const [words, partial] = completionsOf(specification, here.state, text, []);
      const begun = text.slice(0, text.length - partial.length);
      this.#element('completions').replaceChildren(
        ...words
          .slice(0, COMPLETIONS_MAX)
          .map((word) => make(this.#page, 'option', { value: `${begun}${word}` })),
      );
    };
    input.addEventListener('input', complete);
    input.addEventListener('focus', complete);
    this.#element('typing').addEventListener('submit', (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (text === '') return;
      const told = this.#trial.runText(text);
      if ('note' in told) input.value = '';
      this.#ran(told);
      complete();
    });
  }

  #setUpSteps(): void {
    const trial = this.#trial;
    this.#onClick('undo', () => this.#moved(trial.tree.undo()));
    this.#onClick('redo', () => this.#moved(trial.tree.redo()));
    this.#onClick('to-parted', () => trial.parted !== undefined && this.#goTo(trial.parted));
    this.#page.addEventListener('keydown', (event) => this.#pressed(event));
    this.#element('sides').addEventListener('click', ({ target }) => {
      const pid = target?.closest?.('.process')?.dataset['pid'];
      if (pid !== undefined) this.#palette.choose(pid);
    });
    this.#element('step').addEventListener('click', ({ target }) => {
      const place = target?.closest?.('[data-other]')?.dataset['other'];
      const answer = otherAnswers(trial)[Number(place)];
      const { by } = trial.here;
      if (answer === undefined || by === undefined) return;
      trial.tree.undo();
      this.#ran(trial.run(by.command, answer));
    });
  }

  #pressed(event: PointerPress): void {
    const { tree } = this.#trial;
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !isTypedInto(event)) {
      const isBack = key === 'z' && !event.shiftKey;
      if (!isBack && key !== 'y' && key !== 'z') return;
      event.preventDefault();
      this.#moved(isBack ? tree.undo() : tree.redo());
      return;
    }
    const { line, here } = tree;
    const inList = this.#element('line').contains(this.#page.activeElement);
    onKey(event, inList, here.depth, line.length - 1, (depth) => {
      const place = line.at(Math.max(0, Math.min(depth, line.length - 1)));
      if (place !== undefined) this.#goTo(place);
    });
  }

  #setUpFiles(): void {
    const trial = this.#trial;
    const save = (name: string, text: string): void => {
      saveFile(this.#page, this.#window, name, text);
      this.#tell({ note: `saved as ${name}` });
    };
    takeFiles(this.#page, this.#element('file'), (read) =>
      this.#did('problem' in read ? read : trial.open(read.text, read.name)),
    );
    this.#onClick('save-trace', () => save('tried.trace', trial.trace));
    this.#onClick('save-c', () => {
      const { commandSet } = trial.specification;
      const program = cProgramOf(trial.commands, commandSet);
      if ('problem' in program) this.#tell(program);
      else save('tried.c', program.text);
    });
    this.#onClick('copy', () => this.#copyLink());
  }

  #copyLink(): void {
    const { href } = this.#window.location;
    const link = `${href.replace(/#.*$/s, '')}#${this.#lessons.link ?? this.#trial.link}`;
    const leadsTo = this.#lessons.link === undefined ? '' : ': it leads to this step of the lesson';
    const shown = this.#element('link');
    const show = (): void => {
      shown.hidden = false;
      shown.value = link;
      shown.focus();
      this.#tell({ note: `the link stands beside the button, to be copied${leadsTo}` });
    };
    const { clipboard } = this.#window.navigator;
    if (clipboard === undefined) show();
    else
      void clipboard.writeText(link).then(() => {
        shown.hidden = true;
        this.#tell({ note: `the link is copied${leadsTo}` });
      }, show);
  }

  #openAddress(): void {
    const given = JSON.parse(this.#element('trial').textContent ?? 'null') as string | null;
    const fragment = this.#window.location.hash.slice(1) || (given ?? '');
    if (fragment === '' || fragment === this.#addressed) this.#show();
    else this.#did(this.#lessons.openAddress(fragment) ?? this.#trial.openLink(fragment));
  }

  #goTo(place: TriedPlace): void {
    this.#trial.tree.goTo(place);
    this.#moved(true);
  }

  #moved(is: boolean): void {
    if (!is) return;
    this.#tell({ note: '' });
    this.#show();
  }

  /** The step that a command has led to says itself what came of it. */
  #ran(told: TrialNote): void {
    this.#did('problem' in told ? told : { note: '' });
  }

  /** Shows what was done, and tells it; a problem changes nothing but for its sentence. */
  #did(told: TrialNote): void {
    this.#show();
    this.#tell(told);
  }

  #tell(told: TrialNote): void {
    const problem = 'problem' in told ? told.problem : '';
    this.#element('problem').textContent = problem;
    this.#element('problem').hidden = problem === '';
    this.#element('note').textContent = 'note' in told ? told.note : '';
  }

  #show(): void {
    const trial = this.#trial;
    const { line, here } = trial.tree;
    const element = (id: string): PageElement => this.#element(id);
    this.#showChoices();
    this.#palette.show(trial);
    this.#ask?.show();
    showPlace(this.#page, element, trial);
    this.#timeline.show(trial);
    const all = line.length - 1;
    element('place').textContent = all === 0 ? placeWords(here) : `${placeWords(here)} of ${all}`;
    element('undo').disabled = here.depth === 0;
    element('redo').disabled = here.depth === line.length - 1;
    const { parted } = trial;
    element('to-parted').hidden = parted === undefined || parted === here;
    element('save-c').hidden = !takesC(trial.specification.commandSet);
    this.#timeline.bringIntoView(trial);
    drawAllArrows(this.#page, element('sides'));
    this.#window.clearTimeout(this.#addressTimer ?? 0);
    this.#addressTimer = this.#window.setTimeout(() => this.#writeAddress(), ADDRESS_MS);
  }

  #writeAddress(): void {
    this.#addressed = this.#lessons.link ?? this.#trial.link;
    this.#window.history.replaceState(null, '', `#${this.#addressed}`);
  }

  /** Sets the choices, which are the same from step to step. */
  #showChoices(): void {
    const trial = this.#trial;
    const { specification, systemName = '' } = trial;
    const { commandSet, profile = '' } = specification;
    if (this.#chosen?.specification === specification && this.#chosen.systemName === systemName) return;
    this.#chosen = { specification, systemName };
    this.#element('set').value = commandSet;
    for (const legend of this.#element('viewer').querySelectorAll('[data-legend]'))
      legend.hidden = legend.dataset['legend'] !== commandSet;
    const profiles = trial.specifications.flatMap((each) => each.profile ?? []);
    this.#element('profile-choice').hidden = profiles.length === 0;
    setOptions(this.#page, this.#element('profile'), profiles, (each) => each);
    this.#element('profile').value = profile;
    this.#element('system-choice').hidden = trial.systems.length === 0;
    const system = this.#element('beside');
    const names = trial.systems.map(({ name }) => name);
    setOptions(this.#page, system, ['', ...names], (name) => (name === '' ? 'nothing' : name));
    system.value = systemName;
    const sentence = trial.systems.find(({ name }) => name === systemName)?.sentence ?? '';
    this.#element('system-sentence').textContent = sentence;
    this.#element('system-sentence').hidden = sentence === '';
  }
}
