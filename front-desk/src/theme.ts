import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The green-blue of scrubs; the sixth has 5.9:1 on white, the fourth 8:1 on the dark page. */
const clinic: MantineColorsTuple = [
  '#e6f6f7', '#cfeaec', '#a2d6da', '#6fbfc5', '#46a9b1', '#1e8d96', '#0b6b74', '#095a62', '#074a51', '#04383d',
]; // prettier-ignore

export const theme = createTheme({
  colors: { clinic },
  primaryColor: 'clinic',
  primaryShade: { light: 6, dark: 5 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif',
  headings: { fontWeight: '650' },
});
