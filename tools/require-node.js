// Refuses to go on where the tests would run on a Node that cannot run them.
// npm puts node_modules/.bin first in the PATH of scripts, so this is the `node` dependency unless it is missing.
const NODE_MIN = 24;

if (Number.parseInt(process.versions.node, 10) < NODE_MIN) {
  console.error(
    `Node ${process.versions.node} cannot run these tests, and the dependency that brings Node ${NODE_MIN} is not ` +
      'set up: run npm ci without --ignore-scripts.',
  );
  process.exit(2);
}
