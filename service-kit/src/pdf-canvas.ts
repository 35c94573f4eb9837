import PDFDocument from 'pdfkit';
import type { Fonts } from './pdf-fonts';
import { directionFeatures } from './pdf-shaping';
import { linesOf, type Line, type Style } from './pdf-text';

/** Points, 72 to the inch; what is drawn stays within the margin. */
export const margin = 56;
const footer = 24;
/** Of the size of the letters; the stacked ones of the south-east of Asia need it. */
const lineHeight = 1.45;
const ascent = 1.05;
/** Lines of one row; more may be torn by the end of a page. */
const keptTogether = 15;

export interface Place {
  /** Points from the left edge of the page. */
  x: number;
  width: number;
  align?: 'left' | 'right';
}

/** Where text goes, from the top down, page after page. */
export interface Canvas {
  document: PDFKit.PDFDocument;
  fonts: Fonts;
  /** Points from the top edge of the page, where the next thing begins. */
  y: number;
  /** What is drawn on top of each page that follows. */
  onNewPage?: (() => void) | undefined;
  /** Begins a new page unless there is room for this many points. */
  reserve(height: number): void;
  /** Texts beside each other. */
  row(cells: { text: string; place: Place; style: Style }[]): void;
}

export const wholeWidth = ({ page }: PDFKit.PDFDocument): Place => ({ x: margin, width: page.width - 2 * margin });

const drawLine = (document: PDFKit.PDFDocument, line: Line, place: Place, top: number, size: number) => {
  let x = place.align === 'right' ? place.x + place.width - line.width : place.x;
  for (const { text, font, rtl, width } of line.runs) {
    // the types know files only; and with features the run is set as a whole, not word by word from the left
    document.font(font.font as unknown as string, font.name).fontSize(size);
    const features = directionFeatures(rtl) as PDFKit.Mixins.OpenTypeFeatures[];
    document.text(text, x, top + ascent * size, { lineBreak: false, baseline: 'alphabetic', features });
    x += width;
  }
};

/** @param date when what it says was so; the same text and date make the same bytes */
export const openCanvas = (title: string, date: Date, fonts: Fonts): Canvas => {
  const document = new PDFDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    info: { Title: title, CreationDate: date },
    lang: 'en',
    displayTitle: true,
  });
  const canvas: Canvas = {
    document,
    fonts,
    y: margin,
    reserve: (height) => {
      if (canvas.y + height <= document.page.height - margin - footer) return;
      document.addPage();
      canvas.y = margin;
      canvas.onNewPage?.();
    },
    row: (cells) => {
      const set = cells.map((cell) => ({ ...cell, lines: linesOf(cell.text, cell.place.width, cell.style, fonts) }));
      const step = Math.max(...cells.map(({ style }) => style.size)) * lineHeight;
      const count = Math.max(...set.map(({ lines }) => lines.length));
      if (count <= keptTogether) canvas.reserve(count * step);
      for (let i = 0; i < count; i++) {
        canvas.reserve(step);
        for (const { lines, place, style } of set) {
          const line = lines[i];
          if (line) drawLine(document, line, place, canvas.y, style.size);
        }
        canvas.y += step;
      }
    },
  };
  return canvas;
};

/** Numbers the pages, where they are several, and gives their bytes. */
export const closeCanvas = ({ document, fonts }: Canvas): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
    const { count } = document.bufferedPageRange();
    for (let i = 0; i < count && count > 1; i++) {
      document.switchToPage(i);
      const place = { ...wholeWidth(document), align: 'right' as const };
      const [line] = linesOf(`page ${i + 1} of ${count}`, place.width, { size: 8 }, fonts);
      if (line) drawLine(document, line, place, document.page.height - margin - 8, 8);
    }
    document.end();
  });
