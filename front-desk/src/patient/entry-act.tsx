import { Button, Kbd } from '@mantine/core';

export interface Act {
  name: string;
  act: () => void;
  /** The key that does it from anywhere on the page. */
  key?: string;
}

/** Something that can be done with an entry of the timeline. */
export function EntryAct({ act: { name, act, key }, title, isStop }: { act: Act; title: string; isStop: boolean }) {
  return (
    <Button
      variant={key === undefined ? 'default' : 'light'}
      size="compact-sm"
      onClick={act}
      tabIndex={isStop ? 0 : -1}
      aria-label={`${name}: ${title}`}
      rightSection={key !== undefined && <Kbd size="xs">{key}</Kbd>}
    >
      {name}
    </Button>
  );
}
