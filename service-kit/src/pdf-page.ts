import type { Stroke } from './pdf-drawing';
import type { Column } from './pdf-table';
import { drawInThread } from './pdf-thread';

export interface PdfPage {
  heading(text: string): void;
  /** A name in front, what it says behind. */
  row(name: string, value: string): void;
  paragraph(text: string): void;
  space(): void;
  /** One row below the other; its head stands on each page. */
  table(columns: Column[], rows: string[][]): void;
  /** Names and amounts on the right, the last of them bold. */
  sums(rows: [name: string, amount: string][]): void;
  /** @param size in points; 170 are 6 cm */
  qrCode(text: string, size: number): void;
}

/** Whose paper it is; what is empty is left out. */
export interface Issuer {
  name: string;
  address: string;
}

export interface Paper {
  title: string;
  /** When what it says was so; the same text and date make the same bytes. */
  date: Date;
  issuer?: Issuer;
}

/**
 * The bytes of an A4 page, or several where they are needed. To set it takes a large part of a second of a processor, so a
 * thread of its own does it. Throws a 503 problem while too many wait for theirs.
 */
export const pdfPage = (paper: Paper, write: (page: PdfPage) => void): Promise<Uint8Array> => {
  const strokes: Stroke[] = [];
  write({
    heading: (text) => strokes.push(['heading', text]),
    row: (name, value) => strokes.push(['row', name, value]),
    paragraph: (text) => strokes.push(['paragraph', text]),
    space: () => strokes.push(['space']),
    table: (columns, rows) => strokes.push(['table', columns, rows]),
    sums: (rows) => strokes.push(['sums', rows]),
    qrCode: (text, size) => strokes.push(['qrCode', text, size]),
  });
  return drawInThread(paper, strokes);
};
