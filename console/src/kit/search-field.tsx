// A search that runs while somebody types. What is typed stays, whatever the list does.
import { useEffect, useRef, useState } from 'react';
import { SearchField as Base, Button, Input, Label } from 'react-aria-components';
import { useTexts } from '../app/texts.tsx';

/** Milliseconds without a key before the search runs. */
const PAUSE = 250;

interface SearchProps {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (text: string) => void;
}

export function SearchField({ label, value, onSearch }: SearchProps) {
  const { actions } = useTexts();
  const [text, setText] = useState(value);
  const asked = useRef(value);
  // A search that came by a link, or by going back, replaces what is typed.
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === asked.current) return undefined;
    const timer = setTimeout(() => {
      asked.current = wanted;
      onSearch(wanted);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [text, onSearch]);
  return (
    <Base className="search" value={text} onChange={setText}>
      <Label className="hidden">{label}</Label>
      <Input placeholder={label} />
      {text === '' ? null : (
        <Button className="plain" aria-label={actions.close}>
          ✕
        </Button>
      )}
    </Base>
  );
}
