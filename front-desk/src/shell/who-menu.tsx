import { Kbd, Menu, useMantineColorScheme } from '@mantine/core';
import { useLanguage, useTexts } from '../texts/language';
import { WhoButton, type Who } from './who-button';

/** What a person sets for themselves, behind their name. */
// eslint-disable-next-line no-restricted-syntax -- React's lazy() asks for a default export
export default function WhoMenu({ onKeys, ...who }: Who & { onKeys: () => void }) {
  const t = useTexts();
  const { language, choose } = useLanguage();
  const { toggleColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" withArrow>
      <Menu.Target>
        <WhoButton {...who} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onKeys} rightSection={<Kbd size="xs">?</Kbd>}>
          {t.keyboard}
        </Menu.Item>
        <Menu.Item onClick={() => toggleColorScheme()}>{t.lightOrDark}</Menu.Item>
        <Menu.Item onClick={() => choose(language === 'en' ? 'ar' : 'en')} lang={language === 'en' ? 'ar' : 'en'}>
          {t.language}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
