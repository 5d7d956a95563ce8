// Who is signed in, and what they may do about it: account, language, signing out.
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { client } from './client.ts';
import { forgetSession, useSession } from './session.tsx';
import { LANGUAGES, type Language, useSpeech, useTexts } from './texts.tsx';

export function WhoIsHere({ onHelp }: { readonly onHelp: () => void }) {
  const { nav } = useTexts();
  const { language, speak } = useSpeech();
  const { user, organization } = useSession();
  const navigate = useNavigate();
  const signOut = useMutation({ mutationFn: () => client.signOut(), onSettled: forgetSession });
  const name = `${user.first_name} ${user.last_name}`.trim() || user.login_name;
  const act = (key: string) => {
    if (key === 'account') void navigate({ to: '/account' });
    else if (key === 'help') onHelp();
    else if (key === 'out') signOut.mutate();
    else speak(key as Language);
  };
  return (
    <MenuTrigger>
      <Button className="plain who">
        <span className="who-name">{name}</span>
        <span className="quiet">{organization.name}</span>
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="listbox" onAction={(key) => act(String(key))} aria-label={name}>
          <MenuItem className="option" id="account">
            {nav.account}
          </MenuItem>
          <MenuItem className="option" id="help">
            {nav.help}
          </MenuItem>
          {Object.entries(LANGUAGES).map(([id, own]) => (
            <MenuItem className="option" id={id} key={id} textValue={own}>
              {own} {id === language ? '✓' : ''}
            </MenuItem>
          ))}
          <MenuItem className="option" id="out">
            {nav.signOut}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
