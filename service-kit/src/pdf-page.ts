import qrcode from 'qrcode-generator';
import { closeCanvas, margin, openCanvas, wholeWidth, type Canvas } from './pdf-canvas';
import { fontsFor } from './pdf-fonts';
import { drawTable, type Column } from './pdf-table';
import { visible } from './pdf-text';

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

const drawQrCode = (canvas: Canvas, text: string, size: number): void => {
  canvas.reserve(size);
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const count = code.getModuleCount();
  const side = size / count;
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (code.isDark(row, column)) canvas.document.rect(margin + column * side, canvas.y + row * side, side, side);
    }
  }
  // one path, or seams would show between the squares
  canvas.document.fill('black');
  canvas.y += size;
};

const textOf = (write: (page: PdfPage) => void): string => {
  const texts: string[] = [];
  const add = (...more: string[]) => void texts.push(...more);
  write({
    heading: add,
    row: add,
    paragraph: add,
    space: () => undefined,
    table: (columns, rows) => add(...columns.map(({ title }) => title), ...rows.flat()),
    sums: (rows) => add(...rows.flat()),
    qrCode: () => undefined,
  });
  return texts.map(visible).join('\n');
};

/**
 * The bytes of an A4 page, or several where they are needed.
 * @param write is run twice: fonts are opened only for the letters that it writes
 */
export const pdfPage = async ({ title, date, issuer }: Paper, write: (page: PdfPage) => void): Promise<Uint8Array> => {
  const texts = [textOf(write), visible(issuer?.name ?? ''), visible(issuer?.address ?? '')];
  const canvas = openCanvas(title, date, await fontsFor(texts.join('\n')));
  const whole = wholeWidth(canvas.document);
  const left = 130;
  const text = (shown: string, size: number, weight: 'regular' | 'bold', space: number) => {
    canvas.row([{ text: shown, place: whole, style: { size, weight } }]);
    canvas.y += space;
  };
  if (issuer?.name) text(issuer.name, 13, 'bold', 0);
  if (issuer?.address) text(issuer.address, 9, 'regular', 0);
  if (issuer?.name || issuer?.address) canvas.y += 24;
  write({
    heading: (shown) => text(shown, 20, 'bold', 12),
    paragraph: (shown) => text(shown, 10, 'regular', 10),
    space: () => {
      canvas.y += 14;
    },
    row: (name, value) => {
      canvas.row([
        { text: name, place: { x: margin, width: left - 10 }, style: { size: 10, weight: 'bold' } },
        { text: value, place: { x: margin + left, width: whole.width - left }, style: { size: 10 } },
      ]);
      canvas.y += 4;
    },
    table: (columns, rows) => drawTable(canvas, columns, rows),
    sums: (rows) => {
      canvas.y += 6;
      // not torn from each other
      canvas.reserve(rows.length * 18);
      for (const [i, [name, amount]] of rows.entries()) {
        const style = { size: 10, weight: i === rows.length - 1 ? 'bold' : 'regular' } as const;
        const width = whole.width / 2;
        canvas.row([
          { text: name, place: { x: margin + width, width: width - 150 }, style },
          { text: amount, place: { x: margin + whole.width - 150, width: 150, align: 'right' }, style },
        ]);
        canvas.y += 3;
      }
      canvas.y += 12;
    },
    qrCode: (code, size) => {
      drawQrCode(canvas, code, size);
      canvas.y += 12;
    },
  });
  return closeCanvas(canvas);
};
