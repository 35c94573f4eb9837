// What a PDF says of itself, its fonts, and where each letter of its first page stands, as JSON. Takes the PDF on standard input.
import { buffer } from 'node:stream/consumers';
import * as mupdf from 'mupdf';

const document = mupdf.Document.openDocument(await buffer(process.stdin), 'application/pdf');
const letters = [];
document
  .loadPage(0)
  .toStructuredText()
  .walk({
    onChar: (letter, [x], font, _size, [, , right]) =>
      letters.push({ letter, x, right, font: font.getName().replace(/^[A-Z]{6}\+/, '') }),
  });
process.stdout.write(
  JSON.stringify({
    title: document.getMetaData(mupdf.Document.META_INFO_TITLE),
    created: document.getMetaData('info:CreationDate'),
    language: document.getTrailer().get('Root').get('Lang').asString(),
    letters,
  }),
);
