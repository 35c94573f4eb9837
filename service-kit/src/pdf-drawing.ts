import qrcode from 'qrcode-generator';
import { closeCanvas, margin, openCanvas, wholeWidth, type Canvas } from './pdf-canvas';
import { fontsFor } from './pdf-fonts';
import type { Paper, PdfPage } from './pdf-page';
import { drawTable } from './pdf-table';
import { visible } from './pdf-text';

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

/** What is drawn, one after the other. */
export type Stroke = { [K in keyof PdfPage]: [K, ...Parameters<PdfPage[K]>] }[keyof PdfPage];

const draw = (strokes: Stroke[], page: PdfPage): void => {
  for (const [kind, ...what] of strokes) (page[kind] as (...what: unknown[]) => void)(...what);
};

const textOf = (strokes: Stroke[]): string => {
  const texts: string[] = [];
  const add = (...more: string[]) => void texts.push(...more);
  draw(strokes, {
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

/** The bytes of an A4 page, or several where they are needed. Fonts are opened only for the letters that stand on it. */
export const drawPaper = async ({ title, date, issuer }: Paper, strokes: Stroke[]): Promise<Uint8Array> => {
  const texts = [textOf(strokes), visible(issuer?.name ?? ''), visible(issuer?.address ?? '')];
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
  draw(strokes, {
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
