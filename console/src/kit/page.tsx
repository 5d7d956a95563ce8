// The frame of a screen: its one heading, what can be done on it, and its title in the browser.
import { type ReactNode, useEffect } from 'react';

interface PageProps {
  readonly title: string;
  /** Buttons, at the end of the line of the heading. */
  readonly actions?: ReactNode;
  /** A sentence below the heading. */
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, actions, lead, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Kith`;
  }, [title]);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{title}</h1>
        {actions ? <div className="buttons">{actions}</div> : null}
      </header>
      {lead ? <p className="lead">{lead}</p> : null}
      {children}
    </div>
  );
}

export function Panel({
  title,
  actions,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="panel">
      <header className="panel-head">
        <h2>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}

export function Tag({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>;
}

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'note';
