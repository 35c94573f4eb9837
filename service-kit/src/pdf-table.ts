import { margin, wholeWidth, type Canvas, type Place } from './pdf-canvas';
import type { Style } from './pdf-text';

export interface Column {
  title: string;
  /** Points; the first column takes what the others leave. */
  width?: number;
  align?: 'left' | 'right';
}

const gap = 10;

const placesOf = (columns: Column[], left: number, whole: number): Place[] => {
  const rest = whole - columns.reduce((sum, { width = 0 }) => sum + width, 0);
  let x = left;
  return columns.map(({ width = rest, align = 'left' }) => {
    const place = { x: align === 'right' ? x + gap : x, width: width - gap, align };
    x += width;
    return place;
  });
};

const rule = ({ document, y }: Canvas, thickness: number) => {
  const { x, width } = wholeWidth(document);
  document
    .moveTo(x, y)
    .lineTo(x + width, y)
    .lineWidth(thickness)
    .stroke('#888888');
  document.fillColor('black');
};

export const drawTable = (canvas: Canvas, columns: Column[], rows: string[][]): void => {
  const places = placesOf(columns, margin, wholeWidth(canvas.document).width);
  const draw = (texts: string[], style: Style) => {
    canvas.row(places.map((place, i) => ({ place, text: texts[i] ?? '', style })));
    canvas.y += 3;
  };
  const head = () => {
    draw(
      columns.map(({ title }) => title),
      { size: 9, weight: 'bold' },
    );
    rule(canvas, 1);
    canvas.y += 4;
  };
  // a head is not left alone
  canvas.reserve(60);
  head();
  canvas.onNewPage = head;
  for (const row of rows) {
    draw(row, { size: 9 });
    rule(canvas, 0.25);
    canvas.y += 3;
  }
  canvas.onNewPage = undefined;
};
