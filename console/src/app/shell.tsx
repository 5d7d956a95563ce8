// The frame around every screen: where one can go, find anything, who is signed in.
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { SCREENS } from './screens.ts';
import { useMay } from './session.tsx';
import { useTexts } from './texts.tsx';

// What nobody needs to see the first list comes after it.
const FindAnything = lazy(async () => ({ default: (await import('../screens/find.tsx')).FindAnything }));
const KeyboardHelp = lazy(async () => ({ default: (await import('../screens/keyboard-help.tsx')).KeyboardHelp }));
const WhoIsHere = lazy(async () => ({ default: (await import('./who-is-here.tsx')).WhoIsHere }));

export function Shell() {
  const { nav } = useTexts();
  const [opened, setOpened] = useState<'find' | 'help'>();
  useKeys(setOpened);
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {nav.skip}
      </a>
      <header className="top">
        <Link to="/" className="brand">
          <img src="/console/icon.svg" alt="" width="28" height="28" />
          Kith
        </Link>
        <Button className="find" onPress={() => setOpened('find')}>
          <span>{nav.find}</span>
          <kbd>Ctrl K</kbd>
        </Button>
        <Suspense>
          <WhoIsHere onHelp={() => setOpened('help')} />
        </Suspense>
      </header>
      <Navigation />
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense>
        {opened === 'find' ? <FindAnything isOpen onClose={() => setOpened(undefined)} /> : null}
        {opened === 'help' ? <KeyboardHelp isOpen onClose={() => setOpened(undefined)} /> : null}
      </Suspense>
    </div>
  );
}

/** Keys that work on every screen, outside of fields. */
function useKeys(open: (what: 'find' | 'help') => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]');
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') open('find');
      else if (event.key === '?' && !isTyping) open('help');
      else if (event.key === '/' && !isTyping && focusSearch()) event.preventDefault();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [open]);
}

function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('main input[type="search"]');
  search?.focus();
  return search !== null;
}

function Navigation() {
  const { nav } = useTexts();
  const may = useMay();
  return (
    <nav className="side" aria-label={nav.label}>
      <ul>
        {SCREENS.filter(({ scope }) => may(scope)).map(({ to, name }) => (
          <li key={to}>
            <Link to={to} activeProps={{ 'aria-current': 'page' }} activeOptions={{ exact: to === '/' }}>
              {nav[name]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
