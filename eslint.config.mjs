import { readFileSync } from 'node:fs';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const { workspaces } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
// from what a service is made of down to plain values
const kitLayers = JSON.parse(readFileSync(new URL('service-kit/layers.json', import.meta.url), 'utf8'));
const services = workspaces.filter((folder) => folder.endsWith('-service'));

const processEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Read the environment in config.ts only, and pass on what it says.',
};
const defaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Name what you export.',
};

const bareForm = {
  selector: "JSXOpeningElement[name.name='form']",
  message: 'Write a Form (shell/form.tsx), which is not left unasked while something is written in it.',
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      '.fleet/',
      'examples/',
      'benchmarks/peers/servers/nest/',
      'front-desk/src/api/generated/',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.test.json', './*/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'no-restricted-syntax': ['error', processEnvironment, defaultExport],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowNullish: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // methods here are closures, free of `this`
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-generated-empty-object-type': 'off',
    },
  },
  // a service reaches another over HTTP only, and the kit knows none of them
  ...services.map((service) => ({
    files: [`${service}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [...services.filter((other) => other !== service), 'fleet'].map((other) => ({
            group: [`**/${other}/**`, `@hms/${other}`, `@hms/${other}/**`],
          })),
        },
      ],
    },
  })),
  {
    files: ['service-kit/**/*.ts', 'gateway/**/*.ts', 'fleet/src/**/*.ts', 'fleet-tests/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: services.flatMap((name) => [`**/${name}/**`, `@hms/${name}/**`]) }] },
      ],
    },
  },
  // a file of the kit imports from its own layer and from those below it
  ...kitLayers.slice(1).map((layer, above) => ({
    files: layer.map((file) => `service-kit/src/${file}.ts`),
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: kitLayers
            .slice(0, above + 1)
            .flat()
            .map((file) => ({ name: `./${file}`, message: 'It is of a layer above (service-kit/layers.json).' })),
          patterns: [{ group: services.flatMap((name) => [`**/${name}/**`, `@hms/${name}/**`]) }],
        },
      ],
    },
  })),
  // the fleet and the tests hand an environment to the programs they start
  {
    files: [
      '**/config.ts',
      'fleet/src/**/*.ts',
      '**/config.test.ts',
      'fleet-tests/**/*.ts',
      'service-kit/testing/*.ts',
      'test-run/*.ts',
      'proofs/**/*.ts',
      'openapi/*.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', defaultExport] },
  },
  {
    files: ['front-desk/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    // two patterns of React that the rules take for promises or values: handlers may be async
    rules: { '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }] },
  },
  {
    files: ['front-desk/src/**/*.{ts,tsx}'],
    ignores: ['front-desk/src/api/use-sending.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@tanstack/react-query',
              importNames: ['useMutation'],
              message: 'Send commands by useSending, which sends each once.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['front-desk/src/**/*.tsx'],
    ignores: ['front-desk/src/shell/form.tsx'],
    rules: { 'no-restricted-syntax': ['error', processEnvironment, defaultExport, bareForm] },
  },
  // jest asks for default exports here
  { files: ['test-run/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  // answers and matchers have any shape
  {
    files: ['**/test/**/*.ts', 'fleet-tests/**/*.ts', 'service-kit/testing/**/*.ts', 'test-run/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
    },
  },
);
