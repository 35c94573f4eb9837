import type { Kind } from './timeline';

const paths: Record<Kind, string> = {
  appointment: 'M5 6h14v14H5zM5 10h14M9 3v4M15 3v4',
  prescription: 'M6 3h9l4 4v14H6zM9 9h4M9 13h7M9 17h7',
  dispense: 'M10.5 4.5a4.24 4.24 0 0 1 6 6l-6 6a4.24 4.24 0 0 1-6-6zM7.5 7.5l6 6',
  bill: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6',
  payment: 'M3 6h18v12H3zM3 10h18M6 15h4',
};

/** Tells the kinds apart at a glance; the title beside it says the same in words. */
export function EntryIcon({ kind }: { kind: Kind }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[kind]} />
    </svg>
  );
}
