import { useTexts } from '../app/texts.tsx';
import { Page } from '../kit/page.tsx';

export function Missing() {
  const { states, brand } = useTexts();
  return (
    <Page title={brand} lead={states.missing}>
      {null}
    </Page>
  );
}
