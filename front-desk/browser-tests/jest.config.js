/** Against a fleet that runs: FRONT_DESK_URL (http://localhost:3000), SAMPLE_STAFF_PASSWORD. */
/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }] },
  testEnvironment: './environment.js',
  testTimeout: 120_000,
  maxWorkers: 1,
};
