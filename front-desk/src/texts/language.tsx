import { DirectionProvider, useDirection } from '@mantine/core';
import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { keepLanguage, preferredLanguage, type Language } from '../begin/preferences';
import { en, type Texts } from './en';

export interface Spoken {
  language: Language;
  texts: Texts;
}

interface Choice extends Spoken {
  choose: (language: Language) => void;
}

const Context = createContext<Choice>({ language: 'en', texts: en, choose: () => undefined });

/** Returns every text in the chosen language. */
export function useTexts(): Texts {
  return use(Context).texts;
}

/** Returns the chosen language, and what chooses another. */
export function useLanguage(): Choice {
  return use(Context);
}

/** Loads the language that was chosen in this browser. */
export function rememberedLanguage(): Promise<Spoken> {
  return load(preferredLanguage());
}

/** Gives the language to all within, and its direction to the page. */
export function LanguageProvider({ first, children }: { first: Spoken; children: ReactNode }) {
  const [spoken, setSpoken] = useState(first);
  const direction = spoken.language === 'ar' ? 'rtl' : 'ltr';
  useEffect(() => {
    document.documentElement.lang = spoken.language;
    document.documentElement.dir = direction;
    document.title = spoken.texts.appName;
  }, [spoken, direction]);
  const choose = (language: Language) => {
    keepLanguage(language);
    void load(language).then(setSpoken);
  };
  return (
    <Context value={{ ...spoken, choose }}>
      <DirectionProvider initialDirection={direction} detectDirection={false}>
        <Directed direction={direction} />
        {children}
      </DirectionProvider>
    </Context>
  );
}

/** Turns the page round without making it anew: what was typed stays. */
function Directed({ direction }: { direction: 'ltr' | 'rtl' }) {
  const { setDirection } = useDirection();
  useEffect(() => setDirection(direction), [direction, setDirection]);
  return null;
}

/** Returns the texts of a language. */
export async function load(language: Language): Promise<Spoken> {
  return language === 'ar' ? { language, texts: (await import('./ar')).ar } : { language, texts: en };
}
