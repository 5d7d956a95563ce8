// The frame of what strangers see.
import { type ReactNode, useEffect } from 'react';
import { LANGUAGES, type Language, useSpeech } from '../../app/texts.tsx';
import { Choose } from '../../kit/fields.tsx';

export function Gate({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { texts, language, speak } = useSpeech();
  useEffect(() => {
    document.title = `${title} · Kith`;
  }, [title]);
  return (
    <main className="gate">
      <div className="gate-box">
        <p className="brand">
          <img src="/console/icon.svg" alt="" width="36" height="36" />
          {texts.brand}
        </p>
        <h1>{title}</h1>
        {children}
      </div>
      <Choose
        {...{ label: texts.nav.language, isLabelHidden: true, value: language }}
        choices={Object.entries(LANGUAGES).map(([id, name]) => ({ id, name }))}
        onChange={(id) => speak(id as Language)}
      />
    </main>
  );
}
