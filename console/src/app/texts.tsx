// The words of the console: one table a language, loaded when it is chosen.
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { en } from '../texts/en.ts';

export type Texts = typeof en;

export const LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ar: 'العربية',
} as const;

export type Language = keyof typeof LANGUAGES;

const LOAD: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => en,
  de: async () => (await import('../texts/de.ts')).de,
  fr: async () => (await import('../texts/fr.ts')).fr,
  es: async () => (await import('../texts/es.ts')).es,
  ar: async () => (await import('../texts/ar.ts')).ar,
};

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-US', de: 'de-DE', fr: 'fr-FR', es: 'es-ES', ar: 'ar-AE' };

const isLanguage = (text: string | null): text is Language => text !== null && text in LANGUAGES;

/** What was chosen here before, else the first language of the browser that the console speaks. */
function preferredLanguage(): Language {
  const chosen = localStorage.getItem('kith.language');
  if (isLanguage(chosen)) return chosen;
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return spoken ?? 'en';
}

interface Speech {
  readonly texts: Texts;
  readonly language: Language;
  readonly speak: (language: Language) => void;
}

const SpeechContext = createContext<Speech | undefined>(undefined);

export function useSpeech(): Speech {
  const speech = use(SpeechContext);
  if (!speech) throw new Error('The console has no language yet');
  return speech;
}

export function useTexts(): Texts {
  return useSpeech().texts;
}

export function SpeechProvider({ children }: { readonly children: ReactNode }) {
  const [speech, setSpeech] = useState<{ texts: Texts; language: Language }>();
  const [wanted, setWanted] = useState(preferredLanguage);
  useEffect(() => {
    let isCurrent = true;
    void LOAD[wanted]().then((texts) => {
      if (!isCurrent) return;
      document.documentElement.lang = wanted;
      document.documentElement.dir = wanted === 'ar' ? 'rtl' : 'ltr';
      setSpeech({ texts, language: wanted });
    });
    return () => {
      isCurrent = false;
    };
  }, [wanted]);
  if (!speech) return null;
  const speak = (language: Language) => {
    localStorage.setItem('kith.language', language);
    setWanted(language);
  };
  return (
    <I18nProvider locale={LOCALES[speech.language]}>
      <SpeechContext value={{ ...speech, speak }}>{children}</SpeechContext>
    </I18nProvider>
  );
}
