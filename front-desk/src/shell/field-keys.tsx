import { Kbd } from '@mantine/core';
import { useTexts } from '../texts/language';
import { useScreens } from './screens';

/** Tells the keys of a page that begins in its field, where a person who is new would look for them. */
export function FieldKeys() {
  const t = useTexts();
  const { screens } = useScreens();
  return (
    <p className="field-keys">
      <span>
        <Kbd>?</Kbd> {t.keys.helpHere}
      </span>
      <span>
        <Kbd>Esc</Kbd> {t.keys.leaveField}
      </span>
      {screens.length > 1 && (
        <span>
          <Kbd>1</Kbd>–<Kbd>{screens.length}</Kbd> {t.keys.thenScreens}
        </span>
      )}
    </p>
  );
}
