// Fields of forms: label, hint, what is wrong.
import type { ReactNode } from 'react';
import {
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'email' | 'password' | 'date' | 'tel' | 'search';
  readonly hint?: string;
  /** What is wrong with the value. */
  readonly problem?: string | undefined;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
  readonly autoComplete?: string;
  readonly autoFocus?: boolean;
  readonly lines?: number;
  readonly maxLength?: number;
}

export function Field({ label, hint, problem, lines, ...input }: FieldProps) {
  const { autoFocus, ...own } = input;
  return (
    <TextField {...own} isInvalid={problem !== undefined} validationBehavior="aria" className="field">
      <Label>{label}</Label>
      {lines === undefined ? <Input ref={autoFocus ? focusOnce : undefined} /> : <TextArea rows={lines} />}
      {hint === undefined ? null : <Text slot="description">{hint}</Text>}
      <FieldError>{problem}</FieldError>
    </TextField>
  );
}

function focusOnce(input: HTMLInputElement | null): void {
  input?.focus();
}

export interface Choice {
  readonly id: string;
  readonly name: string;
}

interface ChooseProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly isDisabled?: boolean;
  /** The label is for screen readers only. */
  readonly isLabelHidden?: boolean;
  readonly hint?: ReactNode;
}

export function Choose({ label, choices, value, onChange, isDisabled, isLabelHidden, hint }: ChooseProps) {
  const named = isLabelHidden ? { 'aria-label': label } : {};
  return (
    <Select
      {...named}
      className="field"
      value={value}
      onChange={(key) => onChange(String(key))}
      isDisabled={isDisabled ?? false}
    >
      {isLabelHidden ? null : <Label>{label}</Label>}
      <Button className="select">
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      {hint === undefined ? null : <Text slot="description">{hint}</Text>}
      <Popover className="popover">
        <ListBox className="listbox" items={choices}>
          {(choice) => <ListBoxItem className="option">{choice.name}</ListBoxItem>}
        </ListBox>
      </Popover>
    </Select>
  );
}
