// Goal: whoever makes a specification anew, by the name that its recipe gives, gets that specification. Method: each
// recipe's function, beside the specification itself.
import { expect, test } from 'vitest';
import { HIERARCHY, hierarchySpecification } from '../../src/model/hierarchy/specification.ts';
import { POSIX, posixSpecification } from '../../src/model/posix/specification.ts';

test('a specification is the same one where its recipe is followed', () => {
  expect(hierarchySpecification()).toBe(HIERARCHY);
  expect(posixSpecification('linux')).toBe(POSIX.linux);
  expect(posixSpecification('posix')).toBe(POSIX.posix);
  expect(POSIX.posix).not.toBe(POSIX.linux);
});
