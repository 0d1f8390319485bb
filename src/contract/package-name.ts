// The name of this package in the npm registry, where `procession` alone is a stranger's: what is printed to be pasted,
// a command line or an import, says this one. A command line with it works in a checkout and in a user's project.

export const PACKAGE_NAME = 'procession-check';

/** The start of every command line that is printed; the package has a command of its own name, so that npx finds it. */
export const COMMAND_LINE: string = `npx ${PACKAGE_NAME}`;
