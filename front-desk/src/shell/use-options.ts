import { useEffect, useEffectEvent, useRef, useState, type ChangeEvent, type KeyboardEvent } from 'react';

interface Options {
  /** The id of the list. */
  list: string;
  typed: string;
  onType: (text: string) => void;
  /** What each of those that can be chosen is known by. */
  ids: readonly string[];
  /** Whether they belong to what is typed. */
  isFresh: boolean;
  /** Whether there is nothing to choose among. */
  isOne: boolean;
  /** Called with the marked row, -1 where there is none. */
  onOpen: (row: number) => void;
  onEscape?: () => void;
}

/** Returns the props of a field that finds what is listed below it (a combobox of ARIA): the field keeps the focus, arrows mark a row, Enter opens it. */
export function useOptions({ list, typed, onType, ids, isFresh, isOne, onOpen, onEscape }: Options) {
  // by what it is and not by its place: lists change while others work, and Enter must not open what has come in its place
  const [marked, setMarked] = useState<string>();
  const [markedFor, setMarkedFor] = useState(typed);
  if (markedFor !== typed) {
    setMarkedFor(typed);
    setMarked(undefined);
  } else if (isFresh && marked === undefined && ids.length > 0) setMarked(ids[0]);
  const entered = useRef<string>(undefined);
  const count = ids.length;
  const at = marked === undefined ? Math.min(0, count - 1) : ids.indexOf(marked);
  const idOf = (row: number) => `${list}-${row}`;
  const markedId = at >= 0 ? idOf(at) : undefined;

  // a scanner ends its number with Enter, before there is an answer; among several a person chooses
  const openTheOne = useEffectEvent(() => {
    if (entered.current === typed && isOne) onOpen(0);
    entered.current = undefined;
  });
  useEffect(() => {
    if (isFresh) openTheOne();
  }, [isFresh]);
  useEffect(() => {
    if (markedId !== undefined) document.getElementById(markedId)?.scrollIntoView({ block: 'nearest' });
  }, [markedId]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && count > 0) setMarked(ids.at(at < 0 ? Math.min(0, step) : (at + step) % count));
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      if (isFresh) onOpen(at);
      else entered.current = typed;
    } else if (event.key === 'Escape' && onEscape) {
      // out of the field single keys are commands again
      if (typed === '') document.getElementById('content')?.focus();
      onEscape();
    } else return;
    event.preventDefault();
  };
  const field = {
    value: typed,
    onChange: (event: ChangeEvent<HTMLInputElement>) => onType(event.currentTarget.value),
    onKeyDown,
    role: 'combobox',
    'aria-expanded': count > 0,
    'aria-controls': list,
    'aria-autocomplete': 'list',
    'aria-activedescendant': markedId,
    autoComplete: 'off',
    autoCorrect: 'off',
    autoCapitalize: 'off',
    spellCheck: false,
  } as const;
  return { at, idOf, field };
}
