import { Title, type TitleProps } from '@mantine/core';
import { useEffect, useRef } from 'react';

/** The heading of a page takes the focus when the page opens, so that reading and tabbing begin there. */
export function PageTitle(props: Omit<TitleProps, 'order'>) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return <Title ref={heading} order={1} size="h2" tabIndex={-1} className="page-title" {...props} />;
}
