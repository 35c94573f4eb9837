import './mantine.css';
import './app.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './api/queries';
import { lightOrDark } from './begin/preferences';
import { router } from './router';
import { keepInputSure } from './shell/sure-input';
import { LanguageProvider, rememberedLanguage, type Spoken } from './texts/language';
import { theme } from './theme';

keepInputSure();
// no `await` here: the texts of another language import from this file, and would wait for it as it waits for them
void rememberedLanguage().then(show);

function show(first: Spoken): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <LanguageProvider first={first}>
        <MantineProvider
          theme={theme}
          defaultColorScheme="auto"
          colorSchemeManager={localStorageColorSchemeManager({ key: lightOrDark })}
        >
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </MantineProvider>
      </LanguageProvider>
    </StrictMode>,
  );
}
