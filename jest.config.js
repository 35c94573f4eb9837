/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/*/test/**/*.test.ts', '<rootDir>/{fleet,fhir}-tests/**/*.test.ts'],
  globalSetup: '<rootDir>/test-run/global-setup.ts',
  globalTeardown: '<rootDir>/test-run/global-teardown.ts',
  transform: { '\\.m?[jt]s$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }] },
  // published as ES modules only
  transformIgnorePatterns: [
    '/node_modules/(?!@seriousme/|fhir-kit-client/|fhir-validator-mx/|jose/|oauth4webapi/|openid-client/)',
    '<rootDir>/[^/]+/dist/',
  ],
  moduleNameMapper: {
    '^@hms/service-kit/testing/(.*)$': '<rootDir>/service-kit/testing/$1',
    '^@hms/service-kit/(.*)$': '<rootDir>/service-kit/src/$1',
    '^@hms/access/(.*)$': '<rootDir>/access/src/$1',
    '^@hms/fhir/(.*)$': '<rootDir>/fhir/src/$1',
    '^@hms/papers/testing/(.*)$': '<rootDir>/papers/testing/$1',
    '^@hms/papers/(.*)$': '<rootDir>/papers/src/$1',
    // its package.json has no entry for require()
    '^fhir-kit-client$': '<rootDir>/node_modules/fhir-kit-client/dist/index.js',
  },
  modulePathIgnorePatterns: ['/dist/', '/\\.fleet'],
  // machines are shared; no test is there to be quick
  testTimeout: 60_000,
  maxWorkers: 2,
};
