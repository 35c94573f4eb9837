import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';

/** Where `vite dev` finds the API and the session: a gateway that runs. */
const gateway = 'http://localhost:3000';

/** What shows where to sign in; it waits for nothing of the application. */
const begin = /front-desk\/index\.html|src\/(begin\/|api\/problem\.|texts\/(en|ar)\/sign-in\.)|vite\/preload-helper/;

/** Has the page fetch the application while what begins asks who is signed in. */
const fetchApplication: Plugin = {
  name: 'fetch-application',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle = {} }) {
      const scripts = new Set<string>();
      const styles = new Set<string>();
      const add = (name: string) => {
        const script = bundle[name];
        if (script?.type !== 'chunk' || script.name === 'index' || scripts.has(name)) return;
        scripts.add(name);
        for (const style of script.viteMetadata?.importedCss ?? []) styles.add(style);
        script.imports.forEach(add);
      };
      for (const [name, file] of Object.entries(bundle)) if (file.type === 'chunk' && file.name === 'main') add(name);
      const link = (attributes: Record<string, string>, file: string): HtmlTagDescriptor => ({
        tag: 'link',
        attrs: { ...attributes, crossorigin: true, href: `/${file}`, fetchpriority: 'low' },
        injectTo: 'head',
      });
      return [
        ...[...styles].map((file) => link({ rel: 'preload', as: 'style' }, file)),
        ...[...scripts].map((file) => link({ rel: 'modulepreload' }, file)),
      ];
    },
  },
};

// eslint-disable-next-line no-restricted-syntax -- Vite asks for a default export
export default defineConfig({
  plugins: [fetchApplication],
  server: { proxy: Object.fromEntries(['/api', '/session', '/sign-in', '/sign-out'].map((path) => [path, gateway])) },
  // the page's policy allows no inline script, and data: only for images
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // kB: the libraries of the first page are one file, on purpose; see below
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: { index: 'index.html', main: 'src/main.tsx' },
      output: {
        // what the first page needs is three files: sixty small ones waited for each other on six connections
        codeSplitting: {
          groups: [
            { name: 'begin', test: begin, priority: 1 },
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
