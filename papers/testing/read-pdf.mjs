// The text of a PDF's pages as JSON, read by a library that the services do not use. A program of its own, because that is
// an ES module. Takes the PDF on standard input.
import { buffer } from 'node:stream/consumers';
import * as mupdf from 'mupdf';

const document = mupdf.Document.openDocument(await buffer(process.stdin), 'application/pdf');
const pages = Array.from({ length: document.countPages() }, (_, i) => document.loadPage(i).toStructuredText().asText());
process.stdout.write(JSON.stringify(pages));
