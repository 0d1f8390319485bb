// The gate's options that a configuration file gives: an option said on the command line wins, what the file says comes
// before what is usual.
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Need } from '../../gate/needs.ts';
import { GATE_CONFIG_FILE, readGateConfig } from '../files/gate-config.ts';
import type { GateConfig } from '../files/gate-config.ts';
import { isModule } from './system-kinds.ts';
import { shellWord } from './values.ts';

/** The options that a file alone can give, and the file itself. */
export interface ConfiguredFlags {
  readonly config?: string | false;
  /** Paths of modules. */
  readonly checks?: readonly string[];
  readonly leaveOut?: readonly string[];
  readonly require?: readonly Need[];
  /** In milliseconds. */
  readonly timeLimitCheck?: number;
  readonly seeds?: number;
  readonly runs?: number;
  readonly commandsMax?: number;
  readonly ids?: number;
  readonly threshold?: number;
}

/** Adds `--config`, and takes from the file what the command line does not say, before the command is run. */
export function withConfig(command: Command): Command {
  return command
    .option(
      '--config <file>',
      `the options as a file of JSON (default: ${GATE_CONFIG_FILE}, if there); those on the command line win`,
    )
    .option('--no-config', 'read no such file')
    .hook('preAction', (_, acting) => {
      const read = readGateConfig(acting.opts<ConfiguredFlags>().config);
      if (read === undefined) return;
      for (const [option, value] of Object.entries(flagsOf(read.config, dirname(read.file))))
        if (acting.getOptionValueSource(option) !== 'cli')
          acting.setOptionValueWithSource(option, value, 'config');
      acting.setOptionValueWithSource('config', read.file, 'config');
    });
}

/** A file's content as options have it; paths, which are taken from the file's folder, lead on from the present one. */
export function flagsOf(config: GateConfig, folder: string): Readonly<Record<string, unknown>> {
  const { $schema: _, sut, env, known, corpus, save, checks, performance, ...same } = config;
  const at = (path: string): string => pathFrom(folder, path);
  const flags = {
    ...same,
    ...milliseconds(config),
    sut: sut !== undefined && isModule(sut) ? at(sut) : sut,
    env: env && Object.entries(env).map(([name, value]) => `${name}=${value}`),
    known: known && at(known),
    corpus: corpus && at(corpus),
    save: save && at(save),
    checks: checks?.map(at),
    threshold: performance?.threshold,
  };
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}

/** The modules with checks that the file names, as paths that lead on from the present folder. */
export function configuredModules(config: ConfiguredFlags['config']): readonly string[] {
  const read = readGateConfig(config);
  if (read === undefined) return [];
  const folder = dirname(read.file);
  return (read.config.checks ?? []).map((path) => pathFrom(folder, path));
}

function milliseconds({ timeLimitStep, timeLimitStart, timeLimitCheck }: GateConfig) {
  const of = (seconds: number | undefined) => seconds && seconds * 1000;
  return {
    timeLimitStep: of(timeLimitStep),
    timeLimitStart: of(timeLimitStart),
    timeLimitCheck: of(timeLimitCheck),
  };
}

/** A path as one writes it here; one in this folder or below keeps its dot, by which a module is known. */
function pathFrom(folder: string, path: string): string {
  if (isAbsolute(path)) return path;
  const here = relative('', resolve(folder, path));
  const dotted = path.startsWith('.') && !here.startsWith('.') ? `./${here}` : here;
  return dotted === '' ? '.' : dotted;
}

/** The options that name the file again: none where it is the usual one. */
export function configAgain({ config }: ConfiguredFlags): readonly string[] {
  if (config === false) return ['--no-config'];
  return config === undefined || config === GATE_CONFIG_FILE ? [] : [`--config ${shellWord(config)}`];
}
