import { defineConfig } from 'vite';

/** Where `vite dev` finds the API and the session: a gateway that runs. */
const gateway = 'http://localhost:3000';

// eslint-disable-next-line no-restricted-syntax -- Vite asks for a default export
export default defineConfig({
  server: { proxy: Object.fromEntries(['/api', '/session', '/sign-in', '/sign-out'].map((path) => [path, gateway])) },
  // the page's policy allows no inline script, and data: only for images
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // kB: the libraries of the first page are one file, on purpose; see below
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        // what the first page needs is two files: sixty small ones waited for each other on six connections
        codeSplitting: {
          groups: [
            { name: 'libraries', tags: ['$initial'], test: /node_modules/ },
            { name: 'first', tags: ['$initial'] },
          ],
        },
      },
      // Mantine marks its files for React's server components, which are not used here
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
});
