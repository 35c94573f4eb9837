import PDFDocument from 'pdfkit';
import qrcode from 'qrcode-generator';

/** Points, 72 to the inch; what is drawn stays within the margin. */
const margin = 56;

export interface PdfPage {
  heading(text: string): void;
  /** A name in front, what it says behind. */
  row(name: string, value: string): void;
  paragraph(text: string): void;
  /** @param size in points; 170 are 6 cm */
  qrCode(text: string, size: number): void;
}

// DejaVu has Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic letters in one file; PDF's own fonts have Latin only
const font = (name: string) => require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);

const drawQrCode = (document: PDFKit.PDFDocument, text: string, size: number): void => {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const count = code.getModuleCount();
  const side = size / count;
  const { x, y } = document;
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (code.isDark(row, column)) document.rect(x + column * side, y + row * side, side, side);
    }
  }
  // one path, or seams would show between the squares
  document.fill('black');
  document.y = y + size;
};

/** The bytes of an A4 page, or several where `write` needs them. */
export const pdfPage = (title: string, write: (page: PdfPage) => void): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const document = new PDFDocument({ size: 'A4', margin, info: { Title: title }, lang: 'en', displayTitle: true });
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
    document.registerFont('regular', font('DejaVuSans')).registerFont('bold', font('DejaVuSans-Bold'));
    const wide = { width: document.page.width - 2 * margin };
    const left = 130;
    write({
      heading: (text) => void document.font('bold').fontSize(20).text(text, wide).moveDown(),
      row: (name, value) => {
        const { y } = document;
        document.font('bold').fontSize(10).text(name, margin, y, { width: left });
        document.font('regular').text(value, margin + left, y, { width: wide.width - left });
        document.moveDown(0.6).x = margin;
      },
      paragraph: (text) => void document.font('regular').fontSize(10).text(text, wide).moveDown(),
      qrCode: (text, size) => {
        drawQrCode(document, text, size);
        document.moveDown();
      },
    });
    document.end();
  });
