import type { CSSProperties } from 'react';

/** Tells day.css where something stands; React's type knows no variables. */
export const variables = (values: Record<`--${string}`, string | number>): CSSProperties => values;
