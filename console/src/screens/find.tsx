// Find anything: people, groups and screens, from wherever one is.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Autocomplete, Header, Input, Label, Menu, MenuItem, MenuSection, SearchField } from 'react-aria-components';
import { client } from '../app/client.ts';
import { SCREENS } from '../app/screens.ts';
import { useMay } from '../app/session.tsx';
import { useTexts } from '../app/texts.tsx';
import { Sheet } from '../kit/confirm.tsx';

interface Found {
  readonly id: string;
  readonly name: string;
  readonly detail?: string;
  readonly go: () => unknown;
}

interface FindProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function FindAnything({ isOpen, onClose }: FindProps) {
  const { find } = useTexts();
  return (
    <Sheet title={find.title} isOpen={isOpen} onClose={onClose}>
      {isOpen ? <Search onClose={onClose} /> : null}
    </Sheet>
  );
}

function Search({ onClose }: { readonly onClose: () => void }) {
  const { find } = useTexts();
  const [text, setText] = useState('');
  const sections = useFound(text);
  const all = sections.flatMap(({ items }) => items);
  const open = (id: string) => {
    all.find((found) => found.id === id)?.go();
    onClose();
  };
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField className="search">
        <Label className="hidden">{find.label}</Label>
        <Input placeholder={find.label} ref={(input) => input?.focus()} />
      </SearchField>
      <Menu
        className="listbox found"
        aria-label={find.title}
        onAction={(key) => open(String(key))}
        renderEmptyState={() => find.nothing}
      >
        {sections.map(({ title, items }) => (
          <MenuSection key={title}>
            <Header>{title}</Header>
            {items.map(({ id, name, detail }) => (
              <MenuItem className="option" key={id} id={id} textValue={name}>
                {name} {detail ? <span className="quiet">{detail}</span> : null}
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </Menu>
    </Autocomplete>
  );
}

/** What is found by a text, in sections that are not empty. */
function useFound(text: string) {
  const { find, nav } = useTexts();
  const navigate = useNavigate();
  const may = useMay();
  const q = useSettled(text.trim());
  const people = useQuery({
    queryKey: ['find', q],
    queryFn: ({ signal }) => client.listConstituents({ q, limit: 8 }, { signal }),
    enabled: q.length > 1,
    placeholderData: keepPreviousData,
  });
  const screens: Found[] = SCREENS.filter(({ name, scope }) => may(scope) && includes(nav[name], text)).map(
    ({ to, name }) => ({
      id: to,
      name: nav[name],
      go: () => navigate({ to }),
    }),
  );
  const persons: Found[] = (q.length > 1 ? (people.data?.data ?? []) : []).map(({ id, display_name }) => ({
    id: `person ${id}`,
    name: display_name,
    detail: String(id),
    go: () => navigate({ to: '/people/$id', params: { id: String(id) } }),
  }));
  const sections = [
    { title: find.people, items: persons },
    { title: find.screens, items: screens },
  ];
  return sections.filter(({ items }) => items.length > 0);
}

const includes = (name: string, text: string) => name.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase());

/** A text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 150);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
